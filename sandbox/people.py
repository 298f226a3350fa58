"""Accounts by index: who number 48,231 is, without making the 48,230 before.

Accounts come in blocks of 24. A block opens with the members of one enterprise, its owner first; the rest are
individuals and guests. Every value is a mixture of the index and the seed, so the same seed gives the same people.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from sandbox.cast import CAST, CAST_ENTERPRISES
from sandbox.clock import stamp
from sandbox.plans import ENTERPRISE_PLANS, INDIVIDUAL_PLANS
from sandbox.table import Record

DATA = Path(__file__).parent / "data"
BLOCK = 24
FIRST_ENTERPRISE_ID = 501
LIFE_DAYS = 2200
CITIES = (
    *("Aarhus", "Adelaide", "Agadir", "Bergen", "Bilbao", "Bydgoszcz", "Cusco", "Dakar", "Daegu", "Eindhoven"),
    *("Fès", "Galway", "Gdańsk", "Hải Phòng", "İzmir", "Jaipur", "Kraków", "København", "Liège", "Malmö"),
    *("Mérida", "Nagoya", "Odesa", "Pécs", "Québec", "Reykjavík", "São Luís", "Tromsø", "Utrecht", "Zürich"),
)
MASK = 0xFFFFFFFF


class State(NamedTuple):
    """What an account is, besides who."""

    activated: bool = True
    enabled: bool = True
    locked: bool = False
    dormant: bool = False
    guest: bool = False
    feedback: bool = False
    marked_deleted: bool = False


ACTIVE = State()
# (below this of 1000, the state); guests only outside enterprises
STATES = (
    (90, State(guest=True)),
    (150, State(activated=False)),
    (165, State(activated=False, enabled=False)),
    (185, State(locked=True)),
    (215, State(dormant=True)),
    (260, State(enabled=False)),
    (270, State(feedback=True)),
    (276, State(enabled=False, marked_deleted=True)),
    (1000, ACTIVE),
)


class Locale(NamedTuple):
    """A country's names."""

    country: str
    language: str
    time_zone: str
    family_first: bool
    separator: str
    given: list[list[str]]
    family: list[list[str]]
    companies: list[list[str]]


@lru_cache(maxsize=1)
def locales() -> tuple[Locale, ...]:
    """All locales of the data file."""
    raw: list[dict[str, Any]] = json.loads((DATA / "people.json").read_text("utf-8"))
    return tuple(Locale(**locale) for locale in raw)


