"""Operators: who administers SigningHub."""

from __future__ import annotations

import base64
import binascii
import secrets
from typing import Any

from sandbox.answering import Call, Json, Refusal, answers, invalid
from sandbox.world import Mail, certificate_emails, certificate_values

SHOWN = ("id", "name", "email", "mobile_number", "certificate_cn", "status", "created_on")


@answers("listOperators")
def list_operators(call: Call) -> Json:
    """Every operator."""
    return [_shown(call, operator) for operator in call.world.operators.values()]


@answers("getOperator")
def get_operator(call: Call) -> Json:
    """One operator with certificate and picture."""
    operator = _operator(call)
    certificate = base64.b64encode(operator["certificate"]).decode("ascii")
    return {**_shown(call, operator), "picture": operator["picture"], "certificate_base64": certificate}


@answers("getOperatorCertificate")
def get_operator_certificate(call: Call) -> Json:
    """The operator's certificate, Base64."""
    return base64.b64encode(_operator(call)["certificate"]).decode("ascii")


@answers("addOperator")
def add_operator(call: Call) -> Json:
    """A new operator, whose certificate speaks for their address; they get a generated password by mail."""
    body = call.body
    der, values = _certificate(body["certificate_base64"])
    if body["email"].lower() not in certificate_emails(der):
        raise invalid("email", "is not the address in the certificate.")
    if any(operator["email"].lower() == body["email"].lower() for operator in call.world.operators.values()):
        raise Refusal(409, "email: another operator has it.", field_errors={"email": ["is taken."]})
    _refuse_taken_certificate(call, values["fingerprint"], None)
    number = max(call.world.operators, default=0) + 1
    operator = {
        "id": number,
        "name": body["name"],
        "email": body["email"],
        "mobile_number": body.get("mobile_number"),
        "status": body.get("status", True),
        "role_id": _role_id(call, body["role"]),
        "picture": None,
        "is_password_generated": True,
        "created_on": call.world.clock.stamp(),
        **values,
    }
    call.world.operators[number] = operator
    password = secrets.token_urlsafe(9)
    call.world.passwords[number] = password
    call.world.mails.append(Mail(operator["email"], "Your account", f"password: {password}"))
    call.record("ADMIN_ACTIVITY_ADDED", operator["email"], {}, _shown(call, operator))
    return {"id": number, "created_on": operator["created_on"]}


@answers("updateOperator")
def update_operator(call: Call) -> Json:
    """Another name, number, role, state or certificate; the address stays."""
    operator, body = _operator(call), call.body
    before = _shown(call, operator)
    role_id, status = _role_id(call, body["role"]), body.get("status", operator["status"])
    if operator["id"] == call.who["id"] and not status:
        raise Refusal(409, "Operators cannot deactivate themselves.")
    values: dict[str, Any] = {}
    if body.get("certificate_base64"):
        der, values = _certificate(body["certificate_base64"])
        if operator["email"].lower() not in certificate_emails(der):
            raise invalid("certificate_base64", "does not name the operator's address.")
        _refuse_taken_certificate(call, values["fingerprint"], operator["id"])
    operator.update(
        name=body["name"], mobile_number=body.get("mobile_number"), role_id=role_id, status=status, **values
    )
    if not status:
        call.world.access_tokens.kill_all(operator["id"])
    call.record("ADMIN_ACTIVITY_UPDATED", operator["email"], before, _shown(call, operator))
    return {"message": "The operator has been saved."}


@answers("deleteOperator")
def delete_operator(call: Call) -> Json:
    """An operator goes, and with them their tokens. Nobody deletes themselves."""
    operator = _operator(call)
    if operator["id"] == call.who["id"]:
        raise Refusal(409, "Operators cannot delete themselves.")
    del call.world.operators[operator["id"]]
    call.world.passwords.pop(operator["id"], None)
    call.world.access_tokens.kill_all(operator["id"])
    call.record("ADMIN_ACTIVITY_DELETED", operator["email"], _shown(call, operator), {})
    return {"message": "The operator has been deleted."}


def _operator(call: Call) -> dict[str, Any]:
    operator = call.world.operators.get(call["id"])
    if operator is None:
        raise Refusal(404, f"No such operator: {call['id']}")
    return operator


def _shown(call: Call, operator: dict[str, Any]) -> dict[str, Any]:
    role = call.world.roles.get(operator["role_id"], {})
    return {**{name: operator[name] for name in SHOWN}, "role": {"id": role.get("id"), "name": role.get("name")}}


def _role_id(call: Call, role: dict[str, Any]) -> int:
    found = call.world.roles.get(role.get("id") or 0)
    if found is None and role.get("name"):
        found = call.world.role_named(str(role["name"]))
    if found is None:
        raise invalid("role", "no such role.")
    return int(found["id"])


def _certificate(text: str) -> tuple[bytes, dict[str, Any]]:
    """A certificate in Base64 (DER or PEM), and what is kept of it."""
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
        if content.startswith(b"-----BEGIN"):
            content = base64.b64decode(b"".join(content.strip().splitlines()[1:-1]), validate=True)
        return content, certificate_values(content)
    except (binascii.Error, ValueError) as error:
        raise invalid("certificate_base64", "is not a certificate in Base64.") from error


def _refuse_taken_certificate(call: Call, fingerprint: str, own_id: int | None) -> None:
    for operator in call.world.operators.values():
        if operator["fingerprint"] == fingerprint and operator["id"] != own_id:
            raise invalid("certificate_base64", "is another operator's.")
