"""The rights of a role as a form field: a matrix of ticks over the details as SigningHub spells them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from console.permissions import Right
from console.role_matrix import Line, lines_of

TICK = re.compile(r"[\w-]+:(?:read|write|delete)")


def right_titles() -> dict[Right, str]:
    """The heads of the matrix."""
    return {Right.READ: _("Read"), Right.WRITE: _("Add and edit"), Right.DELETE: _("Delete")}


def grouped(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """The lines under their modules, in SigningHub's order; "" stands over modules that have no submodules."""
    return [(group, list(found)) for group, found in groupby(lines, key=lambda line: line.group)]


def ticks_in(detail: Any) -> list[str]:
    """The rights that are included, as the field's values."""
    return [f"{line.key}:{right}" for line in lines_of(detail) for right, cell in line.cells.items() if cell.allowed]


class RightsMatrix(forms.Widget):
    """Draws the lines with a tick for each right that they have a place for."""

    use_fieldset = True

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:  # noqa: ARG002 - Django's signature
        return data.getlist(name) if isinstance(data, QueryDict) else list(data.get(name, ()))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002 - no tick is an answer
        return False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002 - Django's signature
        ticked = set(value or ())
        titles = right_titles()
        groups = [
            (
                group,
                [
                    (line.title, [(title, *self._state(line, right, ticked)) for right, title in titles.items()])
                    for line in lines
                ],
            )
            for group, lines in grouped(self.lines)
        ]
        context = {"name": name, "groups": groups, "titles": titles.values()}
        return SafeString(render_to_string("access/roles/rights.html", context))

    @staticmethod
    def _state(line: Line, right: Right, ticked: set[str]) -> tuple[str, bool]:
        """The value of a tick ("" where the role has no place for the right), and whether it is set."""
        tick = f"{line.key}:{right}"
        return (tick, tick in ticked) if right in line.cells else ("", False)


class RightsField(forms.Field):
    """The value is the ticks; the form writes them into the details."""

    takes_nested = True
    widget: RightsMatrix

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=RightsMatrix(), **kwargs)

    def show(self, detail: Any) -> None:
        """Offer the lines of these details."""
        self.widget.lines = lines_of(detail)

    def prepare_value(self, value: Any) -> list[str]:
        """The ticks that stand for what was posted, or for the details that SigningHub sent."""
        is_ticks = isinstance(value, list) and all(isinstance(one, str) and TICK.fullmatch(one) for one in value)
        return list(value) if is_ticks else ticks_in(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return set(self.prepare_value(initial)) != set(self.clean(data))

    def validate(self, value: Any) -> None:
        """A role without any right is one too."""

    def to_python(self, value: Any) -> list[str]:
        """Those ticks that the details have a place for."""
        offered = {f"{line.key}:{right}" for line in self.widget.lines for right in line.cells}
        return [tick for tick in value or () if tick in offered]


def changed(before: Iterable[str], after: Iterable[str]) -> dict[tuple[str, Right], bool]:
    """What somebody ticked and unticked, as role_matrix.written takes it."""
    old, new = set(before), set(after)
    return {split(tick): tick in new for tick in old ^ new}


def split(tick: str) -> tuple[str, Right]:
    """The key of the line and the right in the value of a tick."""
    key, _colon, right = tick.rpartition(":")
    return key, Right(right)


def named(lines: Iterable[Line], ticks: Iterable[tuple[str, Right]]) -> list[tuple[Line, Right]]:
    """The lines of some ticks."""
    by_key: Mapping[str, Line] = {line.key: line for line in lines}
    return [(by_key[key], right) for key, right in sorted(ticks) if key in by_key]
