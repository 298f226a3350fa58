"""What happened to an account, as parts of its page: the latest of its alerts, activity and payments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from apps.accounts.accounts.parts import ACTIVITY, ALERTS, FEW, FEW_ACTIVITIES, PAYMENTS
from apps.accounts.accounts.service import Activity, Alerts, Payments
from console.api.service import Query
from console.permissions import Area, Right, requires
from console.requests import ConsoleRequest
from console.rights import may_open
from console.screens import cells
from console.screens.cells import Reader, as_moment, humanise, plain, truth
from console.screens.table import other_address

Row = Mapping[str, Any]

# How an activity is drawn in the timeline: by words in its name, the first that fits.
SHAPES = (
    (("LOCKED", "FAILED", "REFUSED", "DENIED"), "locked", "bad"),
    (("SIGNED", "CREATED", "PAYMENT"), "active", "ink"),
)


@dataclass(frozen=True)
class Event:
    """One line of the timeline; `shape` is a class of .st, `tone` one of .time li."""

    when: str
    time: str
    what: str
    particulars: str
    origin: str
    shape: str
    tone: str


@dataclass(frozen=True)
class Day:
    """The events of one day, under its name."""

    title: str
    events: list[Event] = field(default_factory=list)


@requires(Area.ACCOUNTS, Right.READ)
@ACTIVITY.shows("accounts/accounts/activity.html")
def few_activities(request: ConsoleRequest, pk: int) -> dict[str, Any]:
    """Get User Activity: the latest, by day."""
    page = Activity(request.api, user_id=pk).page(Query(size=FEW_ACTIVITIES, sort="created_on", ascending=False))
    return {
        "days": timeline(page.items, Reader()),
        "everything": reverse("account-activity-list", args=(pk,)),
    }


@requires(Area.ACCOUNTS, Right.READ)
@ALERTS.shows("accounts/accounts/alerts.html")
def few_alerts(request: ConsoleRequest, pk: int) -> dict[str, Any]:
    """Get Account Alerts: the latest."""
    page = Alerts(request.api, user_id=pk).page(Query(size=FEW, sort="created_on", ascending=False))
    reader = Reader()
    alerts = [
        {
            "message": plain(row.get("message")) or humanise(row.get("type") or ""),
            "kind": humanise(row["type"]) if row.get("type") and row.get("message") else "",
            "when": cells.cell("datetime", row.get("created_on"), reader),
            "is_unread": truth(row.get("read")) is False,
        }
        for row in page.items
    ]
    return {"alerts": alerts, "everything": reverse("account-alerts-list", args=(pk,)), "total": page.total}


@requires(Area.ACCOUNTS, Right.READ)
@PAYMENTS.shows("accounts/accounts/payments.html")
def few_payments(request: ConsoleRequest, pk: int) -> dict[str, Any]:
    """Get Account Billing: the latest payments."""
    page = Payments(request.api, user_id=pk).page(Query(size=FEW, sort="date", ascending=False))
    reader = Reader()
    billing = other_address(("billings-detail", "id"), reverse("accounts-detail", args=(pk,)))
    may_see = may_open(request, reverse("billings-detail", args=(0,)))
    payments = [
        {
            "url": mark_safe(billing(row)) if may_see else "",  # noqa: S308 - escaped by what made it
            "number": plain(row.get("payment_number")),
            "when": cells.cell("date", row.get("date"), reader),
            "amount": _paid(row, reader),
            "mode": humanise(row.get("payment_mode") or ""),
        }
        for row in page.items
    ]
    return {"payments": payments, "everything": reverse("account-payments-list", args=(pk,)), "total": page.total}


def _paid(row: Row, reader: Reader) -> SafeString:
    """What was paid: in the person's own currency where SigningHub says it, which is the only one it names."""
    if row.get("user_amount") is not None:
        return cells.cell("money", {"amount": row["user_amount"], "currency": row.get("currency")}, reader)
    return cells.cell("money", row.get("amount"), reader)


def timeline(rows: Iterable[Row], reader: Reader) -> list[Day]:
    """The activities by the day they happened on for the reader, in their order; those without a time stand last."""
    days: dict[date | None, Day] = {}
    for row in rows:
        moment = as_moment(row.get("created_on"))
        local = cells.local(moment, reader) if moment else None
        day = local.date() if local else None
        if day not in days:
            days[day] = Day(_day_in_words(day, reader))
        days[day].events.append(_event(row, moment.isoformat() if moment else "", f"{local:%H:%M}" if local else ""))
    undated = days.pop(None, None)
    return [*days.values(), *([undated] if undated else [])]


def _day_in_words(day: date | None, reader: Reader) -> str:
    if day is None:
        return _("At a time that SigningHub does not say")
    return _("Today") if day == reader.today else formats.date_format(day, "l, Y-m-d")


def _event(row: Row, when: str, time: str) -> Event:
    activity = plain(row.get("activity"))
    spelt = activity.upper()
    found = (rule for rule in SHAPES if any(word in spelt for word in rule[0]))
    _words, shape, tone = next(found, ((), "guest", ""))
    origin = [plain(row.get(key)).strip() for key in ("ip_address", "user_agent")]
    return Event(
        when,
        time,
        humanise(activity) if activity else humanise(row.get("category") or _("Unknown")),
        plain(row.get("information")).strip(),
        ", ".join(part for part in origin if part),
        shape,
        tone,
    )
