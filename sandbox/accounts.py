"""The accounts of one world: how they are found, and who belongs to which enterprise."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sandbox.cast import CAST
from sandbox.clock import stamp
from sandbox.people import BLOCK, FIRST_ENTERPRISE_ID, People
from sandbox.table import Column, Criterion, Record, Table

FIRST_ID = 1001
ENTERPRISE_BIT = 1 << 7
FLAGS = ("activated", "enabled", "locked", "dormant", "guest", "feedback", "marked_deleted")
BITS = {name: 1 << number for number, name in enumerate(FLAGS)} | {"enterprise": ENTERPRISE_BIT}
_HIDDEN = BITS["dormant"] | BITS["feedback"] | BITS["marked_deleted"]
# x-accounts -> (bits looked at, bits expected)
VIEWS = {
    "ALL": (0, 0),
    "ENTERPRISE": (ENTERPRISE_BIT, ENTERPRISE_BIT),
    "INDIVIDUAL": (ENTERPRISE_BIT | BITS["guest"], 0),
    "INACTIVE": (BITS["activated"] | BITS["guest"] | _HIDDEN, 0),
    "LOCKED": (BITS["locked"], BITS["locked"]),
    "DORMANT": (BITS["dormant"], BITS["dormant"]),
    "USER_FEEDBACK": (BITS["feedback"], BITS["feedback"]),
    "GUEST": (BITS["guest"], BITS["guest"]),
    "MARK_DELETED": (BITS["marked_deleted"], BITS["marked_deleted"]),
}


def fold(text: object) -> str:
    """Text as it is compared: case does not count, nothing is the empty string."""
    return str(text).casefold() if text is not None else ""


class Accounts:
    """All accounts, by id, e-mail and enterprise."""

    def __init__(self, count: int, seed: int, today: datetime, plans: Mapping[int, dict[str, Any]]) -> None:
        self._people = People(seed, today)
        self._plans = plans
        self._count = count
        self._new_enterprises = itertools.count(FIRST_ENTERPRISE_ID + count // BLOCK + 1)
        self.table = Table(count, self._make, self._columns(), FIRST_ID)
        for index in range(min(count, len(CAST))):
            self.table.put(self._people.cast(index, FIRST_ID))

    def get(self, account_id: int) -> Record | None:
        """The account, not to be changed in place."""
        return self.table.get(account_id)

    def change(self, account: Record, **values: Any) -> Record:
        """Store an account with some values replaced; gives the new record."""
        changed = {**account, **values}
        self.table.put(changed)
        return changed

    def by_email(self, email: str) -> Record | None:
        """The account with this address, whatever its case."""
        criteria = (Criterion("user_email", "is", fold(email)),)
        found, _total = self.table.page(criteria, "user_email", True, 1, 1)
        return found[0] if found else None

    def members(self, enterprise_id: int) -> list[Record]:
        """The accounts of an enterprise, by id."""
        block = enterprise_id - FIRST_ENTERPRISE_ID
        first = FIRST_ID + block * BLOCK
        born = range(first, first + BLOCK) if 0 <= block <= self._count // BLOCK else range(0)
        joined = [record["id"] for record in self.table.touched() if record["enterprise_id"] == enterprise_id]
        records = (self.get(account_id) for account_id in sorted({*born, *joined}))
        return [record for record in records if record is not None and record["enterprise_id"] == enterprise_id]

    def new_enterprise(self) -> int:
        """The id of a new enterprise."""
        return next(self._new_enterprises)

    def enterprise_exists(self, name: str) -> bool:
        """Whether an enterprise has this name."""
        criteria = (Criterion("enterprise_name", "is", fold(name)),)
        return bool(self.table.select(criteria, "created_on"))

    def _make(self, index: int) -> Record:
        return self._people.record(index, FIRST_ID)

    def _columns(self) -> dict[str, Column]:
        people = self._people

        def text(name: str) -> Column:
            by_index = getattr(people, name)
            return Column(lambda index: by_index(index).casefold(), lambda record: fold(record[name]))

        def accessed(index: int) -> str:
            moment = people.last_accessed(index)
            return stamp(moment) if moment else ""

        return {
            "user_name": text("user_name"),
            "user_email": text("user_email"),
            "common_name": text("common_name"),
            "enterprise_name": text("enterprise_name"),
            "country": Column(lambda index: people.locale(index).country.casefold(), _folded("country")),
            "national_id": Column(lambda index: fold(self._make(index)["national_id"]), _folded("national_id")),
            "service_plan": Column(
                lambda index: fold(self._plans.get(people.service_plan_id(index) or 0, {}).get("name")),
                lambda record: fold(self.plan_of(record).get("name")),
            ),
            "service_plan_id": Column(
                lambda index: people.service_plan_id(index) or 0, lambda record: record["service_plan_id"] or 0
            ),
            "created_on": Column(lambda index: stamp(people.created(index)), lambda record: record["created_on"] or ""),
            "last_accessed_on": Column(accessed, lambda record: record["last_accessed_on"] or ""),
            "searched": Column(self._searched, _searched_of),
            "flags": Column(self._flags, _flags_of),
        }

    def plan_of(self, account: Record) -> dict[str, Any]:
        """The account's plan; empty where it has none."""
        return self._plans.get(account["service_plan_id"] or 0, {})

    def plans_where(self, **wanted: Any) -> Iterator[int]:
        """The ids of the plans with these values; 0, no plan, counts as a plan without values."""
        for number, plan in {0: {}, **self._plans}.items():
            if all(plan.get(name) == value for name, value in wanted.items()):
                yield number

    def _searched(self, index: int) -> str:
        name, email = self._people.name_and_email(index)
        enterprise, common = self._people.enterprise_name(index), self._people.in_certificate(index, name)
        return f"{name}\n{email}\n{enterprise}\n{common}".casefold()

    def _flags(self, index: int) -> int:
        state = self._people.state(index)
        bits = sum(BITS[name] for name, value in zip(FLAGS, state, strict=True) if value)
        return bits | ENTERPRISE_BIT if self._people.is_member(index) else bits


def _folded(name: str) -> Any:
    return lambda record: fold(record[name])


def _searched_of(record: Record) -> str:
    return "\n".join(fold(record[name]) for name in ("user_name", "user_email", "enterprise_name", "common_name"))


def _flags_of(record: Record) -> int:
    bits = sum(BITS[name] for name in FLAGS if record[name])
    return bits | ENTERPRISE_BIT if record["enterprise_id"] else bits
