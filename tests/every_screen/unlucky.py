"""The unlucky neighbours of an answer: the same data as another server, or another release, might write them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Path = tuple[str | int, ...]
# A place that is left out of what it stood in.
GONE: Any = object()


class Where(StrEnum):
    """Which of the places that an accident fits it happens to."""

    OUTERMOST = "outermost"
    WITHIN = "everywhere within"
    ONE = "one place"


@dataclass(frozen=True)
class Accident:
    """One way in which an answer comes otherwise: `fits` says where, `turn` to what.

    `keeps` says that a value is written differently, but is all there.
    """

    name: str
    fits: Callable[[Any], bool]
    turn: Callable[[Any], Any]
    keeps: bool = True
    within_only: bool = False
    outermost_only: bool = False

    @property
    def wheres(self) -> list[Where]:
        """Where it can happen."""
        if self.outermost_only:
            return [Where.OUTERMOST]
        return [Where.WITHIN, Where.ONE] if self.within_only else list(Where)

    def befalls(self, data: Any, where: Where, seed: str) -> Any:
        """The answer after the accident."""
        places = [path for path in places_in(data) if self._fits_at(data, path)]
        if where is Where.OUTERMOST:
            chosen = {()} & set(places)
        elif where is Where.WITHIN:
            chosen = {path for path in places if path and (not self.within_only or not is_the_id(path))}
        else:
            chosen = {random.Random(seed).choice(places)} if places else set()  # noqa: S311 - no secret
        turned = self._turned(data, (), chosen)
        return {} if turned is GONE else turned

    def _fits_at(self, data: Any, path: Path) -> bool:
        return (bool(path) or not self.within_only) and self.fits(value_at(data, path))

    def _turned(self, value: Any, path: Path, chosen: set[Path]) -> Any:
        if isinstance(value, dict):
            pairs = ((key, self._turned(one, (*path, key), chosen)) for key, one in value.items())
            value = {key: one for key, one in pairs if one is not GONE}
        elif isinstance(value, list):
            value = [self._turned(one, (*path, place), chosen) for place, one in enumerate(value)]
            value = [one for one in value if one is not GONE]
        return self.turn(value) if path in chosen else value


def places_in(data: Any, path: Path = ()) -> Iterator[Path]:
    """The path to every value in the data, the outermost first."""
    yield path
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        yield from places_in(value, (*path, key))


def value_at(data: Any, path: Path) -> Any:
    for key in path:
        data = data[key]
    return data


def is_the_id(path: Path) -> bool:
    """Whether the path leads to what a record is known by: without it, nothing else would be looked at."""
    return path[-1] == "id"


def is_leaf(value: Any) -> bool:
    return not isinstance(value, dict | list)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def in_pascal_case(record: dict[str, Any]) -> dict[str, Any]:
    return {"".join(word[:1].upper() + word[1:] for word in key.split("_")): one for key, one in record.items()}


def of_type(*types: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, types)


UNKNOWN = {"an_unheard_of_key": {"from_a_later_release": ["unheard of"]}}

ACCIDENTS = (
    Accident("object for list", of_type(list), lambda value: {"items": value, "count": len(value)}),
    Accident("list for object", of_type(dict), lambda value: [value]),
    Accident("null", is_leaf, lambda _value: None, keeps=False, within_only=True),
    Accident("missing key", is_leaf, lambda _value: GONE, keeps=False, within_only=True),
    Accident("missing branch", lambda value: not is_leaf(value), lambda _value: GONE, keeps=False, within_only=True),
    Accident("extra key", of_type(dict), lambda value: value | UNKNOWN),
    Accident("number for boolean", of_type(bool), int),
    Accident("text for boolean", of_type(bool), str),
    Accident("text for number", is_number, str),
    Accident("number for text", of_type(str), lambda value: len(value), keeps=False),
    Accident("object for text", of_type(str), lambda value: {"given": {"as": value}}),
    Accident("list for text", of_type(str), lambda value: [value]),
    Accident("empty body", lambda _value: True, lambda _value: b"", keeps=False, outermost_only=True),
    Accident("capital keys", of_type(dict), in_pascal_case),
)
