"""What a person hands over with an enrolment link."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.access.models import EnrolmentLink
from apps.access.passwords.rules import MAX_LENGTH
from console.vault.models import Environment
from console.vault.pfx import MAX_BYTES


class PfxForm(forms.Form):
    """A PFX and its password."""

    pfx = forms.FileField(
        label=_("PFX file"),
        help_text=_("The file with your operator certificate and its key, usually ending in .pfx or .p12."),
        widget=forms.FileInput(attrs={"accept": ".pfx,.p12,application/x-pkcs12"}),
    )
    pfx_password = forms.CharField(
        label=_("Password of the PFX file"),
        required=False,
        max_length=MAX_LENGTH,
        strip=False,
        help_text=_("Leave it empty if the file has none."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_pfx(self) -> bytes:
        upload = self.cleaned_data["pfx"]
        # One byte more than is allowed is enough for the vault to say that it is too large.
        return upload.read(MAX_BYTES + 1)


class ApiClientForm(PfxForm):
    """A PFX and the API client it is used with."""

    environment = forms.ModelChoiceField(label=_("Environment"), queryset=Environment.objects.order_by("name"))
    client_id = forms.CharField(
        label=_("Client ID"),
        max_length=255,
        help_text=_("Of the API key, from SigningHub's Configurations, Integrations."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    client_secret = forms.CharField(
        label=_("Client secret"),
        max_length=MAX_LENGTH,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class IdentityForm(ApiClientForm):
    """The PFX and its password; the API client and the environment where the link does not settle them."""

    field_order = ("environment",)

    def __init__(self, *args: object, link: EnrolmentLink, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if link.credential:
            for name in ("environment", "client_id", "client_secret"):
                del self.fields[name]
        elif link.environment or Environment.objects.count() == 1:
            del self.fields["environment"]


class SigningHubPasswordForm(forms.Form):
    """The password that SigningHub asks this operator for."""

    password = forms.CharField(
        label=_("Your SigningHub password"),
        max_length=MAX_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
