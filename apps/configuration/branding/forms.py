"""The form of the branding: files for its pictures, a field for each of its colours, and what each would look like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.configuration.branding.colours import COLOUR, contrast
from apps.configuration.branding.slides import SlidesField
from apps.configuration.picture_forms import FILE, PictureField, PictureFile, PictureForm
from apps.configuration.pictures import KB, Slot
from console.screens.nested import key_of

COLOURS = "colors__"
SLIDES = "slider_items"
SLOTS = {
    "logo": Slot(512 * KB, 2000, 1000),
    "favicon": Slot(128 * KB, 512, 512),
    "background_image__desktop": Slot(4096 * KB, 4096, 2400, may_be_photo=True),
    "background_image__mobile": Slot(2048 * KB, 2400, 4096, may_be_photo=True),
}
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


class ColourField(forms.CharField):
    """A colour in hexadecimal, chosen with the browser's own control where that can hold it."""

    def __init__(self, value: object, **kwargs: Any) -> None:
        is_simple = isinstance(value, str) and COLOUR_INPUT.match(value)
        widget = forms.TextInput(attrs={"type": "color"} if is_simple else {"dir": "ltr", "class": "mono"})
        check = RegexValidator(COLOUR, _("A colour is written as # and three to eight hexadecimal digits."))
        super().__init__(widget=widget, validators=[check], required=False, **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "").strip().casefold() != str(data or "").strip().casefold()


class BrandingForm(PictureForm):
    """Update Branding: everything is sent at once, and what is not changed as it came."""

    nested = ("background_image", "colors")
    beside = frozenset(name + FILE for name in SLOTS)
    slots = SLOTS
    groups: ClassVar[Any] = (
        (gettext_lazy("Pictures"), tuple(name + FILE for name in SLOTS)),
        (gettext_lazy("Slides"), (SLIDES,)),
    )

    logo = PictureField(label=TITLES["logo"])
    favicon = PictureField(label=TITLES["favicon"])
    background_image__desktop = PictureField(label=TITLES["background_image__desktop"])
    background_image__mobile = PictureField(label=TITLES["background_image__mobile"])
    logo_file = PictureFile()
    favicon_file = PictureFile()
    background_image__desktop_file = PictureFile()
    background_image__mobile_file = PictureFile()
    slider_items = SlidesField(label=gettext_lazy("Slide"))

    def __init__(self, *args: Any, base: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, base=base, **kwargs)
        self.colours = [name for name in self.fields if name.startswith(COLOURS) and self._is_colour(name)]
        for name in self.colours:
            key = key_of(name)
            label = COLOUR_TITLES.get(key) or super().title(name)
            self.fields[name] = ColourField(self.base.get(name), label=label, help_text=self._reads(name))
        self.groups = (*self.groups, (_("Colours"), tuple(self.colours)))  # type: ignore[misc]
        self.consequences = {name: why for name in self.colours if (why := self._warning(name))}  # type: ignore[misc]

    def _is_colour(self, name: str) -> bool:
        value = self.base.get(name)
        return value is None or (isinstance(value, str) and (not value or contrast(value) is not None))

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
        """What is sent at once must be known as a whole."""
        cleaned = super().clean()
        if not self.whole:
            self.add_error(None, _("SigningHub did not say how it looks now, so nothing can be put beside that."))
        return cleaned

    def preview(self) -> dict[str, Any]:
        """What the preview needs: the colours and pictures as they would be after saving."""
        colours = {key_of(name): self._present(name) for name in self.colours}
        return {
            "colours": colours,
            "logo": self.address_of("logo"),
            "background": self.address_of("background_image__desktop"),
        }
