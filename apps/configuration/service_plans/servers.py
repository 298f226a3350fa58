"""Signing servers and seal servers of a plan: rows with levels of assurance, and the capacities of each level.

A row that came from SigningHub is changed in its place, so that what nobody knows in it goes back as it came.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.configuration.rows import (
    MOST,
    Entry,
    copies,
    drawn,
    get,
    in_order,
    number_anew,
    places_in,
    posted_place,
    posted_rows,
    put,
    record_of,
    text_in,
)
from apps.configuration.service_plans.words import APPEARANCES, KEY_LOCATIONS, SEAL_LEVELS, SERVER_LEVELS, Words
from console.api.records import record_in
from console.screens.cells import is_empty, plain, truth
from console.screens.references import ReferencePicker, key_of, reference_in, words_of

APPEARANCE = ("signature_appearances", "signature_appearance")
LOGO = ("signature_appearances", "signature_appearance_logo")


@dataclass(frozen=True)
class Kind:
    """What a row of servers has: the key of its profile, its levels, and whether keys, looks and an order are told."""

    profile: str
    levels: Words
    is_signing: bool


SIGNING = Kind("signing_profile", SERVER_LEVELS, True)
SEALING = Kind("electronic_seal_profile", SEAL_LEVELS, False)


@dataclass
class Server(Entry):
    """One server as it is drawn and typed."""

    profile: str = ""
    key_location: str = ""
    appearance: str = ""
    logo: str = ""
    levels: dict[str, bool] = field(default_factory=dict)
    capacities: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into a new row."""
        return self.was is None and not (self.profile or any(self.levels.values()) or any(self.capacities.values()))


class ServersInput(forms.Widget):
    """Draws the rows, and one more to fill in."""

    use_fieldset = True

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self.kind = kind
        self.choices: list[tuple[str, str]] = []

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Server] | None:  # noqa: ARG002 - Django's signature
        rows = posted_rows(data, name)
        return None if rows is None else [self._posted(data, row) for row in rows]

    def _posted(self, data: Any, row: str) -> Server:
        return Server(
            **posted_place(data, row),
            profile=text_in(data, row, "profile"),
            key_location=text_in(data, row, "key_location"),
            appearance=text_in(data, row, "appearance"),
            logo=text_in(data, row, "logo"),
            levels={level: bool(text_in(data, row, level)) for level in self.kind.levels},
            capacities={level: _typed(data, f"{row}-{level}-capacity") for level in self.kind.levels},
        )

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002 - Django's signature
        entries = [entry for entry in value or () if not entry.is_blank]
        found = [self._drawn(f"{name}-{number}", entry) for number, entry in enumerate(entries)]
        blank = self._drawn(f"{name}-{len(found)}", Server(place=str(len(found) + 1)))
        words = {
            "template": "configuration/service_plans/server.html",
            "add": _("Add signing server") if self.kind.is_signing else _("Add seal server"),
            "another": _("Another signing server") if self.kind.is_signing else _("Another seal server"),
        }
        context = drawn(name, found, blank) | words | {"kind": self.kind}
        return SafeString(render_to_string("configuration/rows.html", context))

    def _drawn(self, row: str, entry: Server) -> dict[str, Any]:
        chosen = (
            [] if entry.profile in ("", *(key for key, _words in self.choices)) else [(entry.profile, entry.profile)]
        )
        keys = {entry.key_location: entry.key_location} if entry.key_location else {}
        called = dict(self.choices).get(entry.profile, entry.profile)
        levels = [
            (level, words, entry.levels.get(level, False), entry.capacities.get(level, []))
            for level, words in self.kind.levels.items()
        ]
        return {
            "row": row,
            "entry": entry,
            "called": called or _("new"),
            "profiles": [*chosen, *self.choices] if self.choices else [],
            "keys": (keys | dict(KEY_LOCATIONS)).items(),
            "levels": levels,
        }


