"""Authentication: from the client certificate to a bearer token, and the passwords on the way."""

from __future__ import annotations

import secrets
import ssl
from typing import Any

from cryptography import x509

from sandbox.answering import Call, Json, Refusal, answers, invalid
from sandbox.world import Mail

GRANT_TYPE = "token-exchange"
PASSWORD_MINIMUM = 8


@answers("authenticate")
def authenticate(call: Call) -> Json:
    """A subject token for whoever holds a registered certificate."""
    if not call.certificate:
        raise Refusal(403, "A client certificate is required.", error="certificate_required")
    der = ssl.PEM_cert_to_DER_cert(call.certificate)
    certificate, now = x509.load_der_x509_certificate(der), call.world.clock.now()
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise Refusal(403, "The client certificate is outside its validity period.", error="certificate_expired")
    operator = call.world.operator_with_certificate(der)
    if operator is None:
        raise Refusal(401, "No operator is registered with this certificate.", error="access_denied")
    _refuse_inactive(operator)
    return {"subject_token": call.world.subject_tokens.make(operator["id"], call.world.settings.subject_token_lifetime)}


@answers("exchangeToken")
def exchange_token(call: Call) -> Json:
    """A bearer token for a subject token, and the password where the operator has one."""
    body = call.body
    if body.get("grant_type", GRANT_TYPE) != GRANT_TYPE:
        raise Refusal(400, f"grant_type: only {GRANT_TYPE} is known.", error="unsupported_grant_type")
    operator = _subject(call, body.get("subject_token"))
    expected, given = call.world.passwords.get(operator["id"]), call["x-password"]
    if expected is not None and not given:
        raise Refusal(401, "The password of the operator is required.", error="password_required")
    if expected is not None and not secrets.compare_digest(given.encode(), expected.encode()):
        raise Refusal(401, "The password of the operator is wrong.", error="invalid_grant")
    return _tokens(call, operator)


@answers("setNewPassword")
def set_new_password(call: Call) -> Json:
    """A password of the operator's own in place of a generated one."""
    operator = _subject(call, call["x-subject-token"])
    if not operator["is_password_generated"]:
        raise Refusal(403, "The password was not generated; change it instead.", error="access_denied")
    _set_password(call, operator, call.body.get("new_password"))
    call.operator = operator
    call.record("ADMIN_ACTIVITY_MODULE_PASSWORD_UPDATE", "")
    return _tokens(call, operator)


@answers("forgotPassword")
def forgot_password(call: Call) -> Json:
    """A mail with a link that starts a password reset."""
    operator = _subject(call, call["x-subject-token"])
    q = secrets.token_urlsafe(24)
    call.world.reset_links[q] = {"email": operator["email"], "created_on": call.world.clock.stamp()}
    link = f"https://admin.signinghub.example/reset?q={q}"
    call.world.mails.append(Mail(operator["email"], "Reset your password", link))
    call.operator = operator
    call.record("LOG_REQUESTED_PASSWORD_CHANGE", "")
    return {"message": "A mail has been sent."}


@answers("decryptUrl")
def decrypt_url(call: Call) -> Json:
    """What the link of a mail stands for."""
    _subject(call, call["x-subject-token"])
    meaning = call.world.reset_links.get(call.body.get("q") or "")
    if meaning is None:
        raise invalid("q", "is not the query of a link that was sent.")
    return [{"key": key, "value": value} for key, value in meaning.items()]


@answers("resetPassword")
def reset_password(call: Call) -> Json:
    """A new password without the old one. SigningHub asks for nothing but the subject token here."""
    operator = _subject(call, call["x-subject-token"])
    _set_password(call, operator, call.body.get("new_password"))
    call.world.access_tokens.kill_all(operator["id"])
    call.operator = operator
    call.record("ADMIN_ACTIVITY_MODULE_PASSWORD_UPDATE", "")
    return {"message": "The password has been reset."}


@answers("changePassword")
def change_password(call: Call) -> Json:
    """A new password for who knows the old one."""
    expected = call.world.passwords.get(call.who["id"])
    if expected is None or not secrets.compare_digest(call.body["old_password"].encode(), expected.encode()):
        raise invalid("old_password", "is wrong.")
    _set_password(call, call.who, call.body["new_password"])
    call.record("ADMIN_ACTIVITY_CHANGE_PASSWORD", "")
    return {"message": "The password has been changed."}


@answers("logout")
def logout(call: Call) -> Json:
    """The end of one bearer token."""
    call.world.access_tokens.kill(call.token)
    call.record("LOGGED_OUT", "")
    return {"message": "Signed out."}


def _subject(call: Call, token: str | None) -> dict[str, Any]:
    operator_id = call.world.subject_tokens.operator_id(token or "")
    operator = call.world.operators.get(operator_id or 0)
    if operator is None:
        raise Refusal(401, "The subject token is unknown or has expired.", error="invalid_subject_token")
    _refuse_inactive(operator)
    return operator


def _refuse_inactive(operator: dict[str, Any]) -> None:
    if not operator["status"]:
        raise Refusal(403, "Account is disabled", error="account_disabled")


def _tokens(call: Call, operator: dict[str, Any]) -> Json:
    settings = call.world.settings
    reported = settings.reported_lifetime
    call.operator = operator
    call.record("LOGGED_IN", call.address)
    return {
        "access_token": call.world.access_tokens.make(operator["id"], settings.token_lifetime),
        "token_type": "Bearer",
        "expires_in": int(settings.token_lifetime) if reported is None else reported,
    }


def _set_password(call: Call, operator: dict[str, Any], password: str | None) -> None:
    if password is None or len(password) < PASSWORD_MINIMUM:
        raise invalid("new_password", f"needs {PASSWORD_MINIMUM} characters or more.")
    if len(password) > 255:
        raise invalid("new_password", "has more than 255 characters.")
    call.world.passwords[operator["id"]] = password
    operator["is_password_generated"] = False
