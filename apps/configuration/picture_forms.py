"""Pictures in a form: a file is chosen, written anew and kept, and from there on the form only names what is kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.configuration.models import KeptPicture, keep_picture
from apps.configuration.pictures import KB, REFUSALS, Picture, PictureRefused, Slot, picture_in, written_anew
from console.api.contract import folded
from console.permissions import signed_in
from console.requests import ConsoleRequest
from console.screens.attributes import pair_in
from console.screens.facts import Fact, Group
from console.screens.forms import ApiForm, Section, is_nullable
from console.screens.resource import Row

FILE, REFUSED = "_file", "refused-"
# What stands for a picture that is to go, and the end of the name of the tick that says so.
NONE, NO = "none", "-none"
TOKEN = re.compile(r"kept:[0-9a-f]{64}|was:[0-9a-f]{64}|none")
# In rows, the number of the row stands between the names of the field and of the picture.
ROW = re.compile(r"-\d{1,3}-")
ACCEPTED = "image/png,image/jpeg,image/gif,image/webp,image/bmp,.ico"


def with_pictures(request: ConsoleRequest, slots: Mapping[str, Slot]) -> QueryDict:
    """What was posted, with each chosen file written anew, kept, and named where its text would stand.

    A file cannot be kept in a form, and a picture as text is longer than a draft may be. `slots` are the fields that
    take a picture; one in rows is named without the number of its row (slider_items-image).
    """
    data = request.POST.copy()
    for key in request.POST:
        if key.endswith(NO) and ROW.sub("-", key.removesuffix(NO)) in slots:
            data[key.removesuffix(NO)] = NONE
    for key in request.FILES:
        name, upload = key.removesuffix(FILE), request.FILES[key]
        slot = slots.get(ROW.sub("-", name))
        if slot is None or not isinstance(upload, UploadedFile):
            continue
        try:
            picture = written_anew(upload.read(slot.bytes + 1), slot)
            data[name] = f"kept:{keep_picture(request.api.environment, picture).digest}"
        except PictureRefused as refused:
            data[REFUSED + name] = refused.code
    return data


def token_of(value: object) -> str:
    """What stands for a picture in a form: the digest of its text as it came."""
    if not isinstance(value, str) or not value:
        return ""
    return f"was:{hashlib.sha256(value.encode('utf-8', 'replace')).hexdigest()}"


def picture_behind(token: str) -> Picture:
    """The picture that waits in the console. Raises ValidationError where it is gone."""
    kept = KeptPicture.objects.filter(digest=token.removeprefix("kept:")).first()
    if kept is None:
        raise forms.ValidationError(_("The picture was not kept. Choose it again."))
    return kept.picture()


def picture_address(digest: str) -> str:
    """Where the console shows a picture that it has written anew."""
    return f"{reverse('configuration-picture')}?of={digest}"


def address_of(request: ConsoleRequest, value: object) -> str:
    """Where a picture of SigningHub's can be seen; "" where it cannot be read as one."""
    found = picture_in(value)
    return picture_address(keep_picture(request.api.environment, found).digest) if found else ""


def address_in_form(token: str, value: object) -> str:
    """Where the picture is that stands behind a token, or in what SigningHub has; "" where there is none to show."""
    if token.startswith("kept:"):
        return picture_address(token.removeprefix("kept:"))
    found = picture_in(value) if token != NONE else None
    return picture_address(found.digest) if found else ""


def without_logo(request: ConsoleRequest, item: Row, root: str) -> tuple[Row, list[Group]]:
    """A record without the logo among its settings, which are pairs in `root`, and the logo as a picture."""
    detail = item.get(root)
    pairs = [pair_in(one) for one in detail] if isinstance(detail, list) else []
    for place, pair in enumerate(pairs):
        url = address_of(request, pair.value) if pair and folded(pair.name) == "logo" else ""
        if url:
            rest = [one for at, one in enumerate(detail or ()) if at != place]
            shown = Fact(_("Logo"), format_html('<img class="pic" src="{}" alt="">', url))
            return {**item, root: rest}, [Group(_("Picture"), [shown])]
    return item, []


