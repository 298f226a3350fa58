"""The screens of signing certificates; read-only."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.accounts.accounts.screens import accounts
from apps.accounts.signing_certificates.service import SigningCertificates
from console.permissions import Area
from console.screens.resource import Column, Resource
from console.screens.urls import screen_urls

signing_certificates = Resource(
    name="signing-certificates",
    title=_("Signing certificates"),
    noun=_("signing certificate"),
    area=Area.ACCOUNTS,
    service=SigningCertificates,
    route="certificates/",
    parent=accounts,
    parent_argument="userId",
    label=("capacity_name", "certificate_alias"),
    search=_("Capacity, alias or subject"),
    columns=(
        Column("capacity_name", _("Capacity"), link=True, sort="capacity_name", width="flex-2"),
        Column("state", _("Status"), kind="status", width="state", shown=False),
        Column("level", _("Level"), sort="level_of_assurance"),
        Column("protection", _("Key protection"), sort="key_protection_option"),
        Column("source", _("Source")),
        Column("default", _("Default"), kind="yes_no"),
        Column("valid_until", _("Valid until"), kind="date", shown=False),
        Column("certificate_dn", _("Subject"), shown=False),
        Column("certificate_alias", _("Alias"), kind="code", shown=False),
    ),
    icon="certificate",
)

urlpatterns = screen_urls(signing_certificates)
