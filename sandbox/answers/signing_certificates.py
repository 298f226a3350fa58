"""The signing certificates of an account."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from cryptography import x509

from sandbox.answering import Call, Json, Refusal, answers, invalid
from sandbox.answers.accounts import account_of
from sandbox.events import alert, past_of
from sandbox.table import Record

KEPT = ("capacity_name", "certificate_alias", "level_of_assurance")
# More than the guide names, as a server may well send: an imported certificate itself, in Base64.
CONTENT = "certificate"


@answers("listSigningCertificates")
def list_signing_certificates(call: Call) -> Json:
    """All certificates of the account, without what they consist of."""
    rows = _certificates(call).values()
    return [{name: value for name, value in row.items() if name != CONTENT} for row in rows]


@answers("getSigningCertificate")
def get_signing_certificate(call: Call) -> Json:
    """One certificate."""
    return _certificate(call)


@answers("addSigningCertificate", "addSigningCertificateBase64")
def add_signing_certificate(call: Call) -> Json:
    """An imported certificate."""
    certificates, body = _certificates(call), call.body
    _refuse_taken_name(certificates, body["capacity_name"], None)
    number = max(certificates, default=call["userId"] * 10) + 1
    certificates[number] = {
        "id": number,
        **{name: body[name] for name in KEPT},
        "key_protection_option": body.get("key_protection_option"),
        "certificate_dn": _subject(body),
        "default": False,
        "custom": True,
        CONTENT: _content(body),
    }
    if body.get("default"):
        _make_default(certificates, number)
    alert(call.world, _account(call), "CERTIFICATE_CREATED", f"The certificate {body['capacity_name']} was added.")
    call.record("ADMIN_ACTIVITY_ADDED", body["capacity_name"], {}, certificates[number])
    return {"id": number}


@answers("updateSigningCertificate", "updateSigningCertificateBase64")
def update_signing_certificate(call: Call) -> Json:
    """Another name, alias, level or file; how the key is protected stays."""
    certificate, body = _certificate(call), call.body
    before = dict(certificate)
    _refuse_taken_name(_certificates(call), body["capacity_name"], certificate["id"])
    subject = _subject(body)
    certificate.update({name: body[name] for name in KEPT if name in body})
    if subject is not None:
        certificate |= {"certificate_dn": subject, CONTENT: _content(body)}
    if body.get("default"):
        _make_default(_certificates(call), certificate["id"])
    call.record("ADMIN_ACTIVITY_UPDATED", certificate["capacity_name"], before, certificate)
    return {"message": "The certificate has been saved."}


@answers("deleteSigningCertificate")
def delete_signing_certificate(call: Call) -> Json:
    """Only an imported certificate is deleted; others are revoked."""
    certificate = _certificate(call)
    if not certificate["custom"]:
        raise Refusal(409, "The certificate was issued by SigningHub; revoke it instead.")
    del _certificates(call)[certificate["id"]]
    call.record("ADMIN_ACTIVITY_DELETED", certificate["capacity_name"], certificate, {})
    return {"message": "The certificate has been deleted."}


@answers("revokeSigningCertificate")
def revoke_signing_certificate(call: Call) -> Json:
    """Take back a certificate that SigningHub issued."""
    certificate = _certificate(call)
    if certificate["custom"]:
        raise Refusal(409, "The certificate was imported; delete it instead.")
    del _certificates(call)[certificate["id"]]
    alert(call.world, _account(call), "CERTIFICATE_REVOKED", "A signing certificate was revoked.")
    call.record("COMMON_REVOKE", certificate["capacity_name"], certificate, {})
    return {"message": "The certificate has been revoked."}


def _account(call: Call) -> Record:
    return account_of(call, call["userId"])


def _certificates(call: Call) -> dict[int, dict[str, Any]]:
    return past_of(call.world, _account(call)).certificates


def _certificate(call: Call) -> dict[str, Any]:
    certificate = _certificates(call).get(call["userCertificateId"])
    if certificate is None:
        raise Refusal(404, f"No such certificate: {call['userCertificateId']}")
    return certificate


def _refuse_taken_name(certificates: dict[int, dict[str, Any]], name: str, own: int | None) -> None:
    if not name.replace(" ", "").isalnum():
        raise invalid("capacity_name", "has only letters and digits.")
    for number, other in certificates.items():
        if number != own and other["capacity_name"].casefold() == name.casefold():
            raise invalid("capacity_name", "is taken.")


def _make_default(certificates: dict[int, dict[str, Any]], number: int) -> None:
    for other, certificate in certificates.items():
        certificate["default"] = other == number


def _content(body: dict[str, Any]) -> Any:
    return body.get("certificate") or body.get("file_stream")


def _subject(body: dict[str, Any]) -> str | None:
    """The subject of the certificate in the body; None where there is none."""
    name = "certificate" if "certificate" in body else "file_stream"
    if not body.get(name):
        return None
    try:
        content = base64.b64decode(body[name], validate=True)
        if content.startswith(b"-----BEGIN"):
            return x509.load_pem_x509_certificate(content).subject.rfc4514_string()
        return x509.load_der_x509_certificate(content).subject.rfc4514_string()
    except (binascii.Error, ValueError) as error:
        raise invalid(name, "is not a certificate.") from error
