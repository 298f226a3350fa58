"""Asking SigningHub whether an identity and a password belong to a person, before anything is believed or stored."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.views.decorators.debug import sensitive_variables

from apps.access.models import normal_email
from console.api.caller import Caller
from console.api.connections import passing_client
from console.api.exchange import Exchanged, asks_password, exchange, operator_behind
from console.vault.identity import Identity
from console.vault.models import Environment


class WrongOperatorError(Exception):
    """The identity is accepted, but it is not this person's: Get Operator names another e-mail, or none."""


@dataclass(frozen=True)
class Proved:
    """An identity that SigningHub accepted for a person, and the token it gave."""

    exchanged: Exchanged = field(repr=False)
    is_password_generated: bool


__all__ = ["Proved", "WrongOperatorError", "asks_password", "prove"]


@sensitive_variables("identity", "password")
def prove(environment: Environment, identity: Identity, password: str | None, email: str, caller: Caller) -> Proved:
    """Exchange the identity, with the password where one is asked, and see that the operator behind it is `email`.

    Raises ExchangeRefused or another ApiError, WrongOperatorError. The caller has asked `asks_password` first:
    SigningHub takes any password from an operator of whom it asks none.
    """
    with passing_client(environment, identity) as client:
        exchanged = exchange(environment, identity, password, client=client, caller=caller)
        operator = operator_behind(environment, identity, client, exchanged, caller)
    if normal_email(str(operator.get("email") or operator.get("user_email") or "")) != normal_email(email):
        raise WrongOperatorError
    return Proved(exchanged, operator.get("is_password_generated") is True)
