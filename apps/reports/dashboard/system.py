"""The facts of the dashboard by section, in whatever shape they come, for people who may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from console.permissions import Area, Right
from console.screens import facts
from console.screens.cells import Reader, humanise
from console.screens.meters import USED_KEYS, Meter, usage
from console.screens.resource import Row, Text

if TYPE_CHECKING:
    from apps.access.models import User

TITLES: dict[str, Text] = {
    "product": _("Product"),
    "license": _("Licence"),
    "instance": _("Instance"),
    "host_system": _("Host"),
    "database": _("Database"),
    "admin": _("Administrator"),
}
# Keys that would not read well as they come.
WORDS: dict[str, Text] = {
    "certificate_expiry": _("Certificate ends"),
    "dotnet_version": _(".NET version"),
    "email": _("E-mail"),
    "ip_address": _("IP address"),
    "os": _("Operating system"),
}
# SigningHub shows its dashboard to every operator, whatever the role. A delegate acts through somebody else's
# operator, so what the facts are about decides: None is for everybody.
AREAS: dict[str, Area | None] = {
    "product": None,
    "admin": None,
    "license": Area.LICENSE,
    "instance": Area.INSTANCES,
    "host_system": Area.INSTANCES,
    "database": Area.INSTANCES,
}
# What nobody foresaw may be about anything in SigningHub's configuration.
ELSE = Area.SYSTEM_SETTINGS


@dataclass(frozen=True)
class Section:
    """The facts under one heading: allowances as meters, everything else in groups."""

    title: Text
    meters: list[Meter]
    groups: list[facts.Group]


def sections(data: Row, user: User, reader: Reader) -> tuple[list[Section], list[Text]]:
    """The sections that the person may see, the known ones first, and the titles of the others."""
    names = [*(name for name in TITLES if name in data), *(name for name in data if name not in TITLES)]
    hidden = [name for name in names if not may_see(user, name)]
    shown = [section_of(name, data[name], reader) for name in names if name not in hidden]
    return shown, [title_of(name) for name in hidden]


def may_see(user: User, name: str) -> bool:
    """Whether the person's console role covers what a section is about; a personal user sees what SigningHub shows."""
    area = AREAS.get(name, ELSE)
    if area is None or user.is_personal:
        return True
    return user.role is not None and user.role.allows(area, Right.READ)


def title_of(name: str) -> Text:
    return TITLES.get(name) or humanise(name)


def section_of(name: str, value: Any, reader: Reader) -> Section:
    """One section; a bare value or a list stands under the section's own name."""
    row: Row = value if isinstance(value, Mapping) else {name: value}
    spent = {
        key: one for key, one in row.items() if isinstance(one, Mapping) and any(used in one for used in USED_KEYS)
    }
    meters, unread = usage(spent, reader)
    groups = facts.groups({key: one for key, one in row.items() if key not in spent}, WORDS, reader)
    if unread:
        groups.append(facts.Group("", unread))
    return Section(title_of(name), meters, groups)
