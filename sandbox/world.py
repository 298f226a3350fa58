"""Everything the sandbox knows and changes. A reset makes a new world."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID

from sandbox.accounts import Accounts
from sandbox.authority import DOMAIN, Identity
from sandbox.clock import Clock
from sandbox.connectors import first_connectors, first_profiles
from sandbox.events import Past
from sandbox.modules import MODULES, allows, role_detail
from sandbox.operator_log import OperatorLog
from sandbox.plans import first_plans
from sandbox.saved_searches import SavedSearches
from sandbox.strictness import HeaderEncoding
from sandbox.tokens import Tokens

EVERYTHING = ("read", "write", "delete")
# What the first operator saved: one that the list of accounts can be asked exactly, and one that it cannot.
OWN_SEARCHES = {
    "Never activated, 日本": {"activated": False, "country": "Japan", "created_on_from": "2023-01-01"},
    "Trials without billing": {"billing_mode": "NO_BILLING_TRIAL", "enabled": True},
}
OWN_LOG_SEARCHES = {
    "Sign-ins since <2024>": {"activity": "LOGGED_IN", "date_from": "2024-01-01", "email": "@signinghub.example"},
}

OWN_BILLING_SEARCHES = {
    "Yearly payers, 日本": {"payment_mode": "YEARLY", "date_from": "2024-01-01", "enterprise_name": "a"},
    "Agreements ended <all>": {"action_type": "WORLDPAY_AGREEMENT_TERMINATED"},
}


@dataclass
class Settings:
    """What may be changed while the sandbox runs; a reset puts it back.

    Lifetimes are in seconds. `reported_lifetime` is the expires_in of answers where it should differ from the truth.
    `forbidden_status` answers a missing right: 403, or 401 as SigningHub's older APIs do. `unassigned_by` is how a
    workspace may be taken from an enterprise: by an empty segment at the end of the path, or without that segment.
    """

    token_lifetime: float = 3600
    subject_token_lifetime: float = 120
    reported_lifetime: int | None = None
    header_encoding: HeaderEncoding = HeaderEncoding.PERCENT
    forbidden_status: int = 403
    unassigned_by: tuple[str, ...] = ("empty", "left out")


@dataclass(frozen=True)
class Mail:
    """A mail the sandbox would have sent."""

    to: str
    subject: str
    link: str = ""


@dataclass
class World:
    """One state of SigningHub."""

    identities: tuple[Identity, ...]
    client_id: str
    client_secret: str
    account_count: int
    seed: int
    settings: Settings
    clock: Clock = field(default_factory=Clock)
    mails: list[Mail] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def __post_init__(self) -> None:
        self.today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        self.subject_tokens = Tokens(self.clock)
        self.access_tokens = Tokens(self.clock)
        self.reset_links: dict[str, dict[str, str]] = {}
        self.roles = {role["id"]: role for role in _first_roles()}
        # What roles with unreadable details really grant.
        self.hidden_grants = {4: role_detail({"accounts": ("read", "write")})}
        self.operators = self._first_operators()
        self.passwords = self._first_passwords()
        self.connectors = first_connectors()
        self.profiles = first_profiles()
        self.service_plans: dict[Any, Any] = first_plans()
        self.accounts = Accounts(self.account_count, self.seed, self.today, self.service_plans)
        self.operator_log = OperatorLog(self.seed, self.today, list(self.operators.values()))
        self.account_searches = SavedSearches({"Locked <last 30 days>": {"enabled": True, "last_accessed_days": "30"}})
        self.account_searches.give(next(iter(self.operators.values())), OWN_SEARCHES)
        self.operator_log_searches = SavedSearches({"Who deleted what": {"activity": "ADMIN_ACTIVITY_DELETED"}})
        self.operator_log_searches.give(next(iter(self.operators.values())), OWN_LOG_SEARCHES)
        self.billing_searches = SavedSearches({"Online <all>": {"billing_type": "ONLINE_BILLING"}})
        self.billing_searches.give(next(iter(self.operators.values())), OWN_BILLING_SEARCHES)
        self.pasts: dict[int, Past] = {}
        # What modules keep that has no class of its own: documents by resource.
        self.resources: dict[str, dict[Any, Any]] = {"service_plans": self.service_plans}

    def allows(self, operator: dict[str, Any], area: str, right: str) -> bool:
        """Whether the operator's role has the right on the area."""
        role = self.roles.get(operator["role_id"], {})
        return allows(self.hidden_grants.get(operator["role_id"], role.get("role_detail")), area, right)

    def operator_with_certificate(self, der: bytes) -> dict[str, Any] | None:
        """The operator who registered this certificate."""
        print_ = fingerprint(der)
        return next((found for found in self.operators.values() if found["fingerprint"] == print_), None)

    def role_named(self, name: str) -> dict[str, Any] | None:
        """The role with this name, whatever its case."""
        return next((role for role in self.roles.values() if role["name"].casefold() == name.casefold()), None)

    def _first_operators(self) -> dict[int, dict[str, Any]]:
        operators = {}
        people = [identity for identity in self.identities if identity.person.role]
        for number, identity in enumerate(people, start=1):
            role = self.role_named(identity.person.role)
            assert role is not None  # noqa: S101 - authority.PEOPLE and _first_roles belong together
            operators[number] = {
                "id": number,
                "name": identity.person.full_name,
                "email": identity.person.email,
                "mobile_number": f"+4420794600{number:02}" if number % 3 else None,
                "status": identity.person.active,
                "role_id": role["id"],
                "picture": None,
                "is_password_generated": identity.person.generated,
                "created_on": f"2024-0{number % 9 + 1}-11T09:30:00Z",
                **certificate_values(identity.certificate),
            }
        return operators

    def _first_passwords(self) -> dict[int, str]:
        by_email = {identity.person.email: identity.password for identity in self.identities}
        passwords = {number: by_email[operator["email"]] for number, operator in self.operators.items()}
        return {number: password for number, password in passwords.items() if password is not None}


