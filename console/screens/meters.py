"""How much of what is allowed is spent: allowances as meters, in whatever shape SigningHub sends them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from console.screens import cells, facts
from console.screens.cells import Reader, as_number, humanise
from console.screens.resource import Row

ALLOWED_KEYS = ("allowed", "limit")
USED_KEYS = ("consumed", "used")
NAME_KEYS = ("constraint", "name", "type")
# From here on a meter is amber, then red.
LOW, HIGH = Decimal("0.8"), Decimal("0.98")


@dataclass(frozen=True)
class Meter:
    """How much of one allowance is spent; `most` is None where there is no limit."""

    title: str
    spent: Decimal
    most: Decimal | None

    @property
    def ratio(self) -> Decimal:
        """What part is spent, 0 where there is no limit or nothing is allowed."""
        return self.spent / self.most if self.most else Decimal(0)

    @property
    def used(self) -> str:
        return cells.grouped(self.spent)

    @property
    def allowed(self) -> str:
        return "" if self.most is None else cells.grouped(self.most)

    @property
    def left(self) -> str:
        """What is left, in words; never less than nothing."""
        return cells.grouped(max(self.most - self.spent, Decimal(0))) if self.most else ""

    @property
    def percent(self) -> str:
        """The part that is spent, to the nearest per cent; 100 % always means that nothing is left, 0 % that all is."""
        if not self.most:
            return ""
        share = int((self.ratio * 100).quantize(Decimal(1), ROUND_HALF_UP))
        if self.spent > 0 and share == 0:
            return _("under 1 %")
        return _("%(share)s %%") % {"share": min(share, 99) if self.spent < self.most else share}

    @property
    def level(self) -> str:
        """How grave it is: "bad", "warn" or nothing; a class of .st."""
        if self.most is not None and self.spent > self.most:
            return "bad"
        return "bad" if self.ratio >= HIGH else "warn" if self.ratio >= LOW else ""

    @property
    def remark(self) -> str:
        """What there is to say once it runs out: how much is left, or how far beyond it is."""
        if self.most is None or not self.level:
            return ""
        if self.spent > self.most:
            return _("%s more than allowed") % cells.grouped(self.spent - self.most)
        return _("%s left") % self.left if self.spent < self.most else _("Nothing left")

    @property
    def value(self) -> str:
        """For the element `meter`: never more than its max."""
        return str(min(self.spent, self.most or self.spent))

    @property
    def low(self) -> str:
        return str((self.most or 0) * LOW)

    @property
    def high(self) -> str:
        return str((self.most or 0) * HIGH)


def usage(statistics: Any, reader: Reader) -> tuple[list[Meter], list[facts.Fact]]:
    """The allowances as meters, and everything else in the statistics as plain facts; unknown keys humanised.

    `statistics` is an object by constraint, or a list of {constraint, allowed, consumed}.
    """
    meters, others = [], []
    for key, value in _named(statistics):
        meter = _meter(key, value) if isinstance(value, Mapping) else None
        if meter:
            meters.append(meter)
        else:
            others.append(facts.Fact(humanise(key), cells.guessed(value, reader, key)))
    return meters, others


def _named(statistics: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(statistics, Mapping):
        for key, value in statistics.items():
            yield str(key), value
    elif isinstance(statistics, list):
        for place, row in enumerate(statistics, 1):
            key = next((key for key in NAME_KEYS if row.get(key)), "") if isinstance(row, Mapping) else ""
            # Without its name: as a fact it stands under it.
            yield (cells.plain(row[key]), {one: row[one] for one in row if one != key}) if key else (str(place), row)


def _meter(key: str, row: Row) -> Meter | None:
    spent = as_number(next((row[name] for name in USED_KEYS if name in row), None))
    if spent is None:
        return None
    allowed = as_number(next((row[name] for name in ALLOWED_KEYS if name in row), None))
    # -1, null and "Unlimited" all stand for no limit; 0 is what it says.
    return Meter(humanise(key), spent, allowed if allowed is not None and allowed >= 0 else None)
