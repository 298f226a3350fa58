"""Whether a password is this person's, and what came of asking."""

from __future__ import annotations

from dataclasses import dataclass, field

import structlog
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from apps.access.models import User
from apps.access.sign_in.signinghub import WrongOperatorError, asks_password, prove
from console.api.caller import Caller
from console.api.connections import opened
from console.api.errors import ApiBusy, ApiRefused, ApiUnreachable, ExchangeRefused
from console.api.exchange import Exchanged
from console.vault.models import Credential

log = structlog.get_logger(__name__)


class SigningHubSilent(Exception):  # noqa: N818 - named after what happened
    """SigningHub did not answer, so nothing is known about the password; the message is fit to show."""


@dataclass(frozen=True)
class Proof:
    """What checking the password gave; neither part ever leaves the server.

    `exchanged` is the token of a personal user, `password` what its renewals need where SigningHub asks for one.
    """

    exchanged: Exchanged | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    is_password_generated: bool = False


@sensitive_variables("password")
def check_password(user: User, password: str, caller: Caller) -> Proof | None:
    """Proof that the password is this person's, or None.

    A delegate's is the console's. A personal user's is SigningHub's, or the console's where SigningHub asks for none.
    Raises SigningHubSilent.
    """
    if user.is_personal:
        return _check_personal(user, password, caller)
    if not user.has_console_password:
        make_password(password)  # As much work as checking one.
        return None
    return Proof() if user.check_password(password) else None


@sensitive_variables("password")
def _check_personal(user: User, password: str, caller: Caller) -> Proof | None:
    if user.credential is None:
        make_password(password)
        return None
    try:
        return _ask_signinghub(user, user.credential, password, caller)
    except ExchangeRefused as refused:
        log.warning("sign_in.refused_by_signinghub", user=user.pk, reason=refused.reason)
        return None
    except (ApiBusy, ApiUnreachable) as error:
        log.warning("sign_in.no_answer", user=user.pk, error=type(error).__name__)
        raise SigningHubSilent(_("SigningHub does not answer. Try again in a moment.")) from error
    except ApiRefused as refused:
        log.warning("sign_in.refused_by_signinghub", user=user.pk, operation=refused.operation, status=refused.status)
        return None
    except WrongOperatorError:
        log.error("sign_in.other_operator", user=user.pk, credential=user.credential.name)
        return None


@sensitive_variables("password")
def _ask_signinghub(user: User, credential: Credential, password: str, caller: Caller) -> Proof | None:
    """The proof of a personal user; None where the console password decides and is wrong. Raises ApiError and more."""
    environment, identity = credential.environment, opened(credential)
    asks = asks_password(environment, identity, caller=caller)
    if user.signinghub_asks_password is not None and asks != user.signinghub_asks_password:
        # A refusal that is not about the password would look the same, and then any password would pass.
        log.error("sign_in.password_rule_changed", user=user.pk, asks=asks)
        return None
    if not asks and not (user.has_console_password and user.check_password(password)):
        return None
    proved = prove(environment, identity, password if asks else None, user.email, caller)
    if user.signinghub_asks_password is None:
        User.objects.filter(pk=user.pk).update(signinghub_asks_password=asks)
    return Proof(proved.exchanged, password if asks else None, asks and proved.is_password_generated)
