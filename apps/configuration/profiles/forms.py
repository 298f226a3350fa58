"""The forms of the profiles: what all kinds have, and what each has of its own in its `profile_detail`."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.configuration.connectors.picker import ConnectorPicker
from apps.configuration.picture_forms import FILE, PictureField, PictureFile, PictureForm
from apps.configuration.pictures import KB, Slot
from console.screens.filters import EnumField, FilterForm
from console.screens.forms import ApiForm

ACTIVE = {"True": _("Active"), "False": _("Inactive")}
PROFILE = _("Profile")
SERVER = _("Server")
LEVELS = {
    "ELECTRONIC_SEAL": _("Electronic seal"),
    "ADVANCED_ELECTRONIC_SEAL": _("Advanced electronic seal"),
    "QUALIFIED_ELECTRONIC_SEAL": _("Qualified electronic seal"),
    "ADVANCED_ELECTRONIC_SIGNATURE": _("Advanced electronic signature"),
    "HIGH_TRUST_ADVANCED": _("Advanced, high trust"),
    "QUALIFIED_ELECTRONIC_SIGNATURE": _("Qualified electronic signature"),
}
PROTECTIONS = {
    "NO_PASSWORD": _("None"),
    "USER_PASSWORD": _("User password"),
    "SYSTEM_PASSWORD": _("System password"),
    "REMOTE_AUTHORISATION": _("Remote authorisation"),
}
METHODS = {
    "PASSWORD": _("E-mail and password"),
    "SSL": _("TLS client certificate"),
    "ACTIVE_DIRECTORY": _("Active Directory"),
    "ADFS": _("ADFS"),
    "AZURE_AD": _("Azure AD"),
    "OFFICE_365": _("Office 365"),
    "OAUTH": _("OAuth 2.0 or OpenID Connect"),
    "SAML": _("SAML identity provider"),
}
BLANK = ("", "—")


class ProfileFilters(FilterForm):
    """How a list of profiles is narrowed."""

    groups: ClassVar[Any] = ((PROFILE, ("status",)),)
    status = EnumField(label=_("Status"), words=ACTIVE)


class AuthenticationFilters(ProfileFilters):
    """Of authentication profiles, also by who sees them."""

    groups = ((PROFILE, ("status", "private")),)
    private = EnumField(label=_("Private"), words={"True": _("Yes"), "False": _("No")})


class ProfileForm(ApiForm):
    """What every profile has. A kind adds its own fields, named by the way into `profile_detail`."""

    nested = ("profile_detail",)
    groups: ClassVar[Any] = ((PROFILE, ("name", "description", "status")),)
    consequences = {"status": _("An inactive profile can no longer be chosen in service plans.")}

    name = forms.CharField(label=_("Name"))
    description = forms.CharField(label=_("Description"), widget=forms.Textarea(attrs={"rows": 2}))
    status = forms.BooleanField(label=_("Active"), initial=True)


class ServerForm(ProfileForm):
    """A profile of a server behind a connector."""

    groups: ClassVar[Any] = (
        *ProfileForm.groups,
        (SERVER, ("profile_detail__connector_id", "profile_detail__profile_id")),
    )

    profile_detail__connector_id = ConnectorPicker(label=_("Connector"), for_adss=True)
    profile_detail__profile_id = forms.CharField(
        label=_("Profile at the server"),
        help_text=_("Exactly as the server calls it."),
        widget=forms.TextInput(attrs={"class": "mono", "dir": "ltr", "spellcheck": "false"}),
    )


LOGO = "profile_detail__logo"
LOGO_SLOTS = {LOGO: Slot(128 * KB, 512, 512)}


class AuthenticationForm(PictureForm, ProfileForm):
    """How people sign in."""

    beside = frozenset({LOGO + FILE})
    slots = LOGO_SLOTS

    groups: ClassVar[Any] = (
        (PROFILE, ("name", "description", "sort_order", "private", "status", LOGO + FILE)),
        (_("Method"), ("profile_detail__method", "profile_detail__connector_id")),
        (_("Active Directory"), ("profile_detail__fqdn", "profile_detail__allowed_groups")),
        (_("Azure AD or Office 365"), ("profile_detail__app_id", "profile_detail__tenant_id")),
    )
    consequences = {
        "status": _("Without an active public profile nobody can sign in to SigningHub."),
        "private": _("A private profile is not on the sign-in page. Without a public one nobody can sign in there."),
    }

    sort_order = forms.IntegerField(label=_("Sort order"), min_value=1, max_value=9999, help_text=_("1 to 9999."))
    private = forms.BooleanField(
        label=_("Private"),
        help_text=_("Not on the public sign-in page; used where a service plan allows it and an enterprise chose it."),
    )
    profile_detail__logo = PictureField(label=_("Logo"))
    profile_detail__logo_file = PictureFile()
    profile_detail__method = forms.ChoiceField(label=_("Method"), choices=[BLANK, *METHODS.items()])
    profile_detail__connector_id = ConnectorPicker(
        label=_("Connector"), purposes=("authentication",), help_text=_("For the methods of third parties.")
    )
    profile_detail__fqdn = forms.CharField(label=_("Domain (FQDN)"))
    profile_detail__allowed_groups = forms.CharField(label=_("Allowed groups"))
    profile_detail__app_id = forms.CharField(label=_("Application ID"))
    profile_detail__tenant_id = forms.CharField(label=_("Tenant ID"))


class CertificationForm(ServerForm):
    """How keys are made and certified."""

    groups: ClassVar[Any] = (
        *ServerForm.groups,
        (_("Certificate"), ("profile_detail__level_of_assurance", "profile_detail__key_protection_option")),
    )

    profile_detail__level_of_assurance = forms.ChoiceField(
        label=_("Level of assurance"), choices=[BLANK, *LEVELS.items()]
    )
    profile_detail__key_protection_option = forms.ChoiceField(
        label=_("Key protection"), choices=[BLANK, *PROTECTIONS.items()]
    )


class SigningForm(ServerForm):
    """How documents are signed."""

    groups: ClassVar[Any] = (
        *ProfileForm.groups,
        (
            _("Signing method"),
            (
                "profile_detail__key_location",
                "profile_detail__connector_id",
                "profile_detail__profile_id",
                "profile_detail__remote_authorisation",
                "profile_detail__office_signatures",
            ),
        ),
        (_("Signature"), ("profile_detail__hash_algorithm", "profile_detail__signature_format")),
    )

    profile_detail__key_location = forms.ChoiceField(
        label=_("Keys"), choices=[BLANK, ("SERVER", _("On the server")), ("LOCAL", _("With the person"))]
    )
    profile_detail__connector_id = ConnectorPicker(label=_("Connector"), for_adss=True, purposes=("signing",))
    profile_detail__remote_authorisation = forms.BooleanField(label=_("Remote authorisation"))
    profile_detail__office_signatures = forms.BooleanField(label=_("Office signatures"))
    profile_detail__hash_algorithm = forms.ChoiceField(
        label=_("Hash algorithm"),
        choices=[BLANK, ("SHA256", "SHA-256"), ("SHA384", "SHA-384"), ("SHA512", "SHA-512")],
    )
    profile_detail__signature_format = forms.ChoiceField(
        label=_("Signature format"),
        choices=[BLANK, *((f"PADES_B_{level}", f"PAdES-B-{level}") for level in ("B", "T", "LT", "LTA"))],
    )


class SealForm(ServerForm):
    """How documents are sealed; a CSC seal needs its credential and PIN at the enterprise."""

    profile_detail__connector_id = ConnectorPicker(label=_("Connector"), for_adss=True, purposes=("seal",))


class VerificationForm(ServerForm):
    """How signatures are verified."""


class VirtualIdForm(ServerForm):
    """How virtual IDs are issued."""

    groups: ClassVar[Any] = (
        *ProfileForm.groups,
        (
            SERVER,
            ("profile_detail__connector_id", "profile_detail__virtual_id_service", "profile_detail__profile_id"),
        ),
    )

    profile_detail__virtual_id_service = forms.ChoiceField(label=_("Service"), choices=[BLANK, ("CSP", _("CSP"))])


def adding(form: type[ProfileForm]) -> type[ProfileForm]:
    """The form of a kind for a new profile: what it begins with is sent, too."""
    # Nothing uses it yet, so a change of it has no consequences.
    return type(f"New{form.__name__}", (form,), {"begins_filled": True, "consequences": {}})
