"""Signing certificates: what a person signs with, one for each capacity they act in."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from console.api.request import Upload
from console.api.service import Page, Query, Service
from console.certificates import der_of
from console.screens.cells import as_moment, plain, truth

Row = Mapping[str, Any]

LEVELS = {
    "ADVANCED_ELECTRONIC_SIGNATURE": gettext_lazy("Advanced"),
    "HIGH_TRUST_ADVANCED": gettext_lazy("Advanced, high trust"),
    "QUALIFIED_ELECTRONIC_SIGNATURE": gettext_lazy("Qualified"),
}
PROTECTIONS = {
    "USER_PASSWORD": gettext_lazy("User password"),
    "REMOTE_AUTHORISATION": gettext_lazy("Remote authorisation"),
}
# The guide names no end of a certificate; a server that sends one would spell it like the ends it does name.
END_KEYS = ("valid_to", "valid_until", "expiry_date", "expires_on")
# Days before the end from which it is worth a warning.
SOON = 60


class SigningCertificates(Service):
    """Calls on the signing certificates of an account."""

    list_operation = "listSigningCertificates"
    get_operation = "getSigningCertificate"
    add_operation = "addSigningCertificateBase64"
    update_operation = "updateSigningCertificateBase64"
    delete_operation = "deleteSigningCertificate"
    # The keys that `page` adds to each row; those that `get` adds are among them.
    derived = ("level", "protection", "source", "valid_until", "state", "imported", "issued", "can_be_default")

    def page(self, query: Query) -> Page:
        """Get Admin Account Signing Certificates, in the words people use for them."""
        page = super().page(query)
        return replace(page, items=[in_words(row, timezone.localdate()) | flags(row) for row in page.items])

    def get(self, pk: object) -> Row:
        """Get User Signing Certificate by ID."""
        found = super().get(pk)
        return {**found, **flags(found)}

    def add(self, body: Mapping[str, Any]) -> Any:
        """Add User Signing Certificate, as a file where its text names one, else with base64."""
        return self._send(body, "addSigningCertificate", self.add_operation, {})

    def update(self, pk: object, body: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> Any:
        """Update User Signing Certificates, as a file where its text names one, else with base64."""
        operation = self.api.contract.operation(self.update_operation)
        about = {"before": before, **self._of_one(operation, pk)}
        return self._send(body, "updateSigningCertificate", self.update_operation, about)

    def make_default(self, pk: object) -> None:
        """Update User Signing Certificates Base64: nothing but the flag, which SigningHub takes from the other one."""
        body = self.editable(pk)
        self.update(pk, {**body, "default": True}, body)

    def revoke(self, pk: object) -> None:
        """Revoke User Signing Certificates."""
        self.act("revokeSigningCertificate", pk)

    def _send(self, body: Mapping[str, Any], as_file: str, as_text: str, about: dict[str, Any]) -> Any:
        """Send the body with the certificate in the form that its operation takes; `about` are more arguments."""
        about = {**self._in_scope(self.api.contract.operation(as_text)), **about}
        text = body.get("certificate")
        before = about.get("before") or {}
        if not isinstance(text, str) or not text.strip() or text == before.get("certificate"):
            # None, or the one that is there, which goes back as it came.
            return self.api.call(as_text, body=body, **about).data
        der = der_of(text)
        name = text.partition("-----BEGIN")[0].strip() if "-----BEGIN" in text else ""
        if name and self.api.contract.has(as_file):
            rest = {key: value for key, value in body.items() if key != "certificate"}
            upload = Upload(name.splitlines()[0], der, "application/pkix-cert")
            return self.api.call(as_file, body={**rest, "file_stream": upload}, **about).data
        encoded = base64.b64encode(der).decode("ascii")
        return self.api.call(as_text, body={**body, "certificate": encoded}, **about).data


def flags(row: Row) -> dict[str, bool]:
    """What can be done to a certificate. Where the server does not say who issued it, it is left to judge."""
    is_custom, is_default = truth(row.get("custom")), truth(row.get("default"))
    return {
        "imported": is_custom is not False,
        "issued": is_custom is not True,
        "can_be_default": is_custom is not False and is_default is not True,
    }


def in_words(row: Row, today: date) -> dict[str, Any]:
    """The row with words for its enumerations, and with its end where the server says one."""
    level, protection = plain(row.get("level_of_assurance")), plain(row.get("key_protection_option"))
    is_custom = truth(row.get("custom"))
    source = "" if is_custom is None else _("Imported") if is_custom else _("Issued by SigningHub")
    end = next((row[key] for key in END_KEYS if row.get(key)), None)
    return {
        **row,
        "level": LEVELS.get(level, level),
        "protection": PROTECTIONS.get(protection, protection),
        "source": source,
        "valid_until": end,
        "state": row.get("status") or state_at(end, today),
    }


def state_at(end: object, today: date) -> str | None:
    """How a certificate stands that is valid until `end`: VALID, EXPIRED, or the days it has left; None if unknown."""
    moment = as_moment(end)
    if moment is None:
        return None
    left = (moment.astimezone(UTC).date() - today).days
    if left < 0:
        return "EXPIRED"
    return "VALID" if left > SOON else ngettext("%d day left", "%d days left", left) % left
