"""The "Other settings" of a form: a fitting field for each nested value that nobody declared one for.

SigningHub has more settings than its guide names. Each is shown under its own key, humanised, in a control that suits
what it holds, and goes back in the type in which it came; a setting that is not touched goes back as it is. A form
takes part by naming its `nested` properties; nothing else is to be done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from console.api.contract import titles_of
from console.screens.attributes import is_mask
from console.screens.cells import APPENDIX, humanise, is_empty, plain
from console.screens.fields import Lines, Secret, Structure, YesNo
from console.screens.nested import SEPARATOR, key_of
from console.screens.secret_names import is_secret, without_secrets

if TYPE_CHECKING:
    from console.screens.forms import ApiForm

# A page with more fields helps nobody; the values beyond go back as they came.
MOST = 200
LONG_TEXT = 100


def fields_for(form: ApiForm) -> Iterator[tuple[str, forms.Field]]:
    """The names and fields of the settings that a form's base, or what was typed into it, has beyond its own."""
    present = [name for name in form.base if form.layout.root_of(name) and name not in form.fields]
    typed = [name for name in form.data if form.layout.root_of(name) and name not in form.fields]
    if form.is_bound:
        # What was not on the page that was posted is left alone.
        present = [name for name in present if name in form.data]
    for name in list(dict.fromkeys((*present, *typed)))[:MOST]:
        value = form.base.get(name)
        if without_secrets(value) == value:
            yield name, field_of(name, value)


def field_of(name: str, value: Any) -> forms.Field:
    """The field that suits a value."""
    key = key_of(name)
    given: dict[str, Any] = {"label": label_of(name), "required": False}
    if is_hidden(name, value):
        return Secret(help_text=hint_on_secret(value), **given)
    if isinstance(value, bool):
        return YesNo(**given)
    if isinstance(value, int):
        return forms.IntegerField(**given)
    if isinstance(value, float):
        return forms.FloatField(**given)
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return Lines(help_text=_("One a line."), **given)
    if isinstance(value, Mapping | list):
        return Structure(help_text=_("Written as JSON."), **given)
    if key in APPENDIX and (titles := titles_of(APPENDIX[key])):
        return forms.ChoiceField(choices=[("", "—"), *titles.items()], **given)
    text = plain(value)
    if "\n" in text or len(text) > LONG_TEXT:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), **given)
    return forms.CharField(**given)


def label_of(name: str) -> str:
    """What a setting is called: its key in words, after those of the objects it stands in."""
    keys = [key_of(part) for part in name.split(SEPARATOR)[1:]]
    return " · ".join(humanise(key) for key in keys)


def is_hidden(name: str, value: object) -> bool:
    """Whether a setting is a secret, by its key, or because its value is only a mask."""
    return (is_secret(name) and not isinstance(value, bool | Mapping | list)) or is_mask(value)


def hint_on_secret(value: object) -> str:
    """What a secret's field says about the one that SigningHub has."""
    if is_empty(value):
        return _("SigningHub does not say whether one is set. Leave it empty to keep what is there.")
    return _("One is set. Leave it empty to keep it.")
