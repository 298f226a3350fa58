"""What a measurement found, and how it is printed: figures side by side, then ratios beside their targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple


class Ratio(NamedTuple):
    """One thing divided by another, and what it should be at most or at least; None where nothing is asked of it."""

    what: str
    value: float
    at_most: float | None = None
    at_least: float | None = None

    def __str__(self) -> str:
        text = f"{self.what:54} {self.value:7.2f}"
        if self.at_most is not None:
            return f"{text}   at most  {self.at_most:<5g} {'met' if self.value <= self.at_most else 'MISSED'}"
        if self.at_least is not None:
            return f"{text}   at least {self.at_least:<5g} {'met' if self.value >= self.at_least else 'MISSED'}"
        return text


@dataclass(frozen=True)
class Section:
    """The outcome of one measurement. `figures` are rows by name, each with a value per heading."""

    title: str
    settings: str
    headings: Sequence[str]
    figures: Mapping[str, Sequence[float]]
    ratios: Sequence[Ratio]

    def __str__(self) -> str:
        lines = [f"\n{self.title} ({self.settings})", " " * 20 + "".join(f"{name:>28}" for name in self.headings)]
        for name, values in self.figures.items():
            lines.append(f"  {name:18}" + "".join(f"{value:28,.1f}" for value in values))
        return "\n".join([*lines, *(f"  {ratio}" for ratio in self.ratios)])


def quotient(rounds: Mapping[str, Sequence[float]], one: str, other: str) -> float:
    """How often `other` goes into `one`: the median over the rounds, in each of which both had the same machine."""
    return median(a / b for a, b in zip(rounds[one], rounds[other], strict=True))
