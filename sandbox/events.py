"""What happens to an account: alerts, activity and certificates, with a past made by its id."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sandbox.clock import stamp
from sandbox.table import Record

if TYPE_CHECKING:
    from sandbox.world import World

ALERTS = (
    ("SIGNATURES_QUOTA", "80 % of the signatures are used."),
    ("SERVICE_PLAN_CHANGED", "The service plan was changed."),
    ("CERTIFICATE_CREATED", "A signing certificate was made."),
    ("ACCOUNT_LOCKED", "Too many wrong passwords."),
    ("DOCUMENT_SHARED", 'Contract "Q3 <final> & approved".pdf was shared with you.'),
    ("STORAGE_QUOTA", "‮The storage is nearly full.‬"),
)
ACTIVITIES = (
    ("Account/User", "LOGGED_IN", "Signed in with a password"),
    ("Document", "DOCUMENT_SIGNED", "مستند التوقيع.pdf"),
    ("Document", "DOCUMENT_UPLOADED", '=HYPERLINK("https://evil.invalid")'),
    ("Settings", "PROFILE_UPDATED", "<script>alert(1)</script>"),
    ("Billing", "PAYMENT_MADE", ""),
    ("Enterprise", "USER_INVITED", "新しいユーザー"),
)
BROWSERS = (
    "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
    "<img src=x onerror=alert(1)>",
    "",
    "SigningHub Mobile/10.0",
)


@dataclass
class Past:
    """The lists of one account, oldest first."""

    alerts: list[dict[str, Any]] = field(default_factory=list)
    activity: list[dict[str, Any]] = field(default_factory=list)
    certificates: dict[int, dict[str, Any]] = field(default_factory=dict)


def past_of(world: World, account: Record) -> Past:
    """The account's past, made when it is first looked at."""
    found = world.pasts.get(account["id"])
    if found is None:
        found = world.pasts[account["id"]] = _make(world, account)
    return found


def alert(world: World, account: Record, kind: str, message: str) -> None:
    """Tell the user something happened."""
    alerts = past_of(world, account).alerts
    alerts.append(
        {"id": _next(alerts), "type": kind, "message": message, "created_on": world.clock.stamp(), "read": False}
    )


def revoke_certificates(world: World, account: Record) -> None:
    """Take the certificates that SigningHub issued; imported ones stay."""
    certificates = past_of(world, account).certificates
    for number in [number for number, certificate in certificates.items() if not certificate["custom"]]:
        del certificates[number]


def free_certificates(world: World, account: Record) -> None:
    """Take every certificate of a retired account, imported ones too."""
    past_of(world, account).certificates.clear()


def _next(rows: list[dict[str, Any]]) -> int:
    return max((row["id"] for row in rows), default=0) + 1


def _make(world: World, account: Record) -> Past:
    chance = random.Random(world.seed * 1_000_003 + account["id"])  # noqa: S311 - sample data
    past = Past()
    if account["guest"] or not account["activated"]:
        return past

    def moments(most: int) -> list[str]:
        days = sorted((chance.uniform(0.1, 700) for _ in range(chance.randrange(most))), reverse=True)
        return [stamp(world.today - timedelta(days=day)) for day in days]

    for number, moment in enumerate(moments(25), start=1):
        kind, message = chance.choice(ALERTS)
        read = chance.random() < 0.6
        past.alerts.append({"id": number, "type": kind, "message": message, "created_on": moment, "read": read})
    for number, moment in enumerate(moments(120), start=1):
        category, activity, information = chance.choice(ACTIVITIES)
        past.activity.append(
            {
                "id": number,
                "created_on": moment,
                "activity": activity,
                "category": category,
                "information": information,
                "ip_address": f"203.0.113.{chance.randrange(1, 255)}",
                "user_agent": chance.choice(BROWSERS),
            }
        )
    past.certificates = _certificates(account, chance)
    return past


def _certificates(account: Record, chance: random.Random) -> dict[int, dict[str, Any]]:
    first = {
        "id": account["id"] * 10,
        "capacity_name": "Personal",
        "certificate_alias": f"sh-{account['id']}",
        "certificate_dn": f"CN={account['common_name']}, C=NL",
        "level_of_assurance": "ADVANCED_ELECTRONIC_SIGNATURE",
        "key_protection_option": "USER_PASSWORD",
        "default": True,
        "custom": False,
    }
    second = {
        **first,
        "id": account["id"] * 10 + 1,
        "capacity_name": "Notary 2",
        "certificate_alias": "imported <alias>",
        "level_of_assurance": "QUALIFIED_ELECTRONIC_SIGNATURE",
        "key_protection_option": "REMOTE_AUTHORISATION",
        "default": False,
        "custom": True,
    }
    kept = [first, second] if chance.random() < 0.7 else [first]
    return {certificate["id"]: certificate for certificate in kept}
