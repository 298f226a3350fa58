"""Reports: everything the sandbox knows, counted. Accounts, payments and sittings are the same as everywhere else."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sandbox import spreadsheet
from sandbox.accounts import BITS, fold
from sandbox.answering import Answer, Call, Json, answers
from sandbox.answers.dashboard import get_dashboard
from sandbox.signing import DAYS, E_SIGNATURE, Sitting, sittings_within
from sandbox.spreadsheet import workbook

Row = dict[str, Any]
# The kinds of signature as the columns spell them.
COLUMNS = {
    "electronic_signature": E_SIGNATURE,
    "electronic_seal": "ELECTRONIC_SEAL",
    "advanced_electronic_seal": "ADVANCED_ELECTRONIC_SEAL",
    "qualified_electronic_seal": "QUALIFIED_ELECTRONIC_SEAL",
    "advanced_electronic_signature": "ADVANCED_ELECTRONIC_SIGNATURE",
    "high_trust_advanced_signature": "HIGH_TRUST_ADVANCED",
    "qualified_electronic_signature": "QUALIFIED_ELECTRONIC_SIGNATURE",
    "inperson": "IN_PERSON",
}
DOCUMENTS = {
    "uploaded": "UPLOADED",
    "shared": "SHARED",
    "signed": "SIGNED",
    "declined": "DECLINED",
    "approved": "APPROVED",
    "submitted": "UPDATED",
    "diskspace": "DISKSPACE",
}
TOP = 10
DRAFTS_OF_WAITING = 4
EVERYBODY = 0


@answers("listMonthlyRegistrations")
def monthly_registrations(call: Call) -> Answer:
    """Accounts by the month they were registered in."""
    return paged(call, _registrations(call))


@answers("listMonthlyLogins")
def monthly_logins(call: Call) -> Answer:
    """The activated ones among them, by how often they have signed in since."""
    return paged(call, _logins(call))


@answers("listMonthlyWorkflows")
def monthly_workflows(call: Call) -> Answer:
    """Workflows by month."""
    return paged(call, _workflows(call))


@answers("listMonthlySignatures")
def monthly_signatures(call: Call) -> Answer:
    """Signatures by month."""
    return paged(call, _signatures(call))


@answers("listSignatureStatistics")
def signature_statistics(call: Call) -> Answer:
    """Signatures by user."""
    return paged(call, _signatures_by_user(call))


@answers("listDocumentStatistics")
def document_statistics(call: Call) -> Answer:
    """Documents by user."""
    return paged(call, _documents_by_user(call))


@answers("listSmsUsage")
def sms_usage(call: Call) -> Answer:
    """Text messages by user."""
    return paged(call, _messages_by_user(call))


@answers("listServicePlanStatistics")
def service_plan_statistics(call: Call) -> Json:
    """Accounts by service plan."""
    return _plans(call)


@answers("exportMonthlyRegistrations")
def export_registrations(call: Call) -> Answer:
    """The same as a workbook."""
    return _exported(call, _registrations(call))


@answers("exportMonthlyLogins")
def export_logins(call: Call) -> Answer:
    """The same as a workbook."""
    return _exported(call, _logins(call))


@answers("exportMonthlyWorkflows")
def export_workflows(call: Call) -> Answer:
    """The same as a workbook."""
    return _exported(call, _workflows(call))


@answers("exportMonthlySignatures")
def export_monthly_signatures(call: Call) -> Answer:
    """The same as a workbook."""
    return _exported(call, _signatures(call))


@answers("exportSignatureStatistics")
def export_signature_statistics(call: Call) -> Answer:
    """The same as a workbook."""
    return _exported(call, _signatures_by_user(call))


@answers("exportDocumentStatistics")
def export_document_statistics(call: Call) -> Answer:
    """The same as a workbook."""
    return _exported(call, _documents_by_user(call))


@answers("exportSmsUsage")
def export_sms_usage(call: Call) -> Answer:
    """The same as a workbook."""
    return _exported(call, _messages_by_user(call))


@answers("exportServicePlanStatistics")
def export_service_plans(call: Call) -> Answer:
    """The same as a workbook."""
    return _exported(call, _plans(call))


@answers("getDocumentTimeline")
def document_timeline(call: Call) -> Json:
    """Documents over time."""
    kind = call["type"] or "UPLOADED"
    return timeline(call, ((one.day, one.documents[kind]) for one in _sittings(call)))


@answers("getSignatureTimeline")
def signature_timeline(call: Call) -> Json:
    """Signatures over time."""
    return timeline(call, ((one.day, one.signatures) for one in _of_kind(call)))


@answers("getTopDocumentUsers")
def top_document_users(call: Call) -> Json:
    """Who did the most with documents."""
    kind = call["type"] or "SHARED"
    return _top_users(call, kind, ((one.account_id, one.documents[kind]) for one in _sittings(call)))


@answers("getTopSignatureUsers")
def top_signature_users(call: Call) -> Json:
    """Who signed the most."""
    kind = call["type"] or E_SIGNATURE
    return _top_users(call, kind, ((one.account_id, one.signatures) for one in _of_kind(call)))


@answers("getDocumentStatuses")
def document_statuses(call: Call) -> Json:
    """The state of every document that was ever uploaded."""
    sittings = sittings_within(call.world, None, None)
    uploaded, shared, completed, declined = (
        sum(count(one) for one in sittings)
        for count in (_uploaded, _shared, Sitting.completed.fget, _declined)  # type: ignore[attr-defined]
    )
    waiting = shared - completed - declined
    drafts = uploaded - shared
    counts = {"COMPLETED": completed, "IN_PROGRESS": waiting, "DRAFT": drafts, "DECLINED": declined}
    return [{"document_status": status, "count": count} for status, count in counts.items()]


@answers("getSignaturesByType")
def signatures_by_type(call: Call) -> Json:
    """Every signature that was ever made, by its kind."""
    counts: Counter[str] = Counter()
    for one in sittings_within(call.world, None, None):
        counts[one.kind] += one.signatures
    return [{"type": kind, "count": count} for kind, count in counts.most_common()]


@answers("getSignaturesUsage")
def signatures_usage(call: Call) -> Json:
    """The allowances of the licence; simple signatures have no limit."""
    dashboard: Any = get_dashboard(call)
    licence = dashboard["license"]
    return {
        "allowed_signatures": licence["signatures"]["allowed"],
        "allowed_electronic_signatures": -1,
        "consumed_signatures": licence["signatures"]["consumed"],
        "consumed_electronic_signatures": licence["simple_electronic_signatures"]["consumed"],
    }


def _uploaded(one: Sitting) -> int:
    return one.documents["UPLOADED"]


def _shared(one: Sitting) -> int:
    return one.documents["SHARED"]


def _declined(one: Sitting) -> int:
    return one.documents["DECLINED"]


def _sittings(call: Call) -> list[Sitting]:
    return sittings_within(call.world, call["from-date"], call["to-date"])


def _of_kind(call: Call) -> Iterator[Sitting]:
    kind = call["type"] or E_SIGNATURE
    return (one for one in _sittings(call) if kind in (one.kind, "ALL_SIGNATURES"))


def months_of(call: Call) -> list[str]:
    """The months asked for, YYYY-MM; without any, those since there is anything."""
    now = call.world.today.date()
    first = call["from"] or f"{now - timedelta(days=DAYS):%Y-%m}"
    last = min(call["to"] or f"{now:%Y-%m}", f"{now:%Y-%m}")
    months, day = [], date.fromisoformat(f"{first}-01")
    while f"{day:%Y-%m}" <= last:
        months.append(f"{day:%Y-%m}")
        day = (day + timedelta(days=31)).replace(day=1)
    return months


def _registered(call: Call) -> dict[str, list[tuple[int, int, str]]]:
    """Id, flags and last use of every account, by the month it was registered in."""
    found: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for number, flags, created, used in call.world.accounts.table.values("flags", "created_on", "last_accessed_on"):
        found[created[:7]].append((number, flags, used))
    return found


def _registrations(call: Call) -> list[Row]:
    by_month = _registered(call)
    rows = []
    for month in months_of(call):
        flags = [flags for _number, flags, _used in by_month[month]]
        activated = sum(bool(one & BITS["activated"]) for one in flags)
        deleted = sum(bool(one & BITS["marked_deleted"]) for one in flags)
        counts = {"registered": len(flags), "activated": activated, "inactivated": len(flags) - activated}
        rows.append({"month": month, **counts, "deleted": deleted})
    return rows


def _logins(call: Call) -> list[Row]:
    names = ("never_logged_in", "logged_in_once", "logged_in_two_to_five", "logged_in_more_than_five")
    by_month = _registered(call)
    rows = []
    for month in months_of(call):
        activated = [(number, used) for number, flags, used in by_month[month] if flags & BITS["activated"]]
        counts = Counter(names[_how_often(number) if used else 0] for number, used in activated)
        rows.append({"month": month, "activated": len(activated), **{name: counts[name] for name in names}})
    return rows


def _how_often(number: int) -> int:
    """0 for never to 3 for more than five times; the same for the same account."""
    return (0, 1, 1, 2, 2, 2, 3, 3, 3, 3)[zlib.crc32(f"logins of {number}".encode()) % 10]


def _workflows(call: Call) -> list[Row]:
    counts = _by_month(
        call, lambda one: {"initiated": _shared(one), "completed": one.completed, "declined": _declined(one)}
    )
    return [{"month": month, **counts[month]} for month in months_of(call)]


def _signatures(call: Call) -> list[Row]:
    counts = _by_month(call, lambda one: {one.kind: one.signatures})
    return [
        {
            "month": month,
            "total": sum(counts[month].values()),
            **{name: counts[month][kind] for name, kind in COLUMNS.items()},
        }
        for month in months_of(call)
    ]


def _by_month(call: Call, count: Callable[[Sitting], dict[str, int]]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in sittings_within(call.world, None, None):
        found[f"{one.day:%Y-%m}"].update(count(one))
    return found


def _plans(call: Call) -> list[Row]:
    counts = Counter(plan for _number, plan in call.world.accounts.table.values("service_plan_id"))
    return [
        {"service_plan": plan["name"], "type": plan["type"], "count": counts[number]}
        for number, plan in call.world.service_plans.items()
    ]


def _by_user(call: Call, count: Callable[[Sitting], dict[str, int]], names: Sequence[str]) -> list[Row]:
    """A row per account with anything to count, filtered and sorted as asked."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for one in _sittings(call):
        counts[one.account_id].update(count(one))
    text, enterprise = fold(call["x-search-text"]), call["enterpriseId"] or EVERYBODY
    rows = []
    for number, numbers in counts.items():
        account = call.world.accounts.get(number)
        if account is None or enterprise not in (EVERYBODY, account["enterprise_id"]):
            continue
        who = {name: account[name] for name in ("user_name", "user_email", "enterprise_name")}
        if any(text in fold(value) for value in who.values()):
            rows.append({**who, **{name: numbers[name] for name in names}})
    key = str(call["sort-by"] or names[0]).lower()
    rows.sort(key=lambda row: (_sortable(row.get(key)), row["user_email"]), reverse=call["asc"] is not True)
    return rows


