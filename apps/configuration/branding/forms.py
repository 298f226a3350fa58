"""The form of the branding: files for its pictures, a field for each of its colours, and what each would look like."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.configuration.branding.colours import COLOUR, contrast
from apps.configuration.branding.pictures import REFUSALS, SLOTS, PictureRefused, picture_in, written_anew
from apps.configuration.models import KeptPicture, keep_picture
from console.requests import ConsoleRequest
from console.screens.forms import ApiForm, Section
from console.screens.nested import key_of

FILE, REFUSED = "_file", "refused-"
COLOURS = "colors__"
TOKEN = re.compile(r"kept:[0-9a-f]{64}|was:[0-9a-f]{64}")
TITLES = {
    "logo": gettext_lazy("Logo"),
    "favicon": gettext_lazy("Favicon"),
    "background_image__desktop": gettext_lazy("Background on a desktop"),
    "background_image__mobile": gettext_lazy("Background on a phone"),
}
COLOUR_TITLES = {
    "level_1": gettext_lazy("Headings, buttons and signs (level 1)"),
}
COLOUR_INPUT = re.compile(r"#[0-9a-fA-F]{6}\Z")


def with_pictures(request: ConsoleRequest) -> QueryDict:
    """What was posted, with each chosen file written anew, kept, and named where its text would stand.

    A file cannot be kept in a form, and a picture as text is longer than a draft may be.
    """
    data = request.POST.copy()
    for name, slot in SLOTS.items():
        upload = request.FILES.get(name + FILE)
        if not isinstance(upload, UploadedFile):
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


class PictureField(forms.CharField):
    """A picture, which a form only names: the one that was there, or one that waits in the console."""

    widget = forms.HiddenInput

    def prepare_value(self, value: Any) -> Any:
        """What stands for the picture, whether it is one or stands for one already."""
        return value if isinstance(value, str) and TOKEN.fullmatch(value) else token_of(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data) and self.prepare_value(data) != token_of(initial)

    def clean(self, value: Any) -> Any:
        """The picture as SigningHub takes it."""
        if not value or not value.startswith("kept:"):
            return ""
        kept = KeptPicture.objects.filter(digest=value.removeprefix("kept:")).first()
        if kept is None:
            raise forms.ValidationError(_("The picture was not kept. Choose it again."))
        return kept.picture().text


class ColourField(forms.CharField):
    """A colour in hexadecimal, chosen with the browser's own control where that can hold it."""

    def __init__(self, value: object, **kwargs: Any) -> None:
        is_simple = isinstance(value, str) and COLOUR_INPUT.match(value)
        widget = forms.TextInput(attrs={"type": "color"} if is_simple else {"dir": "ltr", "class": "mono"})
        check = RegexValidator(COLOUR, _("A colour is written as # and three to eight hexadecimal digits."))
        super().__init__(widget=widget, validators=[check], required=False, **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "").strip().casefold() != str(data or "").strip().casefold()


