"""How far somebody's hand reaches when they manage people: nobody grants, nor takes over, more than they hold."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.access.models import ConsoleRole, User
from console.permissions import Area, ConsoleRight, Permission, Right
from console.requests import ConsoleRequest

Pair = tuple[Area, Right]

# Whoever keeps the vault may also name those who manage people; the auditor is beyond both.
COVERS = {
    ConsoleRight.CUSTODIAN: {ConsoleRight.CUSTODIAN, ConsoleRight.PEOPLE},
    ConsoleRight.PEOPLE: {ConsoleRight.PEOPLE},
    ConsoleRight.AUDITOR: {ConsoleRight.AUDITOR},
}
FIELDS = {
    ConsoleRight.CUSTODIAN: "is_custodian",
    ConsoleRight.PEOPLE: "is_people_admin",
    ConsoleRight.AUDITOR: "is_auditor",
}


def held(request: ConsoleRequest) -> set[Pair]:
    """What the person may do at SigningHub: both roles allow it, or SigningHub's has not said."""
    return {(area, right) for area in Area for right in Right if request.may(Permission(area, right)).allowed}


def grantable(user: User) -> set[ConsoleRight]:
    """The rights over the console that this person may give and take."""
    return set().union(*(COVERS[right] for right in user.console_rights()))


def pairs_of(role: ConsoleRole | None) -> set[Pair]:
    """What a console role allows."""
    return {(area, right) for area in Area for right in Right if role is not None and role.allows(area, right)}


def beyond(request: ConsoleRequest, person: User) -> str:
    """Why the person at the desk may not act in the place of `person`, as a sentence; empty where they may.

    Whoever shows a link for somebody, forgets their factor or looks with their eyes could be them.
    """
    return beyond_of(request.user, person, held(request))


def beyond_of(me: User, person: User, pairs: set[Pair]) -> str:
    """The same for somebody who may do `pairs` at SigningHub."""
    if person.console_rights() - grantable(me):
        return _("This person holds a right over the console that you do not hold.")
    if person.is_personal:
        # Only their own PFX and SigningHub's own word let anybody in as them.
        return ""
    if pairs_of(person.role) - pairs:
        return _("The role of this person includes more than you may do yourself.")
    if is_elsewhere(me, person):
        return _("This person acts in another environment than you.")
    return ""


def is_elsewhere(me: User, person: User) -> bool:
    """Whether `person` acts at a SigningHub where `me` holds nothing; a custodian keeps the keys to all of them."""
    return not me.is_custodian and bool(person.credential_id) and _environment(person) != _environment(me)


def _environment(user: User) -> int | None:
    return user.credential.environment_id if user.credential else None
