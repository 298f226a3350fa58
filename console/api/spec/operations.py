"""Which of their operations is which of ours: by title, and where a title stands twice, by what else tells them apart.

Never by path or operation id, which are ours alone; their method only ever speaks against a pair.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from console.api.contract import Operation, folded
from console.api.contract.theirs import spelling_of
from console.api.spec.given import Given
from console.api.spec.shapes import Shapes
from console.api.spec.vendor import VendorFile, VendorOperation

MOST_CANDIDATES = 5
# By the definition of HTTP these change something.
CHANGING_METHODS = {"PUT", "PATCH", "DELETE"}
Evidence = Callable[[Operation, VendorOperation], bool]


@dataclass
class Group:
    """The operations of both sides that have one title; `rivals` are all of ours, the map's included."""

    ours: list[Operation] = field(default_factory=list)
    theirs: list[VendorOperation] = field(default_factory=list)
    rivals: list[Operation] = field(default_factory=list)


@dataclass(frozen=True)
class OperationMatches:
    """Which operation is which, by our id, and why the others are none."""

    found: dict[str, VendorOperation]
    reasons: dict[str, str]


def match_operations(ours: Sequence[Operation], file: VendorFile, given: Given) -> OperationMatches:
    """Find their operation for each of ours, as far as that is certain."""
    found = {name: one.theirs for name, one in given.items() if one.theirs is not None}
    reasons = {name: "the map says so" for name, one in given.items() if one.says_operation and one.theirs is None}
    settled = {name for name, one in given.items() if one.says_operation}
    taken = set(found.values())
    for group in _groups(ours, [one for one in file.operations if one not in taken], settled):
        _match_group(group, file.shapes, found, reasons)
    return OperationMatches(found, reasons)


def candidates_for(ours: Operation, file: VendorFile, taken: Iterable[VendorOperation]) -> list[VendorOperation]:
    """What of their file might be meant, the likeliest first, for a person to choose from."""
    left = [one for one in file.operations if one not in set(taken)]
    same = [one for one in left if folded(ours.title) in (folded(one.title), folded(one.description))]
    titles = {folded(one.title or one.description): one for one in left}
    close = difflib.get_close_matches(folded(ours.title), titles, n=MOST_CANDIDATES, cutoff=0.75)
    names = set(ours.body_properties)
    alike = [one for one in left if names and names == _body_names(ours, one, file.shapes)]
    return list(dict.fromkeys([*same, *(titles[title] for title in close), *alike]))[:MOST_CANDIDATES]


def _groups(ours: Iterable[Operation], theirs: Iterable[VendorOperation], settled: Collection[str]) -> Iterator[Group]:
    """Both sides by title; one of theirs without a title by its description, which may also be a title of ours."""
    groups: dict[str, Group] = defaultdict(Group)
    title_of: dict[str, str] = {}
    for one in ours:
        title = folded(one.title)
        groups[title].rivals.append(one)
        if one.id not in settled:
            groups[title].ours.append(one)
        title_of.setdefault(folded(one.description), title)
    for other in theirs:
        words = folded(other.title or other.description)
        title = words if other.title or words in groups else title_of.get(words, "")
        if title in groups:
            groups[title].theirs.append(other)
    return (group for group in groups.values() if group.ours)


def _match_group(group: Group, shapes: Shapes, found: dict[str, VendorOperation], reasons: dict[str, str]) -> None:
    # With a rival that the map settled, what is left is not certain, only left.
    is_plain = len(group.rivals) == len(group.theirs) == 1
    pairs = [(group.ours[0], group.theirs[0])] if is_plain else list(_told_apart(group, shapes))
    for ours, theirs in pairs:
        if objection := _objection(ours, theirs, shapes):
            reasons[ours.id] = objection
        else:
            found[ours.id] = theirs
    for ours in group.ours:
        if ours.id not in found and ours.id not in reasons:
            left = [one for one in group.theirs if one not in found.values()]
            reasons[ours.id] = "its title stands more than once" if left else "no operation has its title"


def _told_apart(group: Group, shapes: Shapes) -> Iterator[tuple[Operation, VendorOperation]]:
    """Pairs of one title, each by evidence that speaks for nothing else that is left."""
    ours, theirs = list(group.ours), list(group.theirs)

    def same_body(one: Operation, other: VendorOperation) -> bool:
        return bool(one.body_properties) and set(one.body_properties) == _body_names(one, other, shapes)

    def same_words(one: Operation, other: VendorOperation) -> bool:
        return _says(one, other, [rival for rival in group.rivals if rival is not one])

    for speaks in (same_body, _same_description, _same_tag, same_words):
        fitting = [(one, other) for one in ours for other in theirs if speaks(one, other)]
        for one, other in fitting:
            if sum(one is left or other is right for left, right in fitting) == 1:
                ours.remove(one)
                theirs.remove(other)
                yield one, other


def _objection(ours: Operation, theirs: VendorOperation, shapes: Shapes) -> str:
    """What speaks against a pair of one title; empty where nothing does."""
    if not ours.writes and theirs.method in CHANGING_METHODS and not _same_description(ours, theirs):
        return f"it only reads, and {theirs.method} changes something"
    names, other_names = set(ours.body_properties), _body_names(ours, theirs, shapes)
    if names and other_names and 2 * len(names & other_names) < min(len(names), len(other_names)):
        return f"{theirs.key} takes another body"
    return ""


def _body_names(ours: Operation, theirs: VendorOperation, shapes: Shapes) -> set[str]:
    """The properties of their body, in our spelling where it is one of ours."""
    names = {name for schema in theirs.bodies.values() for name in shapes.properties(schema)}
    return {spelling_of(name, ours.body_properties) for name in names}


def _same_description(ours: Operation, theirs: VendorOperation) -> bool:
    return bool(theirs.description) and folded(ours.description) == folded(theirs.description)


def _same_tag(ours: Operation, theirs: VendorOperation) -> bool:
    return bool({folded(tag) for tag in ours.tags} & {folded(tag) for tag in theirs.tags})


def _says(ours: Operation, theirs: VendorOperation, rivals: Sequence[Operation]) -> bool:
    """Whether their tag and description name what is ours alone among operations of one title, and nothing of a
    rival's: saved searches of accounts, not of billing."""
    if not rivals:
        return False
    said = _words(theirs.description, *theirs.tags)
    own, others = _words(*ours.tags), [_words(*rival.tags) for rival in rivals]
    return bool(said & own.difference(*others)) and not any(said & (other - own) for other in others)


def _words(*texts: str) -> set[str]:
    """The words of some texts, each without the s of its plural."""
    return {word.removesuffix("s") for text in texts for word in re.findall(r"[a-z]+", text.casefold())}