class ServersField(ReferencePicker):
    """The rows of servers of a plan; the profiles to choose from are SigningHub's."""

    def __init__(self, *, kind: Kind, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind
        self.widget = ServersInput(kind)
        self.present: Any = None

    def reads(self, value: Any) -> bool:
        """Whether these are rows in which everything known is where it is looked for."""
        return isinstance(value, list) and len(value) < MOST and all(self._reads_row(one) for one in value)

    def _reads_row(self, value: Any) -> bool:
        row = record_in(value)
        if row is None or ((profile := get(row, self.kind.profile)) is not None and reference_in(profile) is None):
            return False
        levels = [get(row, level) for level in self.kind.levels]
        known = [one for one in levels if one is not None]
        return all(record_in(one) is not None and _names_in(one) is not None for one in known)

    def offer(self, choices: Iterable[tuple[str, ...]], *_present: object) -> None:
        """Let each row choose its profile."""
        self.options = {value: words for value, words, *_more in choices}
        self.widget.choices = [("", "—"), *self.options.items()]

    def prepare_value(self, value: Any) -> Any:
        """The rows to draw."""
        if not isinstance(value, list):
            return []
        return [one if isinstance(one, Server) else self.entry(one, number) for number, one in enumerate(value)]

    def entry(self, value: Any, number: int) -> Server:
        """A row of SigningHub's as it is drawn."""
        row = record_in(value) or {}
        levels = {level: record_in(get(row, level)) or {} for level in self.kind.levels}
        return Server(
            was=number,
            of=self._told(value),
            place=str(number + 1),
            profile=key_of(get(row, self.kind.profile), self.options),
            key_location=plain(get(row, "key_location") or ""),
            appearance=_listed(get(row, *APPEARANCE)),
            logo=_listed(get(row, *LOGO)),
            levels={level: truth(get(found, "enabled")) is True for level, found in levels.items()},
            capacities={level: _names_in(found) or [] for level, found in levels.items()},
        )

    def inputs(self, name: str, value: Any) -> dict[str, list[str]]:
        """What a browser would post of these rows."""
        entries = self.prepare_value(value)
        posted = {f"{name}-rows": [str(len(entries))]}
        for number, entry in enumerate(entries):
            texts = {"was": str(entry.was), "of": entry.of, "place": entry.place, "profile": entry.profile}
            texts |= {"key_location": entry.key_location, "appearance": entry.appearance, "logo": entry.logo}
            texts |= {level: "on" for level, is_on in entry.levels.items() if is_on}
            posted |= {f"{name}-{number}-{part}": [text] for part, text in texts.items()}
            for level, names in entry.capacities.items():
                posted |= {f"{name}-{number}-{level}-capacity-{at}": [one] for at, one in enumerate(names)}
        return posted

    def has_changed(self, initial: Any, data: Any) -> bool:
        return data is not None and (self.written(initial, data) or []) != (initial or [])

    def clean(self, value: Any) -> Any:
        """The rows as typed; `written` makes of them what is sent."""
        for entry in value or ():
            if not entry.gone and not entry.is_blank and not entry.profile:
                raise forms.ValidationError(_("Choose the profile of every server, or remove the server."))
        return value

    def written(self, over: Any, entries: list[Server] | None) -> Any:
        """The rows as SigningHub takes them: those of `over` as they came, with what was typed in its place."""
        rows = over if isinstance(over, list) else []
        if entries is None:
            return over
        kept = in_order(entries)
        places = places_in(rows, kept, self._told)
        found = [
            self._row(row, entry, is_new=at is None)
            for row, entry, at in zip(copies(rows, places), kept, places, strict=True)
        ]
        if self.kind.is_signing and places != list(range(len(rows))):
            number_anew(rows, found)
        return found

    def _told(self, value: Any) -> str:
        """What tells a server from the others of its plan: its profile."""
        profile = reference_in(get(record_in(value) or {}, self.kind.profile)) or {}
        return str(profile.get("id") or profile.get("name") or "")

    def _row(self, whole: Any, entry: Server, *, is_new: bool) -> Any:
        row, before = record_of(whole), Server() if is_new else self.entry(whole, 0)
        if entry.profile != before.profile:
            put(row, self.reference(entry.profile), self.kind.profile)
        if self.kind.is_signing:
            self._write_look(row, entry, before)
        for level in self.kind.levels:
            self._write_level(row, level, entry, before, is_new)
        return whole

    def _write_look(self, row: dict[str, Any], entry: Server, before: Server) -> None:
        if entry.key_location != before.key_location:
            put(row, entry.key_location or None, "key_location")
        for typed, was, way in ((entry.appearance, before.appearance, APPEARANCE), (entry.logo, before.logo, LOGO)):
            if typed != was:
                names = [one.strip() for one in typed.split(",") if one.strip()]
                put(row, names if isinstance(get(row, *way), list) else ", ".join(names) or None, *way)

    @staticmethod
    def _write_level(row: dict[str, Any], level: str, entry: Server, before: Server, is_new: bool) -> None:
        is_on, names = entry.levels.get(level, False), entry.capacities.get(level, [])
        if is_new or is_on != before.levels.get(level, False):
            put(row, is_on, level, "enabled")
        if is_new or names != before.capacities.get(level, []):
            there = {_name_of(one): one for one in get(row, level, "capacities") or ()}
            put(row, [there.get(name, {"name": name}) for name in names], level, "capacities")

    def described(self, value: Any) -> Mapping[str, str]:
        """Each server with what it offers, in words."""
        titles: dict[str, str] = {}
        for number, one in enumerate(value if self.reads(value) else ()):
            entry, row = self.entry(one, number), record_in(one) or {}
            called = words_of(get(row, self.kind.profile)) or str(number + 1)
            title = f"{self.label} · {called}"
            titles[title if title not in titles else f"{title} ({number + 1})"] = self._in_words(entry)
        return titles

    def _in_words(self, entry: Server) -> str:
        looks = {str(APPEARANCES.get(one, one)) for one in (entry.appearance, entry.logo) if one}
        said = [str(KEY_LOCATIONS.get(entry.key_location, entry.key_location)), ", ".join(sorted(looks))]
        for level, words in self.kind.levels.items():
            if entry.levels.get(level) or entry.capacities.get(level):
                off = "" if entry.levels.get(level) else _(" (off)")
                said.append(f"{words}{off}: {', '.join(entry.capacities.get(level, [])) or '—'}")
        return "; ".join(filter(None, [entry.place if self.kind.is_signing else "", *said]))

    def references(self, value: Any) -> list[Any]:
        """The profile of each server."""
        return [get(record_in(one) or {}, self.kind.profile) for one in value] if isinstance(value, list) else []

    def in_words(self, value: Any) -> str:
        """All servers on one line."""
        described = self.described(value)
        return "; ".join(f"{title}: {words}" for title, words in described.items()) if described else plain(value)


def _names_in(level: Any) -> list[str] | None:
    """The names of a level's capacities; None where they cannot be read."""
    found = get(record_in(level) or {}, "capacities")
    if found is None:
        return []
    return [_name_of(one) for one in found] if isinstance(found, list) and all(map(_name_of, found)) else None


def _name_of(capacity: Any) -> str:
    """What a capacity is called; "" where it says nothing that could be typed."""
    found = reference_in(capacity) or {}
    return str(found.get("name") or found.get("id") or "").strip()


def _listed(value: Any) -> str:
    return ", ".join(map(plain, value)) if isinstance(value, list) else "" if is_empty(value) else plain(value)


def _typed(data: Any, name: str) -> list[str]:
    """The capacities of a level, each once; their inputs are numbered."""
    texts = []
    for number in range(MOST):
        if (value := data.get(f"{name}-{number}")) is None:
            break
        texts.append(str(value).strip())
    return list(dict.fromkeys(filter(None, texts)))