def limits_of(slot: Slot) -> str:
    """What a picture has to be, in words."""
    words = _("PNG, JPEG, GIF, WebP, ICO or BMP; at most %(kb)s KB and %(width)s × %(height)s pixels.")
    return words % {"kb": slot.bytes // KB, "width": slot.width, "height": slot.height}


@signed_in
@require_safe
def show_picture(request: ConsoleRequest) -> HttpResponse:
    """A picture that the console has written anew, by its digest: whoever knows that has seen the picture."""
    kept = KeptPicture.objects.filter(environment=request.api.environment, digest=request.GET.get("of", "")).first()
    if kept is None:
        raise Http404
    shown = kept.picture()
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=3600"}
    return HttpResponse(shown.data, content_type=shown.kind, headers=headers)


class PictureField(forms.CharField):
    """A picture, which a form only names: the one that was there, or one that waits in the console."""

    widget = forms.HiddenInput

    def prepare_value(self, value: Any) -> Any:
        """What stands for the picture, whether it is one or stands for one already."""
        return value if isinstance(value, str) and TOKEN.fullmatch(value) else token_of(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        if data == NONE:
            return bool(initial)
        return bool(data) and self.prepare_value(data) != token_of(initial)

    def clean(self, value: Any) -> Any:
        """The picture as SigningHub takes it."""
        return picture_behind(value).text if value and value.startswith("kept:") else ""


class PictureInput(forms.FileInput):
    """A file field with the picture that is there, what stands for it in the form, and a tick that takes it away."""

    def __init__(self, name: str, token: str, address: str, *, may_go: bool) -> None:
        super().__init__(attrs={"accept": ACCEPTED})
        self.held, self.token, self.address, self.may_go = name, token, address, may_go

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        field = super().render(name, value, attrs, renderer)
        shown = format_html('<img class="pic" src="{}" alt="">', self.address) if self.address else ""
        held = format_html('<input type="hidden" name="{}" value="{}">', self.held, self.token)
        gone = ""
        if self.address and self.may_go:
            tick = '<label class="tick"><input type="checkbox" name="{}{}"><span>{}</span></label>'
            gone = format_html(tick, self.held, NO, _("No picture"))
        return format_html('<span class="has-picture">{}{}{}{}</span>', shown, field, held, gone)


class PictureFile(forms.FileField):
    """The file of a picture; `with_pictures` has put what stands for the picture into the field that holds it."""

    def __init__(self) -> None:
        # Whether there has to be a picture is a matter of the field that holds it.
        super().__init__(required=False, allow_empty_file=True)


class PictureForm(ApiForm):
    """A form with pictures: `slots` says which of its fields, each a PictureField, and how large they may be.

    The file of each is chosen in a PictureFile with _file behind the name, which stands in `beside`. `with_pictures`
    has to take in what is posted.
    """

    slots: ClassVar[Mapping[str, Slot]] = {}

    def __init__(self, *args: Any, base: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, base=base, **kwargs)
        for name, slot in self.slots.items():
            if isinstance(self.fields.get(name), PictureField) and not self.fields[name].disabled:
                self._offer(name, slot)
            else:
                self.fields.pop(name + FILE, None)

    def _offer(self, name: str, slot: Slot) -> None:
        """The control for a picture's file, with the picture that is there or was chosen."""
        held = self.fields[name]
        token = str(held.prepare_value(self._present(name)))
        may_go = is_nullable(self.layout.schema_of(name) or {})
        widget = PictureInput(name, token, self.address_of(name), may_go=may_go)
        file = self.fields[name + FILE]
        file.label, file.help_text, file.widget = held.label, limits_of(slot), widget

    def _present(self, name: str) -> Any:
        return self.data.get(name, self.base.get(name)) if self.is_bound else self.base.get(name)

    def address_of(self, name: str) -> str:
        """The address of a picture as it would be after saving; "" where there is none to show."""
        typed = str(self.data.get(name, "")) if self.is_bound else ""
        return address_in_form(typed, self.base.get(name))

    def sections(self) -> list[Section]:
        """The sections, without what only stands for a picture: that is drawn with its file."""
        return [
            replace(section, fields=fields)
            for section in super().sections()
            if (fields := [one for one in section.fields if not isinstance(one.bound.field, PictureField)])
        ]

    def clean(self) -> dict[str, Any]:
        """Say why a file was not taken."""
        cleaned = super().clean() or self.cleaned_data
        for name in self.slots:
            if (code := self.data.get(REFUSED + name)) and name + FILE in self.fields:
                self.add_error(name + FILE, REFUSALS.get(code, REFUSALS["no_picture"]))
        return cleaned

    def words(self, name: str, value: object) -> str:
        """A picture by what it is, not by its letters."""
        return words_of_picture(value) if name in self.slots else super().words(name, value)


def words_of_picture(value: object) -> str:
    """What a person may know of a picture without seeing it."""
    if not value:
        return ""
    found = picture_in(value)
    return found.words if found else _("Something that cannot be read as a picture")
