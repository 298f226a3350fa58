"""The global settings: sections of attributes, read all at once and saved one section at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from console.api.contract import folded
from console.api.errors import ApiUnreachable
from console.api.records import record_in, with_declared_names
from console.api.service import Service
from console.screens.attributes import pair_in
from console.screens.cells import plain

SECTION, SETTINGS = "setting_section", "system_settings"
SECTION_KEYS = ("settingsection", "section")
Body = dict[str, Any]


@dataclass(frozen=True)
class SectionRead:
    """One section as SigningHub gave it: its name as it came, and its settings, an attribute list or an object."""

    name: Any
    settings: Any

    @property
    def called(self) -> str:
        return plain(self.name).strip()

    @property
    def body(self) -> Body:
        """The body of an update that changes nothing."""
        return {SECTION: self.name, SETTINGS: self.settings}


class SystemSettings(Service):
    """Calls on the global settings."""

    def sections(self) -> list[SectionRead]:
        """Get System Settings, in whichever of its likely shapes it comes."""
        operation = self.api.contract.operation("getSystemSettings")
        data = self.api.call(operation.id).data
        if data is None:
            raise ApiUnreachable(_("SigningHub answered without the record."), operation=operation.id)
        return list(_sections_in(data, operation.row_properties))

    def save(self, body: Mapping[str, Any], before: Mapping[str, Any]) -> Any:
        """Update System Settings: one section, which its body names."""
        return self.api.call("updateSystemSettings", body=body, before=before).data


def _sections_in(data: Any, declared: Mapping[str, Any]) -> Iterator[SectionRead]:
    if isinstance(data, Mapping):
        if section := _section(data, declared):
            yield section
            return
        lists = [value for value in data.values() if isinstance(value, list)]
        if len(lists) == 1 and any(_section(row, declared) for row in lists[0]):
            data = lists[0]
        else:
            # An object by section.
            yield from (SectionRead(name, value) for name, value in data.items() if isinstance(value, Mapping | list))
            return
    yield from _in_rows(data if isinstance(data, list) else [], declared)


def _in_rows(rows: list[Any], declared: Mapping[str, Any]) -> Iterator[SectionRead]:
    """The sections of a list: a row each, or a row for each setting, which names its section."""
    flat: dict[str, SectionRead] = {}
    for row in rows:
        section = _section(row, declared)
        if section is None:
            record = record_in(row)
            yield SectionRead("", [row] if record is None else dict(record))
        elif pair_in(section.settings) is None:
            yield section
        else:
            flat.setdefault(section.called, SectionRead(section.name, [])).settings.append(section.settings)
    yield from flat.values()


def _section(row: Any, declared: Mapping[str, Any]) -> SectionRead | None:
    """A section in a row that names one; its settings are under their key, or all the rest of the row."""
    record = record_in(row)
    if record is None:
        return None
    record = with_declared_names(record, declared)
    key = next((key for key in record if folded(str(key)) in SECTION_KEYS), None)
    if key is None:
        return None
    if SETTINGS in record:
        return SectionRead(record[key], record[SETTINGS])
    return SectionRead(record[key], {name: value for name, value in record.items() if name != key})
