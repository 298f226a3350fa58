"""Whether a password is this person's, and what came of asking."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from apps.access.models import User


class SigningHubSilent(Exception):
    """SigningHub did not answer, so nothing is known about the password; the message is fit to show."""


@dataclass(frozen=True, repr=False)
class Proof:
    """What checking the password gave; the token and the password never leave the server."""

    is_password_generated: bool = False


@sensitive_variables("password")
def check_password(request: HttpRequest, user: User, password: str) -> Proof | None:
    """Proof that the password is this person's, or None.

    A delegate's is the console's. A personal user's is SigningHub's, or the console's where SigningHub asks for none.
    Raises SigningHubSilent.
    """
    if not user.has_console_password or not user.check_password(password):
        return None
    return Proof()
