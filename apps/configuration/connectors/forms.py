"""The forms of connectors: every setting that the console knows, of which a provider takes some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.configuration.picture_forms import FILE as PICTURE_FILE
from apps.configuration.picture_forms import PictureField, PictureFile, PictureForm
from apps.configuration.pictures import KB, Slot
from console.screens.certificates import FILE, CertificateFile, CertificateForm, CertificateText
from console.screens.fields import Secret, SecretFile
from console.screens.filters import EnumField, FilterForm
from console.screens.forms import ApiForm
from console.screens.nested import SEPARATOR, encoded
from console.screens.other_settings import field_of
from console.screens.resource import Text

DETAIL = "connector_detail" + SEPARATOR
CERTIFICATE = DETAIL + "certificate"
METADATA = "metadata"
LOGO = DETAIL + "logo"
LOGO_FILE = LOGO + PICTURE_FILE
LOGO_SLOTS = {LOGO: Slot(128 * KB, 512, 512)}
# The steps of setting up, and of SAML the file that fills most of it.
NAMED = ("name", "provider", "identifier", "status", "connector_detail__logo_file")


class ConnectorFilters(FilterForm):
    """How the list of connectors is narrowed; a part of the provider or of the purpose is enough."""

    groups = ((_("Connector"), ("provider", "purposes", "status")),)

    provider = forms.CharField(label=_("Provider"), required=False)
    purposes = forms.CharField(label=_("Purpose"), required=False)
    status = EnumField(label=_("Status"), words={"True": _("Active"), "False": _("Inactive")})


class Settings(PictureForm, CertificateForm):
    """Every setting that the console knows. `settings` names those that the provider takes: the others are left out,
    unless the connector has them; one that the console does not know gets the field that its name suits.

    `problems` are sentences on the files, by field, which were read before the form was made.
    """

    nested = ("connector_detail",)
    beside = frozenset({FILE, METADATA, LOGO_FILE})
    slots = LOGO_SLOTS
    text = CERTIFICATE
    consequences: ClassVar[Mapping[str, Text]] = {
        "status": _("An inactive connector can no longer be chosen in profiles and service plans.")
    }

    metadata = forms.FileField(
        label=_("Metadata of the identity provider"),
        required=False,
        help_text=_(
            "An XML file, at most 256 KB. It fills the fields below; nothing is saved before you have seen it."
        ),
        widget=forms.FileInput(attrs={"accept": ".xml,application/xml,text/xml,application/samlmetadata+xml"}),
    )
    file = CertificateFile()
    connector_detail__logo = PictureField(label=_("Logo"))
    connector_detail__logo_file = PictureFile()
    connector_detail__certificate = CertificateText()
    connector_detail__server_address = forms.CharField(label=_("Server address"))
    connector_detail__client_id = forms.CharField(label=_("Client ID"))
    connector_detail__client_secret = Secret(label=_("Client secret"))
    connector_detail__authentication_type = forms.ChoiceField(
        label=_("Authentication"),
        choices=[
            ("", "—"),
            ("AUTHORISATION_CODE", _("Authorisation code")),
            ("CLIENT_CREDENTIALS", _("Client credentials")),
        ],
    )
    connector_detail__tls_client_pfx = SecretFile(label=_("TLS certificate and key (PFX file)"))
    connector_detail__tls_client_pfx_password = Secret(label=_("Password of the PFX"))
    connector_detail__app_id = forms.CharField(label=_("Application ID"))
    connector_detail__user_id = forms.CharField(label=_("User"))
    connector_detail__password = Secret(label=_("Password"))
    connector_detail__account_sid = forms.CharField(label=_("Account SID"))
    connector_detail__auth_token = Secret(label=_("Authentication token"))
    connector_detail__from = forms.CharField(label=_("Sender"))
    connector_detail__url = forms.CharField(label=_("Address"), help_text=_("With {} where the message goes."))
    connector_detail__method = forms.ChoiceField(
        label=_("Method"), choices=[("", "—"), ("GET", "GET"), ("POST", "POST")]
    )
    connector_detail__request_parameters = forms.CharField(
        label=_("Request parameters"), widget=forms.Textarea(attrs={"rows": 3, "class": "mono", "dir": "ltr"})
    )
    connector_detail__host = forms.CharField(label=_("Host"))
    connector_detail__port = forms.CharField(label=_("Port"))
    connector_detail__tls = forms.BooleanField(label=_("Encrypted (TLS)"))
    connector_detail__http_post_login_url = forms.CharField(label=_("Login address (HTTP POST)"))
    connector_detail__http_redirect_login_url = forms.CharField(label=_("Login address (HTTP redirect)"))
    connector_detail__http_post_logout_url = forms.CharField(label=_("Logout address (HTTP POST)"))
    connector_detail__http_redirect_logout_url = forms.CharField(label=_("Logout address (HTTP redirect)"))
    connector_detail__want_assertion_signed = forms.BooleanField(label=_("Assertions must be signed"))
    connector_detail__authentication_request_signed = forms.BooleanField(label=_("Requests are signed"))
    connector_detail__sp_signing_pfx = SecretFile(label=_("Certificate and key that sign requests (PFX file)"))
    connector_detail__sp_signing_pfx_password = Secret(label=_("Password of the PFX"))
    connector_detail__authorization_url = forms.CharField(label=_("Authorisation address"))
    connector_detail__token_url = forms.CharField(label=_("Token address"))
    connector_detail__user_info_url = forms.CharField(label=_("User information address"))
    connector_detail__scope = forms.CharField(label=_("Scope"))
    connector_detail__resource = forms.CharField(label=_("Resource"))
    connector_detail__account_type = forms.ChoiceField(
        label=_("Accounts"),
        choices=[("", "—"), ("SINGLE_TENANT", _("Of one tenant")), ("MULTI_TENANT", _("Of any tenant"))],
    )
    connector_detail__tenant_id = forms.CharField(label=_("Tenant ID"))
    connector_detail__endpoint_url = forms.CharField(label=_("Endpoint"))
    connector_detail__authentication_protocol = forms.ChoiceField(
        label=_("Protocol"), choices=[("", "—"), ("NTLM", "NTLM"), ("KERBEROS", "Kerberos")]
    )
    connector_detail__token = Secret(label=_("Token"))
    connector_detail__app_key = forms.CharField(label=_("Application key"))
    connector_detail__app_secret = Secret(label=_("Application secret"))
    connector_detail__storage_account_name = forms.CharField(label=_("Storage account"))
    connector_detail__storage_account_key = Secret(label=_("Key of the storage account"))
    connector_detail__merchant_id = forms.CharField(label=_("Merchant ID"))
    connector_detail__merchant_key = Secret(label=_("Merchant key"))
    connector_detail__api_key = Secret(label=_("API key"))

    def __init__(
        self,
        *args: Any,
        settings: Iterable[str] = (),
        problems: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.problems = problems or {}
        wanted = [LOGO, *(DETAIL + encoded(name) for name in settings)]
        if self.begins_filled:
            # What a new one begins with says what its provider takes.
            wanted += [name for name in self.base if name.startswith(DETAIL)]
        present = {*wanted, LOGO_FILE, *self.base, *self.data, *self.files}
        if METADATA not in present and DETAIL + "http_post_login_url" not in present:
            self.fields.pop(METADATA, None)
        if CERTIFICATE not in present:
            self.fields.pop(FILE, None)
        for name in [name for name in self.fields if name.startswith(DETAIL) and name not in present]:
            del self.fields[name]
        for name in wanted:
            if name not in self.fields and name != LOGO:
                self.fields[name] = field_of(name, None)

    def clean(self) -> dict[str, Any]:
        """Say what was wrong with a file, too."""
        cleaned = super().clean()
        for name, problem in self.problems.items():
            if name in self.fields:
                self.add_error(name, problem)
        return cleaned


SETTINGS = tuple(
    name for name in Settings.base_fields if name.startswith(DETAIL) and name not in (CERTIFICATE, LOGO, LOGO_FILE)
)


class EditConnectorForm(Settings):
    """Every property of Update Connector; name and provider were settled when it was added."""

    groups: ClassVar[Any] = (
        (_("Connector"), ("status", LOGO_FILE)),
        (_("Settings"), (METADATA, FILE, CERTIFICATE, *SETTINGS)),
    )
    status = forms.BooleanField(label=_("Active"))


class AddConnectorForm(Settings):
    """Every property of Add Connector."""

    begins_filled = True
    consequences: ClassVar[Mapping[str, Text]] = {}
    groups: ClassVar[Any] = (
        (_("Connector"), NAMED),
        (_("Settings"), (METADATA, FILE, CERTIFICATE, *SETTINGS)),
    )

    name = forms.CharField(label=_("Name"), help_text=_("No other connector has it. It cannot be changed afterwards."))
    provider = forms.CharField(label=_("Provider"), widget=forms.TextInput(attrs={"readonly": True}))
    identifier = forms.CharField(label=_("Simplified name"), widget=forms.TextInput(attrs={"readonly": True}))
    status = forms.BooleanField(label=_("Active"), initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, Secret):
                # Of a new connector there is none yet that could be kept.
                field.help_text = ""


class TestMessageForm(ApiForm):
    """Where a text message goes that tries a connector."""

    mobile_number = forms.CharField(
        label=_("Mobile number"), help_text=_("With the code of the country: +44 …"), widget=forms.TextInput()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "mobile_number" in self.fields:
            self.fields["mobile_number"].required = True

    def clean_mobile_number(self) -> str:
        """Digits, and what people write between them."""
        typed = str(self.cleaned_data["mobile_number"]).strip()
        digits = "".join(letter for letter in typed if letter.isdigit())
        if not 6 <= len(digits) <= 15 or not set(typed) <= set("+0123456789 -()"):
            raise forms.ValidationError(gettext("This is not a mobile number."))
        return ("+" if typed.startswith("+") else "") + digits