def fingerprint(der: bytes) -> str:
    """SHA-256 of a certificate."""
    return hashlib.sha256(der).hexdigest()


def certificate_values(der: bytes) -> dict[str, Any]:
    """What an operator's record keeps of a certificate. Raises ValueError where it is none."""
    certificate = x509.load_der_x509_certificate(der)
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return {"certificate": der, "fingerprint": fingerprint(der), "certificate_cn": str(names[0].value) if names else ""}


def certificate_emails(der: bytes) -> set[str]:
    """The addresses a certificate speaks for, in lower case."""
    certificate = x509.load_der_x509_certificate(der)
    addresses = {str(name.value) for name in certificate.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)}
    try:
        alternative = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        addresses.update(alternative.get_values_for_type(x509.RFC822Name))
    except x509.ExtensionNotFound:
        return {address.lower() for address in addresses}
    return {address.lower() for address in addresses}


def _rights(areas: Iterable[str], rights: Iterable[str]) -> dict[str, tuple[str, ...]]:
    return {area: tuple(rights) for area in areas}


def _first_roles() -> list[dict[str, Any]]:
    everything = role_detail(_rights(MODULES, EVERYTHING))
    # Parts of SigningHub that its API does not reach are in its roles all the same.
    everything.append(
        {"module": "CONFIGURATIONS", "sub_module": "REDIS", "read": True, "add_edit": True, "x": {"y": [1]}}
    )
    support = role_detail({"accounts": ("read", "write"), "service_plans": ("read",), "logs": ("read",)})
    legacy = [{"attribute_name": "PermissionMask", "attribute_value": "0x1F3C"}, None, "ACCOUNTS;RW", 17]
    nobody = role_detail({})
    created = "2023-05-04T07:00:00Z"
    return [
        _role(1, "Administrator", f"Every right. Ask it@{DOMAIN} before you change this.", everything, created),
        _role(2, "Support desk", "Finds accounts, corrects and unlocks them.", support, created),
        _role(3, "Auditor", None, role_detail(_rights(MODULES, ("read",))), created),
        _role(4, "Legacy (imported)", "From 8.6", legacy, created),
        _role(5, '<b>Bold</b> & "quoted" {{7*7}}', "x" * 255, nobody, created),
        _role(6, "دور فارغ · 空の役割", "", nobody, created),
    ]


def _role(number: int, name: str, description: str | None, detail: list[Any], created_on: str) -> dict[str, Any]:
    return {"id": number, "name": name, "description": description, "role_detail": detail, "created_on": created_on}
