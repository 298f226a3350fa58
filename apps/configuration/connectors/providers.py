"""What the vendor's own forms ask for, provider by provider (docs10). Get Providers says which there are.

A provider that is not here gets a form of whatever its row in Get Providers names, and its settings are edited under
their own keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from console.api.contract import folded
from console.api.records import Row, with_declared_names
from console.screens.attributes import attributes_in, bare
from console.screens.cells import plain

CLIENT = ("client_id", "client_secret")
SAML = (
    *("http_post_login_url", "http_redirect_login_url", "http_post_logout_url", "http_redirect_logout_url"),
    *("certificate", "want_assertion_signed", "authentication_request_signed"),
    *("sp_signing_pfx", "sp_signing_pfx_password"),
)
# By the names that a provider goes by, folded; the settings that it takes.
TAKES: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("adss", "adssserver"): ("server_address", "client_id", "tls_client_pfx", "tls_client_pfx_password"),
    ("csc", "cscelectronicseal"): ("server_address", *CLIENT, "authentication_type"),
    ("eideasy", "signaturepad", "google", "linkedin", "salesforce", "office365"): CLIENT,
    ("clickatell",): ("server_address", "app_id", "user_id", "password"),
    ("twilio",): ("server_address", "account_sid", "auth_token", "from"),
    ("sms",): ("url", "method", "request_parameters"),
    ("smtp",): ("host", "port", "tls", "user_id", "password", "from"),
    ("saml", "samlidentityprovider"): SAML,
    ("oauth", "oauth20", "oauth2", "oidc", "openidconnect"): (
        *("authorization_url", "token_url", "user_info_url"),
        *(*CLIENT, "scope", "resource"),
    ),
    ("azuread", "azureactivedirectory"): (*CLIENT, "account_type", "tenant_id"),
    ("adfs",): ("certificate", "endpoint_url"),
    ("activedirectory",): ("user_id", "password", "authentication_protocol"),
    ("itsme",): ("token", "endpoint_url"),
    ("googledrive", "dropbox", "onedrive"): ("app_key", "app_secret"),
    ("azureblob", "azureblobstorage"): ("storage_account_name", "storage_account_key"),
    ("worldpay", "stripe", "sslcommerz"): ("merchant_id", "merchant_key"),
    ("geoip", "captcha", "push", "pushnotification"): ("api_key",),
}
BY_NAME = {name: settings for names, settings in TAKES.items() for name in names}
SENDS_MESSAGES = {"sms"}
SIGNS_IN_BY_SAML = {"saml", "samlidentityprovider"}


@dataclass(frozen=True)
class Provider:
    """A kind of connector: its name, its simplified name, what it is for, and the names of its settings."""

    name: str
    identifier: str
    purposes: tuple[str, ...]
    settings: tuple[str, ...]

    @property
    def purpose(self) -> str:
        """What it is for, in one line."""
        return ", ".join(self.purposes)


def provider_in(row: Row, declared: Mapping[str, Any]) -> Provider:
    """A provider from a row of Get Providers."""
    row = with_declared_names(row, declared)
    name, identifier = bare(row.get("name")), bare(row.get("attribute_name"))
    purposes = row.get("purposes")
    named = tuple(attributes_in(row.get("attributes")))
    listed = purposes if isinstance(purposes, list) else [purposes] if purposes else []
    known = settings_of(identifier, name)
    # What the console knows has a better control than a name alone gives.
    more = tuple(one for one in named if folded(one) not in {folded(other) for other in known})
    return Provider(name or identifier, identifier, tuple(bare(one) or plain(one) for one in listed), known + more)


def settings_of(*names: object) -> tuple[str, ...]:
    """The settings of the first provider that goes by one of these names; empty where none does."""
    return next((BY_NAME[key] for key in map(folded_name, names) if key in BY_NAME), ())


def is_one_of(names: Iterable[str], record: Row) -> bool:
    """Whether a connector's provider goes by one of the names."""
    return bool({folded_name(record.get("identifier")), folded_name(record.get("provider"))} & set(names))


def folded_name(value: object) -> str:
    """A provider's name without case, separators and the version that some have."""
    return "".join(letter for letter in folded(bare(value) or plain(value)) if letter.isalnum())
