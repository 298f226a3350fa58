"""The providers, connectors and profiles the sandbox starts with."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from sandbox.pictures import picture

Record = dict[str, Any]
ADSS = ("Signing", "Certification", "Verification", "Virtual ID")
SIGN_IN = ("Authentication",)
# Display name, simplified name, purposes; a provider that no console knows says itself what it takes.
PROVIDERS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("ADSS Server", "ADSS", ADSS),
    ("CSC", "CSC", ("Signing",)),
    ("CSC Electronic Seal", "CSC_ELECTRONIC_SEAL", ("Electronic seal",)),
    ("eID Easy", "EID_EASY", ("Signing",)),
    ("Signature Pad", "SIGNATURE_PAD", ("Signing Device",)),
    ("Clickatell", "CLICKATELL", ("SMS Gateway",)),
    ("Twilio", "TWILIO", ("SMS Gateway",)),
    ("SMS (generic)", "SMS", ("SMS Gateway",)),
    ("SMTP", "SMTP", ("E-mail Gateway",)),
    ("SAML Identity Provider", "SAML", SIGN_IN),
    ("OAuth 2.0", "OAUTH", SIGN_IN),
    ("Azure Active Directory", "AZURE_AD", SIGN_IN),
    ("Office 365", "OFFICE_365", SIGN_IN),
    ("ADFS", "ADFS", SIGN_IN),
    ("Active Directory", "ACTIVE_DIRECTORY", SIGN_IN),
    ("itsme", "ITSME", SIGN_IN),
    ("Google", "GOOGLE", SIGN_IN),
    ("Dropbox", "DROPBOX", ("Cloud drive",)),
    ("Azure Blob", "AZURE_BLOB", ("Document storage",)),
    ("WorldPay", "WORLDPAY", ("Payment gateway",)),
    ("Acme Notary <beta>", "ACME_NOTARY", ("Signing",)),
)
OWN_ATTRIBUTES = {"ACME_NOTARY": ("notary_endpoint", "notary_pin", "region")}
# This provider's secrets come back blank instead of masked.
BLANK_SECRETS = frozenset({"CSC"})


def first_connectors() -> dict[int, Record]:
    """The connectors by id, as a fresh sandbox has them."""
    https = "https://{}.signinghub.example"
    settings: dict[int, tuple[str, str, bool, Record]] = {
        1: (
            "ADSS Production",
            "ADSS",
            True,
            {
                "server_address": https.format("adss") + ":8777",
                "client_id": "samples_test_client",
                "tls_client_pfx": "cGZ4",
                "tls_client_pfx_password": "adss-pfx-password",
            },
        ),
        2: ("ADSS Test", "ADSS", True, {"server_address": https.format("adss-test"), "client_id": "test"}),
        3: (
            "CSC · 信頼サービス",
            "CSC",
            True,
            {
                "server_address": https.format("csc") + "/csc/v1",
                "client_id": "signinghub",
                "client_secret": "csc-client-secret",
                "authentication_type": "AUTHORISATION_CODE",
            },
        ),
        4: (
            'Airtext "EU" <b>bold</b>',
            "SMS",
            True,
            {"url": "https://sms.example/?to={}", "method": "GET", "logo": picture(64, 50, "#0b8457")},
        ),
        5: (
            "Alliance SAML",
            "SAML",
            True,
            {
                "http_post_login_url": "https://idp.contoso.example/sso/post",
                "http_redirect_login_url": "https://idp.contoso.example/sso/redirect",
                "certificate": identity_provider_certificate(),
                "want_assertion_signed": "true",
                "authentication_request_signed": "false",
            },
        ),
        6: (
            "Mail relay",
            "SMTP",
            True,
            {"host": "mail.signinghub.example", "port": "587", "tls": "true", "user_id": "relay", "password": "smtp"},
        ),
        7: ("Old Azure AD", "AZURE_AD", False, {"client_id": "7d9f", "client_secret": "azure", "tenant_id": None}),
        8: (
            "Notary of Acme",
            "ACME_NOTARY",
            True,
            {"notary_endpoint": "https://notary.example", "notary_pin": "1234", "retry": {"times": 3, "after": [1, 5]}},
        ),
    }
    return {
        number: connector(number, name, identifier, active, detail, f"2024-0{number}-02T08:30:00Z")
        for number, (name, identifier, active, detail) in settings.items()
    }


def connector(number: int, name: str, identifier: str, active: bool, detail: Record, created_on: str) -> Record:
    """A connector of a known provider; its settings by name."""
    display, _identifier, purposes = next(one for one in PROVIDERS if one[1] == identifier)
    return {
        "id": number,
        "name": name,
        "provider": display,
        "identifier": identifier,
        "purposes": list(purposes),
        "status": active,
        "type": purposes[0],
        "for_adss": identifier == "ADSS",
        "created_on": created_on,
        "detail": dict(detail),
    }


def first_profiles() -> dict[str, dict[int, Record]]:
    """The profiles by kind, as the operations name it, and id."""
    adss = {"connector_id": "1"}
    kinds: dict[str, tuple[tuple[str, bool, Record], ...]] = {
        "Authentication": (
            ("Password of SigningHub", True, {"method": "PASSWORD"}),
            ("Contoso staff", True, {"method": "SAML", "connector_id": "5", "logo": picture(64, 50, "#c2410c")}),
            ("Directory <old> · دليل", False, {"method": "ACTIVE_DIRECTORY", "fqdn": "contoso.example"}),
        ),
        "Certification": (
            ("Advanced certificates", True, {**adss, **_certifying("ADVANCED_ELECTRONIC_SIGNATURE", "USER_PASSWORD")}),
            (
                "Qualified, remote",
                True,
                {**adss, **_certifying("QUALIFIED_ELECTRONIC_SIGNATURE", "REMOTE_AUTHORISATION")},
            ),
            ("Witness seals", False, {**adss, **_certifying("ELECTRONIC_SEAL", "NO_PASSWORD")}),
        ),
        "Signing": (
            ("ADSS signing LTV", True, {**adss, **_signing("SERVER", "adss:signing:profile:001", "PADES_B_LT")}),
            ("CSC signing", True, {"connector_id": "3", **_signing("SERVER", None, "PADES_B_LTA")}),
            ("Own smart card", True, _signing("LOCAL", None, "PADES_B_B")),
        ),
        "ElectronicSeal": (
            ("Company seal", True, {**adss, "profile_id": "adss:signing:profile:seal"}),
            ("Second seal · 社印", False, {**adss, "profile_id": "adss:signing:profile:seal2"}),
        ),
        "Verification": (
            ("Verification", True, {**adss, "profile_id": "adss:verification:profile:001"}),
            ("Verification, strict", False, {**adss, "profile_id": "adss:verification:profile:002"}),
        ),
        "VirtualId": (
            ("Virtual IDs", True, {**adss, "virtual_id_service": "CSP", "profile_id": "adss:csp:profile:001"}),
            ("Virtual IDs, test", False, {**adss, "virtual_id_service": "CSP", "profile_id": "adss:csp:profile:002"}),
        ),
    }
    return {
        kind: {number: profile(kind, number, *values) for number, values in enumerate(profiles, start=1)}
        for kind, profiles in kinds.items()
    }


def profile(kind: str, number: int, name: str, active: bool, detail: Record) -> Record:
    """A profile of a kind; its settings by name, with one that no console knows."""
    own = {"sort_order": number * 10, "private": number == 3} if kind == "Authentication" else {}
    return {
        "id": number,
        "name": name,
        "description": None if number == 2 else f"{name}, as set up at installation.",
        **own,
        "status": active,
        "created_on": f"2024-0{number}-03T10:15:00Z",
        "detail": {**detail, "x_cache_minutes": 15 * number},
    }


def _certifying(level: str, protection: str) -> Record:
    return {
        "profile_id": "adss:certification:profile:001",
        "level_of_assurance": level,
        "key_protection_option": protection,
    }


def _signing(location: str, profile_id: str | None, signature: str) -> Record:
    own = {"profile_id": profile_id} if profile_id else {}
    return {"key_location": location, **own, "hash_algorithm": "SHA256", "signature_format": signature}


@cache
def identity_provider_certificate() -> str:
    """The certificate of the identity provider of the SAML connector, Base64."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Contoso IdP signing")])
    start = datetime(2025, 1, 1, tzinfo=UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(4711)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=3650))
    )
    return base64.b64encode(built.sign(key, SHA256()).public_bytes(Encoding.DER)).decode("ascii")
