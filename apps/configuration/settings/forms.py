"""The form of one section: a fitting field for each setting that the manuals name, and the others as they come."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django import forms
from django.core.validators import RegexValidator, URLValidator, validate_email
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from apps.configuration.settings.catalogue import SECTIONS, Kind, Section, Setting
from apps.configuration.settings.service import SETTINGS
from console.api.contract import folded
from console.screens.fields import Lines
from console.screens.forms import ApiForm, Picker
from console.screens.nested import SEPARATOR

WHOLE_NUMBER = RegexValidator(r"^[0-9]{1,9}\Z", _("This is not a whole number."))
ADDRESS = URLValidator(
    schemes=["http", "https"], message=_("This is not an address that begins with https:// or http://.")
)
TEXT_FIELDS: dict[Kind, tuple[type[forms.Widget], dict[str, str], list[Callable[[Any], None]]]] = {
    Kind.TEXT: (forms.TextInput, {}, []),
    Kind.ADDRESS: (forms.URLInput, {"dir": "ltr"}, [ADDRESS]),
    Kind.EMAIL: (forms.EmailInput, {"dir": "ltr"}, [validate_email]),
    Kind.NUMBER: (forms.TextInput, {"inputmode": "numeric"}, [WHOLE_NUMBER]),
}


class SettingsForm(ApiForm):
    """Update System Settings for one section; a setting that this SigningHub does not have is not offered."""

    nested = (SETTINGS,)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in [name for name in self.base_fields if name in self.fields and name not in self.base]:
            del self.fields[name]


def documented(name: str) -> Section | None:
    """The section of the catalogue that goes by this name."""
    return next((section for section in SECTIONS if folded(section.name) == folded(name)), None)


@cache
def form_for(name: str) -> type[SettingsForm]:
    """The form of a section by its name; one that no manual names has only what SigningHub sends."""
    section = documented(name)
    if section is None:
        return SettingsForm
    fields: dict[str, Any] = {field_name(setting): field_of(setting) for setting in section.settings}
    fields["groups"] = ((section.title, tuple(fields)),)
    fields["consequences"] = {
        field_name(setting): setting.consequence for setting in section.settings if setting.consequence
    }
    return type("SectionForm", (SettingsForm,), fields)


def field_name(setting: Setting) -> str:
    """What the field of a setting is called."""
    return f"{SETTINGS}{SEPARATOR}{setting.name}"


def field_of(setting: Setting) -> forms.Field:
    """The control that suits a setting, with its help and its default."""
    given: dict[str, Any] = {"label": setting.title, "help_text": _help(setting), "required": False}
    match setting.kind:
        case Kind.FLAG:
            return forms.BooleanField(**given)
        case Kind.LINES:
            return Lines(**given)
        case Kind.COUNTRY | Kind.LANGUAGE | Kind.TIME_ZONE | Kind.PLAN | Kind.CONNECTOR:
            return Picker(source=setting.kind.value, **given)
    widget, attributes, validators = TEXT_FIELDS[setting.kind]
    return forms.CharField(widget=widget(attrs=attributes), validators=validators, **given)


def _help(setting: Setting) -> Any:
    if not setting.usual:
        return setting.help
    return format_lazy("{} {}", setting.help, format_lazy(_("Default: {usual}."), usual=setting.usual))
