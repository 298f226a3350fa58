"""Looking whether the record is as it was written: nothing changed, taken out, slipped in or put in another order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.views.decorators.debug import sensitive_variables

from console.audit import chain
from console.audit.models import Chain, Entry, Link, Part, State

AT_ONCE = 500
# So many misfits are held against each other's places; beyond, it is no longer a question of order.
MOST_COMPARED = 200


class Fault(StrEnum):
    """What can be wrong with a row."""

    EDITED = "edited"
    DELETED = "deleted"
    MOVED = "moved"
    GAP = "gap"
    SLIPPED_IN = "slipped in"
    NO_END = "no end"
    NO_KEY = "no key"


@dataclass(frozen=True)
class Finding:
    """One fault: at which link (0: none), in which entry, if that is known, and how far a gap reaches."""

    fault: Fault
    number: int = 0
    entry_id: UUID | None = None
    last: int = 0


def findings() -> Iterator[Finding]:
    """Everything that is wrong with the record, by link; nothing for a record as it was written.

    Works while others write. Raises SealBroken where the vault does not open the chain's key.
    """
    end = Chain.objects.filter(pk=chain.ONLY).first()
    if end is None:
        if Link.objects.exists() or Entry.objects.exists():
            yield Finding(Fault.NO_END)
        return
    yield from _along(end)
    yield from _outside()


@sensitive_variables("key")
def _along(end: Chain) -> Iterator[Finding]:
    key = chain.key_of(end)
    if end.key_from > 1:
        yield Finding(Fault.NO_KEY, 1, last=end.key_from - 1)
    expected, before = 1, ""
    misfits: list[Link] = []
    links = Link.objects.filter(number__lte=end.number).order_by("number").iterator(AT_ONCE)
    while batch := list(islice(links, AT_ONCE)):
        entries = Entry.objects.in_bulk([link.entry_id for link in batch])
        for link in batch:
            is_next = link.number == expected
            if not is_next:
                yield Finding(Fault.GAP, expected, last=link.number - 1)
            entry = entries.get(link.entry_id)
            if entry is None:
                yield Finding(Fault.DELETED, link.number, link.entry_id)
            elif link.number >= end.key_from and not chain.fits(link, entry, key):
                misfits.append(link)
            elif is_next and link.previous != before and not (misfits and misfits[-1].number == expected - 1):
                yield Finding(Fault.MOVED, link.number, link.entry_id)
            expected, before = link.number + 1, link.digest
    if expected <= end.number:
        yield Finding(Fault.GAP, expected, last=end.number)
    yield from _told_apart(misfits, key)


@sensitive_variables("key")
def _told_apart(misfits: list[Link], key: bytes) -> Iterator[Finding]:
    """Which of the links that do not fit would fit in another's place, and which fit nowhere."""
    places = [link.number for link in misfits[:MOST_COMPARED]]
    for link in misfits:
        entry = Entry.objects.get(pk=link.entry_id)
        is_moved = any(chain.fits(link, entry, key, number=place) for place in places)
        yield Finding(Fault.MOVED if is_moved else Fault.EDITED, link.number, link.entry_id)


def _outside() -> Iterator[Finding]:
    """Entries that the chain knows nothing of, and outcomes that it knows nothing of."""
    links = Link.objects.filter(entry_id=OuterRef("pk"))
    for entry in Entry.objects.filter(~Exists(links)).only("pk").iterator(AT_ONCE):
        yield Finding(Fault.SLIPPED_IN, entry_id=entry.pk)
    ended = links.exclude(part=Part.BEGUN)
    begun = Entry.objects.filter(Exists(links), ~Exists(ended))
    for entry in begun.exclude(state=State.INTENT, status=None, finished_at=None, detail="").only("pk"):
        yield Finding(Fault.EDITED, entry_id=entry.pk)
