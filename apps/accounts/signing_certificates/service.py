"""Signing certificates: what a person signs with, one for each capacity they act in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from console.api.service import Page, Query, Service
from console.screens.cells import as_moment, truth

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
    # The keys that `page` adds to each row.
    derived = ("level", "protection", "source", "valid_until", "state")

    def page(self, query: Query) -> Page:
        """Get Admin Account Signing Certificates, in the words people use for them."""
        page = super().page(query)
        return replace(page, items=[in_words(row, timezone.localdate()) for row in page.items])


def in_words(row: Row, today: date) -> Row:
    """The row with words for its enumerations, and with its end where the server says one."""
    level, protection = str(row.get("level_of_assurance") or ""), str(row.get("key_protection_option") or "")
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
