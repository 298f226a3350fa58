"""What a view asks of the person in front of it, as a mark that the lock in console/middleware.py reads.

Every view carries exactly one of five marks; a view without one is an error at start-up and at request time:

- ``@open_to_all``      anyone, signed in or not (sign-in page, health, static pages);
- ``@finishing``        someone whose sign-in still owes a second factor or a new password;
- ``@signed_in``        any signed-in person;
- ``@console_right(…)`` a right over the console itself, not over SigningHub;
- ``@requires(…)``      a right on one of SigningHub's areas.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

View = TypeVar("View", bound=Callable[..., Any])


class Right(StrEnum):
    """The three rights that a SigningHub role gives on an area."""

    READ = "read"
    WRITE = "write"
    DELETE = "delete"


class Area(StrEnum):
    """SigningHub's modules and submodules, as its roles name them. Alphabetical."""

    ACCOUNTS = "accounts"
    ADVANCED_REPORTS = "advanced_reports"
    AUTHENTICATION_PROFILES = "authentication_profiles"
    BILLING = "billing"
    BRANDING = "branding"
    CERTIFICATION_PROFILES = "certification_profiles"
    CONNECTORS = "connectors"
    ELECTRONIC_SEAL_PROFILES = "electronic_seal_profiles"
    INSTANCES = "instances"
    INTEGRATIONS = "integrations"
    LICENSE = "license"
    LOGS = "logs"
    OPERATORS = "operators"
    REPORTS = "reports"
    ROLES = "roles"
    SERVICE_AGREEMENTS = "service_agreements"
    SERVICE_PLANS = "service_plans"
    SIGNING_PROFILES = "signing_profiles"
    SYSTEM_SETTINGS = "system_settings"
    VERIFICATION_PROFILES = "verification_profiles"
    VIRTUAL_ID_PROFILES = "virtual_id_profiles"


AREA_TITLES = {
    Area.ACCOUNTS: _("Accounts"),
    Area.ADVANCED_REPORTS: _("Advanced reports"),
    Area.AUTHENTICATION_PROFILES: _("Authentication profiles"),
    Area.BILLING: _("Billing"),
    Area.BRANDING: _("Branding"),
    Area.CERTIFICATION_PROFILES: _("Certification profiles"),
    Area.CONNECTORS: _("Connectors"),
    Area.ELECTRONIC_SEAL_PROFILES: _("Electronic seal profiles"),
    Area.INSTANCES: _("Instances"),
    Area.INTEGRATIONS: _("Integrations"),
    Area.LICENSE: _("Licence"),
    Area.LOGS: _("Operator log"),
    Area.OPERATORS: _("Operators"),
    Area.REPORTS: _("Statistics"),
    Area.ROLES: _("Roles"),
    Area.SERVICE_AGREEMENTS: _("Service agreements"),
    Area.SERVICE_PLANS: _("Service plans"),
    Area.SIGNING_PROFILES: _("Signing profiles"),
    Area.SYSTEM_SETTINGS: _("Global settings"),
    Area.VERIFICATION_PROFILES: _("Verification profiles"),
    Area.VIRTUAL_ID_PROFILES: _("Virtual ID profiles"),
}


class ConsoleRight(StrEnum):
    """Rights over the console itself: its vault, its people, its records."""

    CUSTODIAN = "custodian"
    PEOPLE = "people"
    AUDITOR = "auditor"


class Owed(StrEnum):
    """Where an unfinished sign-in stands."""

    NOTHING = "nothing"
    FACTOR = "factor"
    PASSWORD = "password"  # noqa: S105 - the name of a state, not a secret


@dataclass(frozen=True)
class OpenToAll:
    """The mark of a view that anyone may see."""


@dataclass(frozen=True)
class Finishing:
    """The mark of a view that belongs to an unfinished sign-in."""


@dataclass(frozen=True)
class SignedIn:
    """The mark of a view that any signed-in person may see."""


@dataclass(frozen=True)
class NeedsConsoleRight:
    """The mark of a view over the console itself; `or_right`, where there is one, opens it as well."""

    right: ConsoleRight
    or_right: ConsoleRight | None = None

    def __str__(self) -> str:
        return f"console: {self.right}" if self.or_right is None else f"console: {self.right} or {self.or_right}"


@dataclass(frozen=True)
class Permission:
    """The mark of a view over one of SigningHub's areas.

    `guarded` is False where SigningHub itself checks nothing (19 operations say so): there an unknown right at
    SigningHub is a no, since nobody behind us would refuse.
    """

    area: Area
    right: Right
    guarded: bool = field(default=True, compare=False)

    def __str__(self) -> str:
        return f"{self.area}: {self.right}"


Mark = OpenToAll | Finishing | SignedIn | NeedsConsoleRight | Permission


def _marked(mark: Mark) -> Callable[[View], View]:
    def set_mark(view: View) -> View:
        view.permission = mark  # type: ignore[attr-defined]
        return view

    return set_mark


open_to_all = _marked(OpenToAll())
finishing = _marked(Finishing())
signed_in = _marked(SignedIn())


def console_right(right: ConsoleRight, *, or_right: ConsoleRight | None = None) -> Callable[[View], View]:
    """Mark a view with the right over the console that it needs, or with two of which either is enough."""
    return _marked(NeedsConsoleRight(right, or_right))


def requires(area: Area, right: Right, *, guarded: bool = True) -> Callable[[View], View]:
    """Mark a view with the right on one of SigningHub's areas that it needs (`guarded`: see Permission)."""
    return _marked(Permission(area, right, guarded))


def mark_of(view: Callable[..., Any]) -> Mark | None:
    """The mark a view carries, or None where its author forgot it.

    The outermost mark counts; a partial without one has that of the function inside, a class view that of its class.
    """
    while True:
        mark = getattr(view, "permission", None) or getattr(getattr(view, "view_class", None), "permission", None)
        if mark is not None or not isinstance(view, partial):
            return mark if isinstance(mark, Mark) else None
        view = view.func


def name_of(view: Callable[..., Any]) -> str:
    """A view's dotted name, for the sentence that says what is wrong with it."""
    while isinstance(view, partial):
        view = view.func
    named = getattr(view, "view_class", view)
    return f"{named.__module__}.{getattr(named, '__qualname__', type(named).__qualname__)}"