class People:
    """The accounts of one seed as of one day."""

    def __init__(self, seed: int, today: datetime) -> None:
        self._salt = (seed * 0x27D4EB2F) & MASK
        self._today = today
        self._locales = locales()
        # Folded once here, not once per account.
        self._companies = [[name for name, _slug in locale.companies] for locale in self._locales]

    def mix(self, index: int, purpose: int) -> int:
        """A number below 2³² that depends on nothing but index, purpose and seed."""
        x = (index * 0x9E3779B1 + purpose * 0x85EBCA77 + self._salt) & MASK
        x ^= x >> 15
        x = (x * 0x2C1B3C6D) & MASK
        x ^= x >> 12
        x = (x * 0x297A2D39) & MASK
        return x ^ (x >> 15)

    def enterprise_size(self, block: int) -> int:
        """How many of a block's accounts belong to its enterprise."""
        if block in CAST_ENTERPRISES:
            return CAST_ENTERPRISES[block][0]
        return 3 + self.mix(block, 1) % 15

    def is_member(self, index: int) -> bool:
        """Whether the account belongs to an enterprise."""
        return index % BLOCK < self.enterprise_size(index // BLOCK)

    def enterprise_name(self, index: int) -> str:
        """The account's enterprise, empty where it has none."""
        if not self.is_member(index):
            return ""
        block = index // BLOCK
        if block in CAST_ENTERPRISES:
            return CAST_ENTERPRISES[block][1]
        companies = self._companies[self._locale_of_block(block)]
        turn = block // len(self._locales)
        name = companies[turn % len(companies)]
        branch = turn // len(companies)
        if branch == 0:
            return name
        town, again = CITIES[branch % len(CITIES)], branch // len(CITIES)
        return f"{name}, {town} {again}" if again else f"{name}, {town}"

    def locale(self, index: int) -> Locale:
        """Where the account's person comes from."""
        if self.is_member(index):
            return self._locales[self._locale_of_block(index // BLOCK)]
        return self._locales[self.mix(index, 2) % len(self._locales)]

    def user_name(self, index: int) -> str:
        """The person's name in their own script."""
        return self.name_and_email(index)[0]

    def user_email(self, index: int) -> str:
        """The person's address, unique by the index in it."""
        return self.name_and_email(index)[1]

    def name_and_email(self, index: int) -> tuple[str, str]:
        """Both at once, for who wants both of a million people."""
        locale = self.locale(index)
        given, given_slug = locale.given[self.mix(index, 3) % len(locale.given)]
        family, family_slug = locale.family[self.mix(index, 4) % len(locale.family)]
        first, last = (family, given) if locale.family_first else (given, family)
        domain = "mail"
        if self.is_member(index):
            turn = index // BLOCK // len(self._locales)
            domain = locale.companies[turn % len(locale.companies)][1]
        return f"{first}{locale.separator}{last}", f"{given_slug}.{family_slug}.{index}@{domain}.example"

    def common_name(self, index: int) -> str:
        """The name in the person's certificate."""
        return self.in_certificate(index, self.user_name(index))

    def in_certificate(self, index: int, name: str) -> str:
        """The same name, except for some."""
        return name if self.mix(index, 10) % 9 else f"{name} (sealed)"

    def state(self, index: int) -> State:
        """What the account is. Owners are always active."""
        if index % BLOCK == 0:
            return ACTIVE
        chance = self.mix(index, 5) % 1000
        found = next(state for limit, state in STATES if chance < limit)
        return ACTIVE if found.guest and self.is_member(index) else found

    def created(self, index: int) -> datetime:
        """When the account was registered: in the last six years."""
        return self._today - timedelta(days=self.mix(index, 6) % LIFE_DAYS + 1, seconds=-(self.mix(index, 7) % 86400))

    def last_accessed(self, index: int) -> datetime | None:
        """When it was last used; None for one never activated."""
        if not self.state(index).activated:
            return None
        age = (self._today - self.created(index)).total_seconds()
        share = (self.mix(index, 8) % 1000) / 1000
        return self._today - timedelta(seconds=age * share**4)

    def service_plan_id(self, index: int) -> int | None:
        """The account's plan; guests have none."""
        if self.is_member(index):
            return ENTERPRISE_PLANS[self.mix(index // BLOCK, 9) % len(ENTERPRISE_PLANS)]
        if self.state(index).guest:
            return None
        return INDIVIDUAL_PLANS[self.mix(index, 9) % len(INDIVIDUAL_PLANS)]

    def record(self, index: int, first_id: int) -> Record:
        """The whole account."""
        locale, state, member = self.locale(index), self.state(index), self.is_member(index)
        (name, email), accessed = self.name_and_email(index), self.last_accessed(index)
        record: Record = {
            "id": first_id + index,
            "user_name": name,
            "common_name": self.in_certificate(index, name),
            "user_email": email,
            "mobile_number": f"+{self.mix(index, 11) % 900000000 + 100000000}" if self.mix(index, 12) % 3 else None,
            "job_title": ("Notary", "Clerk", "", None, "Head of Signing")[self.mix(index, 13) % 5],
            "company_name": self.enterprise_name(index) or None,
            "ra_id": None,
            "national_id": f"NID{self.mix(index, 14) % 10**7:07}" if self.mix(index, 15) % 4 else None,
            "csc_id": None,
            "csp_id": None,
            "country": locale.country,
            "language": locale.language,
            "time_zone": locale.time_zone,
            **state._asdict(),
            "archived": False,
            "created_on": stamp(self.created(index)),
            "last_accessed_on": stamp(accessed) if accessed else None,
            "enterprise_id": FIRST_ENTERPRISE_ID + index // BLOCK if member else None,
            "enterprise_name": self.enterprise_name(index) if member else None,
            "enterprise_owner": member and index % BLOCK == 0,
            "service_plan_id": self.service_plan_id(index),
            "consumed": {name: self.mix(index, 16 + number) % 90 for number, name in enumerate(CONSUMED)},
            "more": {},
        }
        return record

    def cast(self, index: int, first_id: int) -> Record:
        """An account as the cast has it: the generated one with the cast's values put over it."""
        record = self.record(index, first_id)
        record.update(ACTIVE._asdict())
        if "common_name" not in CAST[index]:
            record["common_name"] = CAST[index]["user_name"]
        for name, value in CAST[index].items():
            if name in ("created_days_ago", "accessed_days_ago"):
                moment = stamp(self._today - timedelta(days=value)) if value is not None else None
                record["created_on" if name == "created_days_ago" else "last_accessed_on"] = moment
            else:
                record[name] = value
        record["last_accessed_on"] = _not_before(record["last_accessed_on"], record["created_on"])
        if record["guest"]:
            record["service_plan_id"] = None
        return record

    def _locale_of_block(self, block: int) -> int:
        return (block * 7 + self._salt) % len(self._locales)


def _not_before(moment: str | None, earliest: str) -> str | None:
    """A moment of the same spelling, or the earliest where it lies before it. Odd spellings stay as they are."""
    return earliest if moment is not None and moment[0] >= "2" and moment < earliest else moment


CONSUMED = ("signatures", "simple_electronic_signatures", "storage", "workflows", "templates", "users")
