"""The three roles that exist from the start. What somebody changed in them since stays."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from console.permissions import Area, Right

EVERYTHING = {area: list(Right) for area in Area}

# In English in the database; people read them in their own language.
BUILT_IN: dict[str, tuple[str, dict[Area, list[Right]]]] = {
    gettext_noop("Administrator"): (gettext_noop("Everything that SigningHub's role allows."), EVERYTHING),
    gettext_noop("Support desk"): (
        gettext_noop("Finds and mends accounts; reads what explains their state."),
        {Area.ACCOUNTS: [Right.READ, Right.WRITE], Area.SERVICE_PLANS: [Right.READ], Area.LOGS: [Right.READ]},
    ),
    gettext_noop("Auditor"): (
        gettext_noop("Reads everything and changes nothing."),
        {area: [Right.READ] for area in Area},
    ),
}


def make(using: str, **_kwargs: Any) -> None:
    """Add the roles that are missing, after each migration."""
    from apps.access.models import ConsoleRole

    for name, (description, rights) in BUILT_IN.items():
        defaults = {"description": description, "rights": rights, "is_built_in": True}
        ConsoleRole.objects.using(using).get_or_create(name=name, defaults=defaults)
