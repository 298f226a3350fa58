"""What an edit would change, and how it meets what somebody else changed meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from console.screens.cells import humanise, is_empty, plain
from console.screens.forms import ApiForm, Body

# Beyond this, looking for the changed words costs more than it tells.
LONGEST_MARKED = 500


@dataclass(frozen=True)
class Change:
    """One property before and after, in words, with the changed part of the new value marked."""

    name: str
    title: str
    before: str
    after: SafeString


@dataclass(frozen=True)
class Conflict:
    """One property that two people changed: as it was, as the other person left it, as this person wants it."""

    name: str
    title: str
    base: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Meeting:
    """An edit against the record as it is now: what only they changed, and what both did."""

    theirs: frozenset[str]
    conflicts: tuple[Conflict, ...]


# Something new meets nobody.
NOBODY = Meeting(frozenset(), ())


def same(one: object, other: object) -> bool:
    """Whether two values say the same; null and blank do."""
    return one == other or (is_empty(one) and is_empty(other))


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The properties that differ, in the order of `after`."""
    keys = dict.fromkeys((*after, *before))
    return [key for key in keys if not same(before.get(key), after.get(key))]


def meet(form: ApiForm, mine: Body, now: Mapping[str, Any]) -> Meeting:
    """Hold the changes `mine`, made on the form's base, against the record as it is `now`."""
    now = form.layout.spread(now)
    theirs = [name for name in differing(form.base, now) if not form.is_hidden(name, now.get(name))]
    both = [name for name in theirs if name in mine and not same(mine[name], now.get(name))]
    return Meeting(
        theirs=frozenset(name for name in theirs if name not in both),
        conflicts=tuple(
            Conflict(
                name,
                form.title(name),
                form.words(name, form.base.get(name)),
                form.words(name, now.get(name)),
                form.words(name, mine[name]),
            )
            for name in both
        ),
    )


def told(before: Mapping[str, Any], after: Mapping[str, Any], *, unkept: str = "") -> list[Change]:
    """Two states of a record that no form stands for, such as those on record in the audit: what differs, in words.

    What lies in an object stands under its own name, after that of the object. `unkept` is what stands where a value
    was not kept: that it was given is told all the same.
    """

    def words(value: Any) -> str:
        return _("not kept") if unkept and value == unkept else plain(value)

    old, new = dict(_flat(before)), dict(_flat(after))
    names = [
        name for name in (new | old) if not same(old.get(name), new.get(name)) or (unkept and new.get(name) == unkept)
    ]
    return [
        Change(name, name, words(old.get(name)), marked(words(old.get(name)), words(new.get(name)))) for name in names
    ]


def _flat(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        name = f"{above} · {humanise(key)}" if above else humanise(key)
        if isinstance(value, Mapping) and value:
            yield from _flat(value, name)
        else:
            yield name, value


def changes(form: ApiForm, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Each property that saving would change, in words. A secret is only said to be replaced."""
    found = []
    before, after = form.layout.spread(before), form.layout.spread(after)
    for name in differing(before, after):
        if form.is_hidden(name, before.get(name)):
            continue
        parts_before, parts_after = form.pieces(name, before.get(name)), form.pieces(name, after.get(name))
        if parts_before or parts_after:
            found += between(parts_before, parts_after, name)
            continue
        old, new = form.words(name, before.get(name)), form.words(name, after.get(name))
        found.append(Change(name, form.title(name), old, marked(old, new)))
    return found


def between(before: Mapping[str, str], after: Mapping[str, str], name: str = "") -> list[Change]:
    """Each title whose words differ, in the order of `before`; `name` is the property that all of them belong to."""
    titles = dict.fromkeys((*before, *after))
    return [
        Change(name or title, title, before.get(title, ""), marked(before.get(title, ""), after.get(title, "")))
        for title in titles
        if before.get(title, "") != after.get(title, "")
    ]


def marked(old: str, new: str) -> SafeString:
    """The new text as HTML, with what is new in it marked, word by word."""
    if not old or not new or len(old) + len(new) > LONGEST_MARKED:
        return mark_safe(escape(new))  # noqa: S308 - escaped
    before, after = old.split(" "), new.split(" ")
    pieces = []
    for tag, _start, _end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        words = escape(" ".join(after[first:last]))
        if words:
            pieces.append(words if tag == "equal" else f"<mark>{words}</mark>")
    return mark_safe(" ".join(pieces))  # noqa: S308 - each piece is escaped
