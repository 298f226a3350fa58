"""The signing certificates as a part of their account's page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from apps.accounts.accounts.parts import CERTIFICATES, FEW
from apps.accounts.signing_certificates.screens import signing_certificates
from apps.accounts.signing_certificates.service import SigningCertificates
from console.api.service import Query
from console.permissions import Area, Right, requires
from console.requests import ConsoleRequest
from console.screens import links, table
from console.screens.cells import Reader
from console.screens.page import allowed

SHOWN = frozenset({"capacity_name", "state", "level", "protection", "default", "valid_until"})


@requires(Area.ACCOUNTS, Right.READ)
@CERTIFICATES.shows("accounts/accounts/few.html")
def few_certificates(request: ConsoleRequest, pk: int) -> dict[str, Any]:
    """Get Admin Account Signing Certificates: the first of them. What is done to one leads back to the account."""
    page = SigningCertificates(request.api, userId=pk).page(Query(size=FEW))
    account = reverse("accounts-detail", args=(pk,))
    drawn = table.preview(signing_certificates, page.items, SHOWN, keys=(pk,), reader=Reader(), here=account)
    may_add = allowed(request, signing_certificates, "add")
    add_url = links.coming_from(signing_certificates.url("add", pk), account) if may_add else ""
    everything = signing_certificates.url("list", pk)
    return {"table": drawn, "total": page.total, "everything": everything, "add_url": add_url}
