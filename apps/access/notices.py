"""What follows a change of how somebody signs in: other sessions end, it is put on record, and the person gets mail."""

from __future__ import annotations

import smtplib
from typing import Any

import structlog
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.access.models import User
from apps.access.sessions import end_sessions
from console.audit.models import Kind, State
from console.audit.record import event

log = structlog.get_logger(__name__)

ADDED = {
    Authenticator.Type.TOTP: gettext_noop("Authenticator app added"),
    Authenticator.Type.WEBAUTHN: gettext_noop("Passkey added"),
}
REMOVED = {
    Authenticator.Type.TOTP: gettext_noop("Authenticator app removed"),
    Authenticator.Type.WEBAUTHN: gettext_noop("Passkey removed"),
}


def sign_in_changed(request: HttpRequest, user: User, kind: Kind, what: str) -> None:
    """End the person's other sessions, record `what` changed, and tell them by mail. `what` is untranslated."""
    end_sessions(user, keep=request.session.session_key)
    event(kind, caller=request.caller, person=user, title=what)  # type: ignore[attr-defined]
    tell(user, what, request.address)  # type: ignore[attr-defined]


def tell(user: User, what: str, address: str) -> None:
    """Mail somebody that `what` (untranslated) changed of how they sign in, from this address."""
    with translation.override(user.language):
        subject = _("Your sign-in to SigningHub Admin changed")
        body = render_to_string(
            "access/mail/changed.txt",
            {"what": _(what), "at": timezone.now(), "address": address, "home": settings.PUBLIC_URL},
        )
    mail(user, subject, body)


def mail(user: User, subject: str, body: str) -> bool:
    """Send somebody a mail; False, with an entry in the log, where that fails."""
    try:
        send_mail(subject, body, None, [user.email])
    except (OSError, smtplib.SMTPException) as error:
        # The change stands: its record is there, and undoing it would help nobody.
        log.error("notice.mail_failed", user=user.pk, error=type(error).__name__)
        return False
    return True


def is_mail_set_up() -> bool:
    """Whether mails go anywhere: EMAIL_URL is set."""
    return not settings.EMAIL_BACKEND.endswith(".dummy.EmailBackend")


def factor_added(*, request: HttpRequest, user: User, authenticator: Authenticator, **_signal: Any) -> None:
    # Recovery codes come and go with the first and the last factor, which is told about already.
    if authenticator.type in ADDED:
        sign_in_changed(request, user, Kind.FACTOR, ADDED[authenticator.type])


def factor_removed(*, request: HttpRequest, user: User, authenticator: Authenticator, **_signal: Any) -> None:
    if authenticator.type in REMOVED:
        sign_in_changed(request, user, Kind.FACTOR, REMOVED[authenticator.type])


def codes_renewed(*, request: HttpRequest, user: User, **_signal: Any) -> None:
    sign_in_changed(request, user, Kind.FACTOR, gettext_noop("Recovery codes renewed"))


def factor_refused(*, request: HttpRequest, user: User, **_signal: Any) -> None:
    """A wrong code after the right password is worth knowing about."""
    event(
        Kind.FACTOR,
        caller=request.caller,  # type: ignore[attr-defined]
        person=user,
        title=gettext_noop("Second factor refused"),
        state=State.REFUSED,
    )
