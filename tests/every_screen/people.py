"""One of every kind of person whom the lock tells apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.test import Client

from apps.access.models import ConsoleRole, User
from console.permissions import Area, Mark, NeedsConsoleRight, Permission, Right
from console.vault.models import Credential


class Kind(StrEnum):
    ANONYMOUS = "a stranger"
    OWING = "somebody who owes a factor"
    DISABLED = "somebody who was disabled while signed in"
    BARE = "somebody with everything but the right"
    EXACT = "somebody with the right and nothing else"


EVERYTHING = {area.value: [right.value for right in Right] for area in Area}
CONSOLE_RIGHTS = {"custodian": "is_custodian", "people": "is_people_admin", "auditor": "is_auditor"}


@dataclass
class People:
    """Makes people who act through one credential, in browsers of their own."""

    credential: Credential
    made: int = 0

    def client(self, kind: Kind, mark: Mark | None) -> Client:
        """A browser of a person of that kind, as seen from a view with that mark."""
        return {
            Kind.ANONYMOUS: lambda: Client(raise_request_exception=False),
            Kind.OWING: lambda: self.signed_in(EVERYTHING, all_console_rights(True)),
            Kind.DISABLED: self.disabled,
            Kind.BARE: lambda: self.signed_in(*everything_but(mark)),
            Kind.EXACT: lambda: self.signed_in(*nothing_but(mark)),
        }[kind]()

    def signed_in(self, rights: dict[str, list[str]], console: dict[str, bool]) -> Client:
        """A browser of a delegate with exactly these rights."""
        self.made += 1
        role = ConsoleRole.objects.create(name=f"Role {self.made}", rights=rights)
        user = User.objects.create(
            email=f"person-{self.made}@example.org",
            kind=User.Kind.DELEGATE,
            credential=self.credential,
            role=role,
            **console,
        )
        client = Client(raise_request_exception=False)
        client.force_login(user)
        client.user = user
        return client

    def disabled(self) -> Client:
        """A browser of somebody with every right who was disabled after signing in."""
        client = self.signed_in(EVERYTHING, all_console_rights(True))
        User.objects.filter(pk=client.user.pk).update(is_active=False)
        return client


Make = Callable[[Kind, Mark | None], Client]


def all_console_rights(held: bool) -> dict[str, bool]:
    """Every right over the console that one person can hold: no custodian reads the audit."""
    return dict.fromkeys(CONSOLE_RIGHTS.values(), held) | {"is_auditor": False}


def everything_but(mark: Mark | None) -> tuple[dict[str, list[str]], dict[str, bool]]:
    """Every right there is, without the one that the mark asks for."""
    rights, console = {area: list(held) for area, held in EVERYTHING.items()}, all_console_rights(True)
    if isinstance(mark, Permission):
        rights[mark.area].remove(mark.right)
    if isinstance(mark, NeedsConsoleRight):
        for right in filter(None, (mark.right, mark.or_right)):
            console[CONSOLE_RIGHTS[right]] = False
        console["is_auditor"] = not console["is_custodian"] and mark.right != "auditor"
    return rights, console


def nothing_but(mark: Mark | None) -> tuple[dict[str, list[str]], dict[str, bool]]:
    """No right, but the one that the mark asks for."""
    rights: dict[str, list[str]] = {}
    console = all_console_rights(False)
    if isinstance(mark, Permission):
        rights[mark.area] = [mark.right]
    if isinstance(mark, NeedsConsoleRight):
        console[CONSOLE_RIGHTS[mark.right]] = True
    return rights, console
