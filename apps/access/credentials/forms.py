"""What a custodian hands over for a credential."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.access.enrolment.forms import ApiClientForm, PfxForm
from apps.access.passwords.rules import MAX_LENGTH
from console.vault.models import Credential

# Of all values this one keeps a browser from filling in what it has remembered.
SECRET = {"autocomplete": "new-password"}


class AddCredentialForm(ApiClientForm):
    """A new credential: what it is called, the PFX, the API client, and the operator's password where one is asked."""

    name = forms.SlugField(
        label=_("Name"),
        max_length=50,
        help_text=_("How the console and its audit call it: letters, digits, hyphens."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    admin_password = forms.CharField(
        label=_("SigningHub password of the operator"),
        required=False,
        max_length=MAX_LENGTH,
        strip=False,
        help_text=_("Only where SigningHub asks this operator for one: delegates do not know it."),
        widget=forms.PasswordInput(attrs=SECRET),
    )
    without_trying = forms.BooleanField(
        label=_("Store it without trying it at SigningHub"),
        required=False,
        help_text=_("For a SigningHub that cannot be reached yet."),
    )

    field_order = ("name", "environment", "pfx", "pfx_password", "client_id", "client_secret")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Credential.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError(_("There is already a credential of this name."))
        return name


class ReplaceForm(PfxForm):
    """Another PFX for a credential; the API client and the password only where they change too."""

    client_id = forms.CharField(
        label=_("Client ID"),
        required=False,
        max_length=255,
        help_text=_("Empty: as it is."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    client_secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        max_length=MAX_LENGTH,
        help_text=_("Empty: as it is."),
        widget=forms.PasswordInput(attrs=SECRET),
    )
