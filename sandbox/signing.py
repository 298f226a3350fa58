"""What people sign and what becomes of their documents: one set of sittings behind every figure of the reports.

A sitting is one account on one day. Documents, signatures, workflows and messages are counted from it, so that what
is counted by day, by month, by user, by kind and in all adds up; and all of it adds up to what the licence has used.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from sandbox.accounts import BITS

if TYPE_CHECKING:
    from sandbox.world import World

DAYS = 730
SITTINGS = 12_000
# What the licence allows, and what of it is spent; simple signatures are not counted against it.
ALLOWED, CONSUMED, SIMPLE = 500_000, 481_223, 96_418
# Monday to Sunday.
WEEKDAYS = (1.0, 1.1, 1.15, 1.1, 0.95, 0.2, 0.12)
E_SIGNATURE = "E_SIGNATURE"
# How often each other kind is signed with.
KINDS = {
    "ELECTRONIC_SEAL": 6,
    "ADVANCED_ELECTRONIC_SIGNATURE": 42,
    "ADVANCED_ELECTRONIC_SEAL": 7,
    "HIGH_TRUST_ADVANCED": 17,
    "QUALIFIED_ELECTRONIC_SIGNATURE": 19,
    "QUALIFIED_ELECTRONIC_SEAL": 4,
    "IN_PERSON": 5,
}
WITH_A_MESSAGE = {"HIGH_TRUST_ADVANCED", "QUALIFIED_ELECTRONIC_SIGNATURE"}


@dataclass(frozen=True)
class Sitting:
    """What one account did on one day with one kind of signature."""

    day: date
    account_id: int
    kind: str
    signatures: int

    @cached_property
    def documents(self) -> dict[str, int]:
        """What was done with documents, as the reports spell it; space in megabytes."""
        count = self.signatures
        uploaded = count * 2 // 3 + 1
        return {
            "UPLOADED": uploaded,
            "SHARED": max(uploaded - count // 9, 0),
            "SIGNED": count,
            "DECLINED": count // 29,
            "APPROVED": count // 8,
            "UPDATED": count // 4,
            "DISKSPACE": uploaded * 2,
        }

    @property
    def completed(self) -> int:
        """How many of the workflows that it began came to their end."""
        began = self.documents["SHARED"]
        return max(began - self.documents["DECLINED"] - began // 11, 0)

    @property
    def messages(self) -> int:
        """Text messages sent for it."""
        return self.signatures if self.kind in WITH_A_MESSAGE else 0


def sittings_of(world: World) -> list[Sitting]:
    """Every sitting, oldest first; made up when first looked at."""
    kept: dict[Any, list[Sitting]] = world.resources.setdefault("sittings", {})
    if not kept:
        kept[None] = sorted(_made(world), key=lambda sitting: sitting.day)
    return kept[None]


def sittings_within(world: World, first: str | None, last: str | None) -> list[Sitting]:
    """Those from one day to another, both YYYY-MM-DD or none."""
    found = sittings_of(world)
    begin = bisect_left(found, date.fromisoformat(first[:10]), key=_day) if first else 0
    end = bisect_left(found, date.fromisoformat(last[:10]) + timedelta(days=1), key=_day) if last else len(found)
    return found[begin:end]


def _day(sitting: Sitting) -> date:
    return sitting.day


def _made(world: World) -> Iterator[Sitting]:
    chance = random.Random(world.seed * 104_729)  # noqa: S311 - sample data
    people = _signers(world, chance)
    if not people:
        return
    days = [world.today.date() - timedelta(days=age) for age in range(DAYS)]
    weights = [*accumulate(WEEKDAYS[day.weekday()] * (1.2 - age / DAYS / 2) for age, day in enumerate(days))]
    when = chance.choices(days, cum_weights=weights, k=SITTINGS)
    kinds = chance.choices([*KINDS], weights=[*KINDS.values()], k=SITTINGS)
    sizes = [1 + int(chance.expovariate(1)) for _ in range(SITTINGS)]
    simple = [chance.random() < SIMPLE / (SIMPLE + CONSUMED) for _ in range(SITTINGS)]
    shares = {True: _shared_out(SIMPLE, sizes, simple, True), False: _shared_out(CONSUMED, sizes, simple, False)}
    for place in range(SITTINGS):
        account_id, created = people[int(len(people) * chance.random() ** 2.5)]
        kind = E_SIGNATURE if simple[place] else kinds[place]
        # Nobody signs before their account is there.
        yield Sitting(max(when[place], created), account_id, kind, shares[simple[place]][place])


def _shared_out(most: int, sizes: list[int], simple: list[bool], is_simple: bool) -> dict[int, int]:
    """`most` signatures over the sittings of one sort by their sizes, to the last one."""
    places = [place for place, one in enumerate(simple) if one is is_simple]
    whole = sum(sizes[place] for place in places)
    shares = {place: most * sizes[place] // whole for place in places}
    for place in places[: most - sum(shares.values())]:
        shares[place] += 1
    return shares


def _signers(world: World, chance: random.Random) -> list[tuple[int, date]]:
    """The accounts that sign, in no order, each with the day it was registered on."""
    mask = BITS["activated"] | BITS["guest"] | BITS["marked_deleted"]
    found = [
        (number, datetime.fromisoformat(created[:10]).date())
        for number, flags, created in world.accounts.table.values("flags", "created_on")
        if flags & mask == BITS["activated"] and created[:1] >= "1"
    ]
    chance.shuffle(found)
    return found
