"""What somebody may really do: both roles, cell by cell, with the reason in each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.access.models import User
from apps.access.module_tree import branches
from apps.access.users import reach
from apps.access.users.reach import Pair
from apps.access.users.views import called, crumbs, found, people_right
from console.api.contract import load_contract
from console.permissions import AREA_TITLES, Area, Permission, Right
from console.requests import ConsoleRequest
from console.rights import Known, known_of, our_verdict, their_verdict
from console.screens.resource import Text


@dataclass(frozen=True)
class Cell:
    """A right on an area: "yes", "no", "none" (not known) or "" (there is no such right), a word, and the reason."""

    shape: str
    word: str
    reason: str
    column: str


@dataclass(frozen=True)
class Line:
    """An area with a cell for each right."""

    area: Area
    title: Text
    cells: tuple[Cell, ...]


def columns() -> dict[Right, str]:
    """The heads of a matrix."""
    return {Right.READ: _("Read"), Right.WRITE: _("Add and edit"), Right.DELETE: _("Delete")}


@cache
def existing() -> frozenset[Pair]:
    """The rights that any operation of SigningHub's asks for; a matrix has no cell for the others."""
    operations = load_contract().operations
    return frozenset((Area(found.right[0]), Right(found.right[1])) for found in operations if found.right)


@people_right
@require_safe
def permissions(request: ConsoleRequest, pk: int) -> HttpResponse:
    """The matrix of one person; `show=refused` leaves out what is allowed throughout."""
    person = found(pk)
    known = known_of(person, request.caller)
    every = {area: line_of(person, area, known) for area in Area}
    counts = Counter(cell.shape for line in every.values() for cell in line.cells)
    only_refused = request.GET.get("show") == "refused"

    def shown(area: Area) -> Line | None:
        is_refused = any(cell.shape in {"no", "none"} for cell in every[area].cells)
        return every[area] if is_refused or not only_refused else None

    context = {
        "person": person,
        "called": called(person),
        "crumbs": crumbs(person),
        "branches": list(branches(shown)),
        "columns": list(columns().values()),
        "counts": {"yes": counts["yes"], "no": counts["no"], "unknown": counts["none"]},
        "only_refused": only_refused,
        "is_role_known": bool(known.rights),
        "beyond": reach.beyond(request, person),
    }
    return render(request, "access/users/permissions.html", context)


def line_of(person: User, area: Area, known: Known) -> Line:
    """One area of a person's matrix."""
    cells = tuple(cell_of(person, area, right, known, column) for right, column in columns().items())
    return Line(area, AREA_TITLES[area], cells)


def cell_of(person: User, area: Area, right: Right, known: Known, column: str) -> Cell:
    """One right of a person on one area, and which side decides it."""
    if (area, right) not in existing():
        return Cell("", "", "", column)
    permission = Permission(area, right)
    if not our_verdict(person, permission).allowed:
        return Cell("no", _("No"), _our_reason(person), column)
    theirs = their_verdict(permission, known)
    if not theirs.allowed:
        return Cell("no", _("No"), _("SigningHub's role"), column)
    if (area, right) not in known.rights:
        return Cell("none", _("Unknown"), _("SigningHub does not say"), column)
    return Cell("yes", _("Yes"), _("SigningHub's role") if person.is_personal else _("both roles"), column)


def _our_reason(person: User) -> str:
    if person.credential is None:
        return _("no credential")
    return _("console role") if person.role else _("no console role")
