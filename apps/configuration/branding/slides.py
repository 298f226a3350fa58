"""The slides of a brand: rows with a picture, a heading and a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.configuration.picture_forms import (
    FILE,
    NONE,
    REFUSED,
    PictureInput,
    address_in_form,
    limits_of,
    picture_behind,
    token_of,
    words_of_picture,
)
from apps.configuration.pictures import KB, REFUSALS, Slot
from apps.configuration.rows import (
    MOST,
    Entry,
    copies,
    drawn,
    in_order,
    number_anew,
    places_in,
    posted_place,
    posted_rows,
    record_of,
    spelt,
    text_in,
)
from console.api.records import record_in
from console.screens.cells import plain

# The picture of any slide, as `with_pictures` looks for it.
SLOT = {"slider_items-image": Slot(2048 * KB, 4096, 2400, may_be_photo=True)}
TITLE, TEXT, IMAGE = ("title", "heading"), ("description", "content"), ("image",)


@dataclass
class Slide(Entry):
    """One slide as it is drawn and typed; `image` stands for its picture, `refused` says why its file is none."""

    image: str = ""
    refused: str = ""
    title: str = ""
    text: str = ""

    @property
    def is_blank(self) -> bool:
        return self.was is None and not (self.image.startswith("kept:") or self.refused or self.title or self.text)


class SlidesInput(forms.Widget):
    """Draws the slides, and one more to fill in."""

    use_fieldset = True

    def __init__(self) -> None:
        super().__init__()
        # The texts of the pictures that SigningHub has, by what stands for each.
        self.pictures: dict[str, str] = {}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Slide] | None:  # noqa: ARG002 - Django's signature
        rows = posted_rows(data, name)
        return None if rows is None else [self._posted(data, row) for row in rows]

    def _posted(self, data: Any, row: str) -> Slide:
        image, title, text = (text_in(data, row, part) for part in ("image", "title", "text"))
        refused = text_in(data, REFUSED + row, "image")
        return Slide(**posted_place(data, row), image=image, refused=refused, title=title, text=text)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002 - Django's signature
        slides = [slide for slide in value or () if not slide.is_blank]
        found = [self._drawn(f"{name}-{number}", slide) for number, slide in enumerate(slides)]
        blank = self._drawn(f"{name}-{len(found)}", Slide(place=str(len(found) + 1)))
        words = {"add": _("Add slide"), "another": _("Another slide")}
        context = drawn(name, found, blank) | words | {"template": "configuration/branding/slide.html"}
        return SafeString(render_to_string("configuration/rows.html", context))

    def _drawn(self, row: str, slide: Slide) -> dict[str, Any]:
        address = address_in_form(slide.image, self.pictures.get(slide.image))
        control = PictureInput(f"{row}-image", slide.image, address, may_go=True)
        return {
            "row": row,
            "entry": slide,
            "called": slide.title or _("new"),
            "picture": control.render(f"{row}-image{FILE}", None, {"id": f"{row}-image"}),
            "limits": limits_of(SLOT["slider_items-image"]),
        }


class SlidesField(forms.Field):
    """The slides of a brand. What nobody knows in one goes back as it came."""

    takes_nested = True
    widget = SlidesInput

    def learn(self, value: Any, _is_there: bool) -> None:
        """Take the pictures that SigningHub has."""
        self.required = False
        images = [_get(record_in(one) or {}, IMAGE) for one in value] if isinstance(value, list) else []
        self.widget.pictures = {token_of(one): one for one in images if isinstance(one, str)}

    def reads(self, value: Any) -> bool:
        """Whether these are slides in which everything known is where it is looked for."""
        return isinstance(value, list) and len(value) < MOST and all(_is_slide(one) for one in value)

    def prepare_value(self, value: Any) -> Any:
        """The slides to draw."""
        if not isinstance(value, list):
            return []
        return [one if isinstance(one, Slide) else _slide(one, number) for number, one in enumerate(value)]

    def inputs(self, name: str, value: Any) -> dict[str, list[str]]:
        """What a browser would post of these slides."""
        slides = self.prepare_value(value)
        posted = {f"{name}-rows": [str(len(slides))]}
        for number, one in enumerate(slides):
            texts = {"was": str(one.was), "of": one.of, "place": one.place}
            texts |= {"image": one.image, "title": one.title, "text": one.text}
            posted |= {f"{name}-{number}-{part}": [text] for part, text in texts.items()}
        return posted

    def has_changed(self, initial: Any, data: Any) -> bool:
        # Whether a picture that was chosen is still there is a question for `clean`.
        rows = initial if isinstance(initial, list) else []
        kept = in_order(data or ())
        places = places_in(rows, kept, _told)
        if data is None or places != list(range(len(rows))):
            return data is not None
        return any(_is_other(row, slide) for row, slide in zip(rows, kept, strict=True))

    def clean(self, value: Any) -> Any:
        """The slides as typed; `written` makes of them what is sent."""
        for number, slide in enumerate(value or (), 1):
            if slide.refused and not slide.gone:
                why = REFUSALS.get(slide.refused, REFUSALS["no_picture"])
                raise forms.ValidationError(_("Slide %(number)s: %(why)s") % {"number": number, "why": why})
            if slide.image.startswith("kept:"):
                picture_behind(slide.image)
        return value

    def written(self, over: Any, slides: list[Slide] | None) -> Any:
        """The slides as SigningHub takes them: those of `over` as they came, with what was typed in its place."""
        rows = over if isinstance(over, list) else []
        if slides is None:
            return over
        kept = in_order(slides)
        places = places_in(rows, kept, _told)
        found = [self._row(row, slide) for row, slide in zip(copies(rows, places), kept, strict=True)]
        if places != list(range(len(rows))):
            number_anew(rows, found)
        return found

    @staticmethod
    def _row(whole: Any, slide: Slide) -> Any:
        row, before = record_of(whole), _slide(whole, 0)
        for names, typed, was in ((TITLE, slide.title, before.title), (TEXT, slide.text, before.text)):
            if typed.split() != was.split():
                row[spelt(row, *names)] = typed or None
        if slide.image == NONE:
            row[spelt(row, *IMAGE)] = None
        elif slide.image.startswith("kept:"):
            row[spelt(row, *IMAGE)] = picture_behind(slide.image).text
        return whole

    def described(self, value: Any) -> Mapping[str, str]:
        """Each slide in words, under its place."""
        said: dict[str, str] = {}
        for number, one in enumerate(value if self.reads(value) else (), 1):
            slide, image = _slide(one, number), _get(record_in(one) or {}, IMAGE)
            words = (slide.title, slide.text, words_of_picture(image))
            said[f"{self.label} {number}"] = "; ".join(filter(None, words)) or "—"
        return said

    def in_words(self, value: Any) -> str:
        """All slides on one line."""
        described = self.described(value)
        return "; ".join(f"{title}: {words}" for title, words in described.items()) if described else plain(value)


def _slide(value: Any, number: int) -> Slide:
    """A slide of SigningHub's as it is drawn."""
    row = record_in(value) or {}
    title, text = (plain(_get(row, names) or "").strip() for names in (TITLE, TEXT))
    image, place = token_of(_get(row, IMAGE)), str(number + 1)
    return Slide(was=number, of=_told(value), place=place, image=image, title=title, text=text)


def _told(value: Any) -> str:
    """What tells a slide from the others: all that it shows."""
    row = record_in(value) or {}
    return sha256(repr([_get(row, names) for names in (TITLE, TEXT, IMAGE)]).encode()).hexdigest()[:16]


def _is_other(row: Any, slide: Slide) -> bool:
    """Whether a slide was changed, also by a picture that is only chosen so far."""
    was = _slide(row, 0)
    # Browsers write line breaks in their own way.
    if (slide.title.split(), slide.text.split()) != (was.title.split(), was.text.split()):
        return True
    return bool(slide.refused) or slide.image.startswith("kept:") or (slide.image == NONE and bool(was.image))


def _is_slide(value: Any) -> bool:
    row = record_in(value)
    return row is not None and all(
        _get(row, names) is None or isinstance(_get(row, names), str) for names in (TITLE, TEXT, IMAGE)
    )


def _get(row: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return row.get(spelt(row, *names))
