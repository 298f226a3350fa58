"""Which of their parameters is which of ours. Every step decides only where exactly one candidate is left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from console.api.contract import GENERAL_HEADERS, Parameter, folded
from console.api.contract.theirs import types_of
from console.api.spec.vendor import VendorParameter, role_of

Fits = Callable[[Parameter, VendorParameter], bool]


@dataclass
class ParameterMatches:
    """Our parameters with theirs, and what is left on both sides."""

    found: dict[str, VendorParameter] = field(default_factory=dict)
    """By our name."""
    absent: set[str] = field(default_factory=set)
    """Of which a person said that the server has none."""
    ours_left: list[Parameter] = field(default_factory=list)
    theirs_left: list[VendorParameter] = field(default_factory=list)


def match_parameters(
    ours: Iterable[Parameter],
    theirs: Iterable[VendorParameter],
    given: Mapping[str, VendorParameter | None] | None = None,
) -> ParameterMatches:
    """Find their parameter for each of ours; `given` are those that a person named (None: there is none)."""
    given = given or {}
    matches = ParameterMatches(absent={name for name, one in given.items() if one is None})
    matches.ours_left = [one for one in ours if one.name not in matches.absent]
    matches.theirs_left = list(theirs)
    for one in list(matches.ours_left):
        if (named := given.get(one.name)) is not None:
            _take(matches, one, named)
    for fits in (_same_name, _same_folded_name, _same_role, _same_type_and_need):
        _step(matches, fits)
    # HTTP's own, on every call: it needs no place in their file.
    matches.ours_left = [one for one in matches.ours_left if one.name.lower() not in GENERAL_HEADERS]
    return matches


def _step(matches: ParameterMatches, fits: Fits) -> None:
    """Take all pairs of which neither side fits anything else that is left."""
    pairs = [(one, other) for one in matches.ours_left for other in matches.theirs_left if fits(one, other)]
    for one, other in pairs:
        is_only = sum(one is ours or other is theirs for ours, theirs in pairs) == 1
        # What fits by elimination alone must also be in the same place and of no other part of a list.
        if is_only and (fits is not _same_type_and_need or _is_plausible(one, other)):
            _take(matches, one, other)


def _take(matches: ParameterMatches, ours: Parameter, theirs: VendorParameter) -> None:
    matches.found[ours.name] = theirs
    matches.ours_left.remove(ours)
    matches.theirs_left.remove(theirs)


def _same_name(ours: Parameter, theirs: VendorParameter) -> bool:
    return ours.name == theirs.name


def _same_folded_name(ours: Parameter, theirs: VendorParameter) -> bool:
    return folded(ours.argument) == theirs.folded


def _same_role(ours: Parameter, theirs: VendorParameter) -> bool:
    role = _role(ours)
    return role is not None and role == theirs.role


def _same_type_and_need(ours: Parameter, theirs: VendorParameter) -> bool:
    """Without the place: what was moved and renamed at once must not be taken for what stood there before."""
    return ours.required == theirs.required and types_of(ours.schema) == (types_of(theirs.schema) or {"string"})


def _is_plausible(ours: Parameter, theirs: VendorParameter) -> bool:
    values, other_values = set(map(str, ours.schema.get("enum", ()))), set(map(str, theirs.schema.get("enum", ())))
    contradicts = bool(values and other_values and not values & other_values)
    plays_another_part = _role(ours) != theirs.role and theirs.role is not None
    return ours.location == theirs.location and not contradicts and not plays_another_part


def _role(parameter: Parameter) -> str | None:
    return role_of(folded(parameter.argument), parameter.schema)
