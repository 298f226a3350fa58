"""SigningHub's modules and submodules as a tree, in the order of the console's menu, for matrices of rights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from console.permissions import Area
from console.screens.resource import Text

Line = TypeVar("Line")

TREE: tuple[tuple[Text, tuple[Area, ...]], ...] = (
    ("", (Area.ACCOUNTS, Area.SERVICE_PLANS, Area.BILLING)),
    (_("Insight"), (Area.REPORTS, Area.ADVANCED_REPORTS)),
    (
        _("Configuration"),
        (
            *(Area.SYSTEM_SETTINGS, Area.CONNECTORS, Area.AUTHENTICATION_PROFILES, Area.CERTIFICATION_PROFILES),
            *(Area.ELECTRONIC_SEAL_PROFILES, Area.SIGNING_PROFILES, Area.VERIFICATION_PROFILES),
            *(Area.VIRTUAL_ID_PROFILES, Area.SERVICE_AGREEMENTS, Area.LICENSE, Area.BRANDING, Area.INSTANCES),
            Area.INTEGRATIONS,
        ),
    ),
    (_("Access"), (Area.OPERATORS, Area.ROLES, Area.LOGS)),
)


def branches(line_of: Callable[[Area], Line | None]) -> Iterator[tuple[Text, list[Line]]]:
    """Each branch's title ("" for the trunk) with the line that `line_of` makes of each area; None leaves one out."""
    for title, areas in TREE:
        lines = [line for line in map(line_of, areas) if line is not None]
        if lines:
            yield title, lines
