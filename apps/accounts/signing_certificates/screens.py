"""The screens of signing certificates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.accounts.accounts.screens import accounts
from apps.accounts.signing_certificates import views
from apps.accounts.signing_certificates.forms import AddCertificateForm, EditCertificateForm
from apps.accounts.signing_certificates.service import SigningCertificates
from console.permissions import Area, Right
from console.screens.resource import Action, Column, Resource
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
    add_form=AddCertificateForm,
    edit_form=EditCertificateForm,
    changeable_if=("imported",),
    fixed_because=_("SigningHub issued this certificate: it can be revoked, but neither edited nor deleted."),
    actions=(
        Action(
            "make-default",
            _("Make it the default"),
            Right.WRITE,
            operation="updateSigningCertificateBase64",
            verb="make_default",
            question=_("Make the default:"),
            consequence=_(
                "The person signs with it unless they choose another. The certificate that is the default now no"
                " longer is."
            ),
            done=_("Default changed."),
            icon="check",
            offered_if=("can_be_default",),
        ),
        Action(
            "revoke",
            _("Revoke certificate"),
            Right.WRITE,
            operation="revokeSigningCertificate",
            verb="revoke",
            question=_("Revoke"),
            consequence=_(
                "Nobody can sign with this certificate any more, and a revocation cannot be taken back. It is gone from"
                " the account; what was signed with it before stays as it is."
            ),
            done=_("Certificate revoked."),
            icon="ban",
            offered_if=("issued",),
            danger=True,
            view=views.revoke_certificate,
        ),
        Action(
            # SigningHub asks for the right to write here, not to delete.
            "remove",
            _("Delete certificate"),
            Right.WRITE,
            operation="deleteSigningCertificate",
            verb="delete",
            question=_("Delete"),
            consequence=_(
                "The person can no longer sign with it. It is taken from this account and not revoked by its issuer;"
                " whoever has its file can add it again."
            ),
            done=_("Certificate deleted."),
            icon="trash",
            offered_if=("imported",),
            danger=True,
            view=views.remove_certificate,
        ),
    ),
    icon="certificate",
)

urlpatterns = screen_urls(
    signing_certificates,
    detail=views.show_certificate,
    add=views.add_certificate,
    edit=views.edit_certificate,
)
