"""What an administrator should look at today, as sentences; each rule here is told facts and asks nothing itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from console.screens.cells import Reader, as_moment, as_number, grouped
from console.screens.meters import HIGH, LOW, Meter
from console.screens.resource import Row
from console.vault import expiry
from console.vault.models import Credential

if TYPE_CHECKING:
    from apps.access.models import User

# Days before an end from which it is worth a line, and from which it stands first.
SOON, NEAR = 60, 14
PAYMENT_DAYS = 30


@dataclass(frozen=True)
class Line:
    """A sentence that asks for attention. `level` is "bad" or "warn", `when` a few words, `url` where to go on."""

    level: str
    when: str
    sentence: str
    why: str = ""
    url: str = ""
    act: str = ""


def mood(lines: Iterable[Line]) -> str:
    """The gravest level among the lines, "fine" where there is none; the style sheet ranks by it."""
    levels = {line.level for line in lines}
    return "bad" if "bad" in levels else "warn" if "warn" in levels else "fine"


def licence_end(licence: Row, reader: Reader) -> list[Line]:
    """A line when the licence has ended or ends soon; none where SigningHub does not say when that is."""
    end = as_moment(licence.get("valid_to"))
    last_day = end.astimezone(reader.zone).date() if end and 1 < end.year < 9999 else None
    counted = as_number(licence.get("days_left"))
    left = int(counted) if counted is not None else (last_day - reader.today).days if last_day else None
    if left is None or left > SOON:
        return []
    return [
        Line(
            level_of(left),
            time_left(left),
            _ended(last_day, left),
            _("A new licence file has to be in place before then.") if left >= 0 else "",
            reverse("license"),
            _("See licence"),
        )
    ]


def _ended(last_day: date | None, left: int) -> str:
    if last_day is None:
        return _("The SigningHub licence has ended") if left < 0 else _("The SigningHub licence ends soon")
    words = _("The SigningHub licence ended on %s") if left < 0 else _("The SigningHub licence ends on %s")
    return words % last_day.isoformat()


def key_ends(user: User, reader: Reader) -> list[Line]:
    """A line for each certificate that ends: of the credential one acts through, for a custodian of every one."""
    if user.is_custodian:
        return [
            line
            for credential in Credential.objects.order_by("not_after")
            for line in key_end(credential, reader, may_replace=True)
        ]
    return key_end(user.credential, reader) if user.credential else []


def key_end(credential: Credential, reader: Reader, *, may_replace: bool = False) -> list[Line]:
    """A line when a certificate has expired or is within one of the steps of console/vault/expiry.py before it."""
    left = credential.days_left()
    if left is None or not expiry.level(left) or credential.not_after is None:
        return []
    last_day = credential.not_after.astimezone(reader.zone).date().isoformat()
    words = _("The key “%(name)s” expired on %(day)s") if left < 0 else _("The key “%(name)s” expires on %(day)s")
    return [
        Line(
            expiry.level(left),
            time_left(left),
            words % {"name": credential.name, "day": last_day},
            _("The console acts with it at SigningHub; replace it before then.")
            if may_replace
            else _("The console acts with it at SigningHub for you. A custodian of the vault can replace it."),
            reverse("credential", args=[credential.pk]) if may_replace else "",
            _("See credential") if may_replace else "",
        )
    ]


def quotas(meters: Iterable[Meter]) -> list[Line]:
    """A line for each allowance of the licence that is nearly or wholly spent, the fullest first."""
    near = sorted((meter for meter in meters if meter.ratio >= LOW), key=lambda meter: -meter.ratio)
    return [
        Line(
            "bad" if meter.ratio >= HIGH else "warn",
            meter.percent,
            _("%(name)s: %(left)s left in the licence") % {"left": meter.left, "name": meter.title},
            _("%(used)s of %(allowed)s are used.") % {"used": meter.used, "allowed": meter.allowed},
            reverse("license"),
            _("See licence"),
        )
        for meter in near
    ]


def locked_accounts(count: int | None, any_shown: bool) -> list[Line]:
    """A line when accounts are locked; `count` is None where SigningHub does not say how many match."""
    if not count and not any_shown:
        return []
    sentence = _("Accounts are locked")
    if count:
        words = ngettext("%(count)s account is locked", "%(count)s accounts are locked", count)
        sentence = words % {"count": number_in_words(count)}
    return [
        Line(
            "warn",
            _("now"),
            sentence,
            _("Their owners cannot sign in until somebody unlocks them."),
            f"{reverse('accounts-list')}?{urlencode({'accounts': 'LOCKED'})}",
            _("See accounts"),
        )
    ]


def failed_payments(count: int | None, any_shown: bool, filters: dict[str, str]) -> list[Line]:
    """A line when recurrent payments failed lately; `filters` are those of the list that shows them."""
    if not count and not any_shown:
        return []
    sentence = _("Recurrent payments failed")
    if count:
        words = ngettext("%(count)s recurrent payment failed", "%(count)s recurrent payments failed", count)
        sentence = words % {"count": number_in_words(count)}
    return [
        Line(
            "warn",
            ngettext("last %d day", "last %d days", PAYMENT_DAYS) % PAYMENT_DAYS,
            sentence,
            _("The transaction log says for whom and why."),
            f"{reverse('transactions-list')}?{urlencode(filters)}",
            _("See payments"),
        )
    ]


def level_of(days: int) -> str:
    return "bad" if days <= NEAR else "warn"


def time_left(days: int) -> str:
    """Days until an end, in words."""
    if days < 0:
        return _("ended")
    return ngettext("%d day left", "%d days left", days) % days if days else _("last day")


def number_in_words(count: int) -> str:
    amount = as_number(count)
    return grouped(amount) if amount is not None else str(count)
