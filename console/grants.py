"""Nobody grants more than they hold: what a role would give beyond what the person in front of the console may do.

Held is what the console's role and SigningHub's both surely allow; a right that SigningHub leaves unknown is not held.
What a role gives and no line of it says (parts that the API does not reach, rows in a spelling that cannot be read)
may be given only by somebody who holds everything that can be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from console.permissions import Area, Permission, Right
from console.requests import ConsoleRequest
from console.rights import RIGHT_TITLES, Source
from console.role_detail import detail_of
from console.role_matrix import Line, has_unreadable, lines_of


class Held:
    """What the person of a request holds."""

    def __init__(self, request: ConsoleRequest) -> None:
        self._request = request

    def holds(self, area: Area, right: Right) -> bool:
        """Whether the person surely has this right."""
        verdict = self._request.may(Permission(area, right))
        return verdict.allowed and verdict.source is not Source.UNKNOWN

    @cached_property
    def everything(self) -> bool:
        """Whether the person has every right on every area."""
        return all(self.holds(area, right) for area in Area for right in Right)

    def missing(self, rights: Iterable[tuple[Line, Right]]) -> list[str]:
        """Those of the rights that the person does not hold, in words."""
        return [
            f"{line.title} ({RIGHT_TITLES[right]})"
            for line, right in rights
            if not (self.holds(line.area, right) if line.area else self.everything)
        ]

    def missing_for(self, role: Mapping[str, Any]) -> list[str]:
        """What whoever is given this role (a record of Get Role) would hold and the person does not, in words."""
        detail = detail_of(role)
        lines = lines_of(detail)
        found = self.missing((line, right) for line in lines for right, cell in line.cells.items() if cell.allowed)
        if (not lines or has_unreadable(detail)) and not self.everything:
            found.append(_("rights in a form that cannot be read"))
        return found


def refusal(missing: Iterable[str]) -> str:
    """The sentence on rights that somebody would give and does not hold."""
    return _("You cannot give what you do not hold yourself: %(rights)s.") % {"rights": ", ".join(missing)}