class BrandingForm(ApiForm):
    """Update Branding: everything is sent at once, and what is not changed as it came."""

    nested = ("background_image", "colors")
    beside = frozenset(name + FILE for name in SLOTS)
    groups: ClassVar[Any] = ((gettext_lazy("Pictures"), tuple(name + FILE for name in SLOTS)),)

    logo = PictureField(label=TITLES["logo"])
    favicon = PictureField(label=TITLES["favicon"])
    background_image__desktop = PictureField(label=TITLES["background_image__desktop"])
    background_image__mobile = PictureField(label=TITLES["background_image__mobile"])
    logo_file = forms.FileField()
    favicon_file = forms.FileField()
    background_image__desktop_file = forms.FileField()
    background_image__mobile_file = forms.FileField()

    def __init__(self, *args: Any, base: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, base=base, **kwargs)
        self.colours = [name for name in self.fields if name.startswith(COLOURS) and self._is_colour(name)]
        for name in self.colours:
            key = key_of(name)
            label = COLOUR_TITLES.get(key) or super().title(name)
            self.fields[name] = ColourField(self.base.get(name), label=label, help_text=self._reads(name))
        for name, slot in SLOTS.items():
            if name + FILE in self.fields:
                self._offer(name, slot.bytes // 1024, slot.width, slot.height)
        self.groups = (*self.groups, (_("Colours"), tuple(self.colours)))  # type: ignore[misc]
        self.consequences = {name: why for name in self.colours if (why := self._warning(name))}  # type: ignore[misc]

    def sections(self) -> list[Section]:
        """The sections, without what only stands for a picture: that is drawn with its file."""
        return [
            replace(section, fields=fields)
            for section in super().sections()
            if (fields := [shown for shown in section.fields if shown.bound.name not in SLOTS])
        ]

    def _is_colour(self, name: str) -> bool:
        value = self.base.get(name)
        return value is None or (isinstance(value, str) and (not value or contrast(value) is not None))

    def _offer(self, name: str, kilobytes: int, width: int, height: int) -> None:
        """The control for a picture's file, with the picture that is there or was chosen."""
        field = self.fields[name + FILE]
        field.required, field.label = False, TITLES[name]
        token = self._present(name)
        field.widget = PictureInput(name, str(self.fields[name].prepare_value(token)), self._picture(name))
        field.help_text = _(
            "PNG, JPEG, GIF, WebP, ICO or BMP; at most %(kb)s KB and %(width)s × %(height)s pixels."
        ) % {
            "kb": kilobytes,
            "width": width,
            "height": height,
        }

    def _picture(self, name: str) -> str:
        """The address of the picture as it would be after saving; "" where there is none to show."""
        typed = self.data.get(name, "") if self.is_bound else ""
        if typed.startswith("kept:"):
            return picture_address(typed.removeprefix("kept:"))
        picture = picture_in(self.base.get(name))
        return picture_address(picture.digest) if picture else ""

    def _present(self, name: str) -> object:
        return self.data.get(name, self.base.get(name)) if self.is_bound else self.base.get(name)

    def _reads(self, name: str) -> str:
        found = contrast(self._present(name))
        if found is None:
            return ""
        ratios = {"white": found.white, "black": found.black}
        return _("White text on it %(white)s : 1, black text %(black)s : 1") % ratios

    def _warning(self, name: str) -> str:
        found = contrast(self._present(name))
        if found is None or found.level == "yes" or not self.is_bound:
            return ""
        return _("White text on %(colour)s is hard to read: %(ratio)s : 1, where 4.5 is enough.") % {
            "colour": self._present(name),
            "ratio": found.white,
        }

    def clean(self) -> dict[str, Any]:
        """Say why a file was not taken; what is sent at once must be known as a whole."""
        if not self.whole:
            self.add_error(None, _("SigningHub did not say how it looks now, so nothing can be put beside that."))
        for name in SLOTS:
            if (code := self.data.get(REFUSED + name)) and name + FILE in self.fields:
                self.add_error(name + FILE, REFUSALS.get(code, REFUSALS["no_picture"]))
        return self.cleaned_data

    def words(self, name: str, value: object) -> str:
        """A picture by what it is, not by its letters."""
        if name not in SLOTS:
            return super().words(name, value)
        picture = picture_in(value)
        if picture is None and isinstance(value, str) and value:
            return _("Something that cannot be read as a picture")
        return picture.words if picture else super().words(name, value)

    def preview(self) -> dict[str, Any]:
        """What the preview needs: the colours and pictures as they would be after saving."""
        colours = {key_of(name): self._present(name) for name in self.colours}
        return {
            "colours": colours,
            "logo": self._picture("logo"),
            "background": self._picture("background_image__desktop"),
        }


class PictureInput(forms.FileInput):
    """A file field with the picture that is there, and what stands for it in the form."""

    def __init__(self, name: str, token: str, address: str) -> None:
        super().__init__(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp,image/bmp,.ico"})
        self.held, self.token, self.address = name, token, address

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        field = super().render(name, value, attrs, renderer)
        shown = format_html('<img class="pic" src="{}" alt="">', self.address) if self.address else ""
        held = format_html('<input type="hidden" name="{}" value="{}">', self.held, self.token)
        return format_html('<span class="has-picture">{}{}{}</span>', shown, field, held)


def picture_address(digest: str) -> str:
    """Where the console shows a picture that it has written anew."""
    return f"{reverse('branding-picture')}?of={digest}"