def _sortable(value: object) -> tuple[int, str]:
    return (value, "") if isinstance(value, int) else (0, fold(value))


def _signatures_by_user(call: Call) -> list[Row]:
    def count(one: Sitting) -> dict[str, int]:
        name = next(name for name, kind in COLUMNS.items() if kind == one.kind)
        return {"total": one.signatures, name: one.signatures}

    return _by_user(call, count, ("total", *COLUMNS))


def _documents_by_user(call: Call) -> list[Row]:
    def count(one: Sitting) -> dict[str, int]:
        done = one.documents
        return {name: done[kind] for name, kind in DOCUMENTS.items()}

    return _by_user(call, count, tuple(DOCUMENTS))


def _messages_by_user(call: Call) -> list[Row]:
    rows = _by_user(call, lambda one: {"sms_count": one.messages}, ("sms_count",))
    return [row for row in rows if row["sms_count"]]


def timeline(call: Call, counted: Iterable[tuple[date, int]]) -> Json:
    """What was counted by day, by the first day of its step; steps without anything are left out."""
    step = call["duration"] or "DAILY"
    counts: Counter[str] = Counter()
    for day, count in counted:
        if step == "WEEK":
            day -= timedelta(days=day.weekday())
        counts[{"MONTH": f"{day:%Y-%m}", "YEAR": f"{day:%Y}"}.get(step, day.isoformat())] += count
    return [{"date": label, "count": count} for label, count in sorted(counts.items())]


def _top_users(call: Call, kind: str, counted: Iterable[tuple[int, int]]) -> Json:
    counts: Counter[int] = Counter()
    for number, count in counted:
        counts[number] += count
    rows = []
    for number, count in counts.most_common(TOP):
        account = call.world.accounts.get(number)
        if account is not None and count:
            who = {"user_name": account["user_name"], "user_email": account["user_email"]}
            rows.append({**who, "enterprise": account["enterprise_id"] is not None, "count": count, "type": kind})
    return rows


def paged(call: Call, rows: list[Row]) -> Answer:
    return Answer(_page_of(call, rows), total=len(rows))


def _page_of(call: Call, rows: list[Row]) -> list[Row]:
    start = (call["pageNo"] - 1) * call["recordPerPage"]
    return rows[start : start + call["recordPerPage"]]


def _exported(call: Call, rows: list[Row]) -> Answer:
    head = [*rows[0]] if rows else ["nothing"]
    page = _page_of(call, rows) if call["pageNo"] else rows
    content = workbook(head, [[row[name] for name in head] for row in page])
    return Answer(content, total=len(rows) if call.operation.gives_total else None, content_type=spreadsheet.TYPE)
