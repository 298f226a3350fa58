"""A record as label and value, whatever is in it: what we know under our words, what we do not under its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from console.api.records import record_in
from console.screens import cells
from console.screens.attributes import is_attribute_list, is_mask, pair_in
from console.screens.cells import Reader
from console.screens.resource import Row, Text
from console.screens.secret_names import is_secret, without_secrets

# Deeper than anything SigningHub sends; what lies below is written as one line.
DEEPEST = 3
# In one group, and of one value's parts. Real records have a tenth of it; a page of a million would stop everybody's.
MOST = 500


@dataclass(frozen=True)
class Fact:
    """One value with what it is called."""

    title: Text
    shown: SafeString


@dataclass(frozen=True)
class Group:
    """Facts under one heading; `title` is empty for those of the record itself."""

    title: str
    facts: list[Fact]


def groups(
    item: Row,
    titles: Mapping[str, Text],
    reader: Reader,
    title: str = "",
    depth: int = 0,
    words: Mapping[str, Mapping[str, Text]] | None = None,
) -> list[Group]:
    """The record's own values first, then one group for each object in it. Secrets are only said to be there.

    `titles` say what keys are called, `words` by key what the values of an attribute list mean.
    """
    own = Group(title, [])
    nested: list[Group] = []
    for key, value in islice(item.items(), MOST):
        name = titles.get(key) or cells.humanise(key)
        if isinstance(value, Mapping) and value and depth < DEEPEST:
            nested += groups(value, titles, reader, " · ".join(filter(None, (title, str(name)))), depth + 1, words)
        elif is_attribute_list(value):
            nested.append(
                Group(" · ".join(filter(None, (title, str(name)))), _attributes(value, titles, words or {}, reader))
            )
        elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
            nested.append(Group(" · ".join(filter(None, (title, str(name)))), _numbered(value, reader)))
        else:
            own.facts.append(Fact(name, _shown(key, value, reader)))
    if len(item) > MOST:
        own.facts.append(_others(len(item) - MOST, reader))
    return (([own] if own.facts else []) + nested)[:MOST]


def fact(key: str, value: Any, reader: Reader) -> Fact:
    """One value under its own key, on one line however much is in it."""
    return Fact(cells.humanise(key), _shown(key, without_secrets(value), reader))


def _attributes(
    values: list[Any], titles: Mapping[str, Text], words: Mapping[str, Mapping[str, Text]], reader: Reader
) -> list[Fact]:
    """The pairs of an attribute list under their own names, and what is no pair by its number."""
    facts = []
    for place, value in enumerate(values[:MOST], 1):
        pair = pair_in(value)
        # What a later release says beside name and value is shown, too.
        known = {pair.name_key, pair.value_key} if pair else set()
        beside = {key: one for key, one in (record_in(value) or {}).items() if key not in known}
        if pair is None:
            facts.append(Fact(str(place), cells.cell("text", without_secrets(value), reader)))
        else:
            name = titles.get(pair.name) or cells.humanise(pair.name)
            meant = words.get(pair.name, {}).get(pair.value) if isinstance(pair.value, str) else None
            facts.append(Fact(name, _shown(pair.name, str(meant) if meant else pair.value, reader)))
            facts += [fact(f"{pair.name} {key}", one, reader) for key, one in beside.items() if not cells.is_empty(one)]
    return [*facts, _others(len(values) - MOST, reader)] if len(values) > MOST else facts


def _numbered(values: list[Any], reader: Reader) -> list[Fact]:
    facts = [
        Fact(str(place), cells.cell("text", without_secrets(value), reader))
        for place, value in enumerate(values[:MOST], 1)
    ]
    return [*facts, _others(len(values) - MOST, reader)] if len(values) > MOST else facts


def _others(count: int, reader: Reader) -> Fact:
    return Fact("…", cells.cell("text", _("and %(count)s more") % {"count": count}, reader))


def _shown(key: str, value: Any, reader: Reader) -> SafeString:
    if is_mask(value) or (is_secret(key) and not cells.is_empty(value) and not isinstance(value, bool)):
        return cells.cell("badge", _("set"), reader)
    if isinstance(value, list) and len(value) > MOST:
        value = [*value[:MOST], _("and %(count)s more") % {"count": len(value) - MOST}]
    return cells.guessed(value, reader, key)
