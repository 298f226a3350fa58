"""The statistics: every report drawn, compared, exported, and each number the same wherever it is shown."""

import base64
import csv
import html
import io
import re
import zipfile
from datetime import timedelta
from urllib.parse import parse_qs

from apps.reports.statistics.reports import REPORTS
from console.api.contract import load_contract
from console.audit.models import Entry, Kind
from console.screens.sheets import XLSX
from sandbox.faults import Fault
from sandbox.faults import Kind as Fails
from sandbox.payments import payments_of
from sandbox.signing import CONSUMED, SIMPLE
from tests.every_screen.test_answers import HOSTILE, sound
from tests.every_screen.unlucky import ACCIDENTS

REPORT_OPERATIONS = {operation.id for operation in load_contract().operations if "reports" in operation.tags}
ALONE = {"HX-Request": "true", "HX-Current-URL": "http://testserver/statistics/"}
PARTS = {
    "quota": "getSignaturesUsage",
    "signatures": "getSignatureTimeline",
    "documents": "getDocumentTimeline",
    "registrations": "listMonthlyRegistrations",
    "revenue": "listBillingStatistics",
    "plans": "listServicePlanStatistics",
    "kinds": "getSignaturesByType",
    "statuses": "getDocumentStatuses",
}
EVER = "?from=2015-01-01&to=2099-12-31"
DOOR = {"authenticate", "exchangeToken", "getSessionOperator", "getRole"}


def page_of(client, name, query=""):
    response = client.get(f"/statistics/{name}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def rows_of(client, name, query=""):
    """What a report draws, as its CSV file holds it."""
    response = client.post(f"/statistics/{name}/export/{query}", {"format": "csv"})
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def summed(rows, title):
    return sum(float(row[title] or 0) for row in rows)


def last_days(sandbox, ago=0):
    """Thirty days, the last of them so many days ago, as an address asks for them."""
    last = sandbox.world.today.date() - timedelta(days=ago)
    return f"?from={last - timedelta(days=29)}&to={last}"


def total_of_list(client, address):
    """How many records the list at an address finds."""
    page = client.get(html.unescape(address)).content.decode()
    return int(re.search(r"of ([\d,]+)", page)[1].replace(",", "")) if "No rows" not in page else 0


def test_each_of_the_28_operations_is_called_by_a_page_or_a_file(ann, sandbox):
    assert len(REPORT_OPERATIONS) == 28
    ann.get("/statistics-overview/quota/", headers=ALONE)
    for name, report in REPORTS.items():
        sound(ann.get(f"/statistics/{name}/"))
        if report.export:
            response = ann.post(f"/statistics/{name}/export/", {"format": "xlsx"})
            assert response["Content-Type"] == XLSX, name
            with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
                assert archive.testzip() is None
    answered = {request.operation for request in sandbox.requests if request.status == 200}
    assert REPORT_OPERATIONS - answered == set()
    assert Entry.objects.filter(kind=Kind.EXPORT).count() == 9


def test_what_is_signed_is_the_same_by_month_year_user_kind_and_in_the_licence(ann):
    everything = CONSUMED + SIMPLE
    by_month = rows_of(ann, "signatures", "?from=2015-01&to=2099-12")
    assert summed(by_month, "All signatures") == everything
    kinds = [title for title in by_month[0] if title not in ("Month", "All signatures") and "earlier" not in title]
    assert len(kinds) == 8
    assert sum(summed(by_month, kind) for kind in kinds) == everything
    assert summed(rows_of(ann, "signatures-over-time", f"{EVER}&duration=YEAR"), "Count") == everything
    assert summed(rows_of(ann, "signatures-by-user", f"{EVER}&size=1000"), "All signatures") == everything
    assert summed(rows_of(ann, "signature-kinds"), "Signatures") == everything
    quota = ann.get("/statistics-overview/quota/", headers=ALONE).content.decode()
    assert f"<b>{CONSUMED:,}</b> of 500,000" in quota
    assert f"{SIMPLE:,}" in quota


def test_what_is_done_with_documents_is_the_same_by_user_status_time_and_workflow(ann):
    by_user = rows_of(ann, "documents-by-user", f"{EVER}&size=1000")
    workflows = rows_of(ann, "workflows", "?from=2015-01&to=2099-12")
    statuses = {row["Status"]: float(row["Documents"]) for row in rows_of(ann, "document-statuses")}
    shared = rows_of(ann, "documents-over-time", f"{EVER}&duration=YEAR&type=SHARED")
    assert summed(by_user, "Shared") == summed(workflows, "Started") == summed(shared, "Count")
    assert summed(by_user, "Uploaded") == sum(statuses.values())
    assert summed(by_user, "Declined") == summed(workflows, "Declined") == statuses["DECLINED"]
    assert summed(workflows, "Completed") == statuses["COMPLETED"]
    assert summed(by_user, "Signed") == CONSUMED + SIMPLE
    top = rows_of(ann, "top-documents", f"{EVER}&type=SHARED")
    ranked = sorted((float(row["Shared"]) for row in by_user), reverse=True)
    assert [float(row["Count"]) for row in top] == ranked[:10]


def test_a_month_of_registrations_and_a_plan_lead_to_as_many_accounts_as_they_count(ann, sandbox):
    rows = rows_of(ann, "registrations", "?from=2015-01&to=2099-12")
    accounts = len(sandbox.world.accounts.table.select((), "created_on"))
    assert summed(rows, "Registered") == accounts
    assert all(
        int(row["Registered"]) == int(row["Activated"]) + int(row["Not activated"]) for row in rows if row["Registered"]
    )
    signed_in = rows_of(ann, "logins", "?from=2015-01&to=2099-12")
    assert summed(signed_in, "Activated") == summed(rows, "Activated")
    often = sum(summed(signed_in, title) for title in ("Never", "Once", "Two to five times", "More often"))
    assert often == summed(signed_in, "Activated")
    page = page_of(ann, "registrations")
    counted = {row["Month"]: int(row["Registered"]) for row in rows_of(ann, "registrations")}
    month = max(counted, key=counted.get)
    (address,) = set(re.findall(rf'<a href="(/accounts/\?from={month}-01&amp;to={month}-\d\d)"', page))
    assert total_of_list(ann, address) == counted[month] > 0
    page = page_of(ann, "service-plans")
    plans = rows_of(ann, "service-plans")
    address = re.search(r'<a href="(/accounts/\?service_plan=Individual\+Pro)"', page)[1]
    assert total_of_list(ann, address) == next(
        int(row["Accounts"]) for row in plans if row["Service plan"] == "Individual Pro"
    )
    with_plan = sum(
        sandbox.world.accounts.get(account)["service_plan_id"] is not None
        for (account,) in sandbox.world.accounts.table.values()
    )
    assert summed(plans, "Accounts") == with_plan


def test_what_was_paid_is_the_same_by_month_by_payment_over_time_and_by_who_paid(ann, sandbox):
    by_month = rows_of(ann, "billing", "?from=2015-01&to=2099-12")
    paid = [payment for payment in payments_of(sandbox.world).values() if not payment["failed"]]
    assert summed(by_month, "All payments") == len(paid) > 0
    assert round(summed(by_month, "Revenue"), 2) == round(sum(payment["amount"] for payment in paid), 2)
    for row in by_month:
        whole = float(row["Revenue"] or 0)
        assert round(float(row["New revenue"] or 0) + float(row["Recurring revenue"] or 0), 2) == round(whole, 2)
    counted = rows_of(ann, "payments-over-time", f"{EVER}&duration=YEAR&type=RECURRING")
    assert summed(counted, "Count") == summed(by_month, "Recurring payments")
    row = max(by_month, key=lambda row: float(row["New revenue"] or 0))
    page = page_of(ann, "billing", "?from=2015-01&to=2099-12")
    address = f"/statistics/payments/?from={row['Month']}&amp;type=new_revenues"
    assert f'href="{address}"' in page
    behind = rows_of(ann, "payments", html.unescape(address)[len("/statistics/payments/") :])
    assert round(summed(behind, "Amount"), 2) == round(float(row["New revenue"]), 2) > 0
    top = rows_of(ann, "top-payers", EVER) + rows_of(ann, "top-enterprises", EVER)
    assert summed(top, "Paid") <= summed(by_month, "Revenue")
    assert float(rows_of(ann, "top-payers", EVER)[0]["Paid"]) > 0


def test_the_period_before_is_asked_for_so_that_weekdays_meet_and_said_beside_each_number(ann, sandbox):
    sandbox.requests.clear()
    page = page_of(ann, "signatures-over-time", "?from=2026-10-25&to=2026-11-23")
    asked = [parse_qs(one.query) for one in sandbox.requests if one.operation == "getSignatureTimeline"]
    assert [(one["from-date"], one["to-date"]) for one in asked] == [
        (["2026-10-25"], ["2026-11-23"]),
        (["2026-09-20"], ["2026-10-19"]),
    ]
    assert "5 weeks earlier" in page
    assert page.count('class="point"') == 30
    sandbox.requests.clear()
    assert "earlier</li>" not in page_of(ann, "signatures-over-time", "?compare=none")
    assert [one.operation for one in sandbox.requests].count("getSignatureTimeline") == 1


def test_each_user_of_a_list_stands_beside_what_they_did_in_the_period_before(ann, sandbox):
    query = f"{last_days(sandbox)}&size=1000"
    before = {
        row["E-mail"]: row for row in rows_of(ann, "documents-by-user", f"{last_days(sandbox, ago=35)}&size=1000")
    }
    rows = rows_of(ann, "documents-by-user", query)
    assert len([row for row in rows if row["E-mail"] in before]) > 3
    for row in rows:
        assert row["Uploaded, earlier"] == before.get(row["E-mail"], {"Uploaded": ""})["Uploaded"]
    sandbox.requests.clear()
    page = page_of(ann, "documents-by-user", query)
    assert [one.path[-9:] for one in sandbox.requests] == ["/1/1000/0", "/1/1000/0"]
    assert f"from {sum(int(row['Uploaded']) for row in before.values()):,}" in page
    # A page of more rows says that its sum is of those, and compares it with nothing.
    part = page_of(ann, "documents-by-user", query.replace("1000", "25"))
    assert "Uploaded, these rows" in part
    assert "from " not in re.search(r'<dl class="figures.*?</dl>', part, re.DOTALL)[0]
    assert "5 weeks earlier</th>" in part
    enterprise = next(one for row in rows if (one := enterprise_of(sandbox, row["E-mail"])))
    own = rows_of(ann, "documents-by-user", f"{query}&enterprise={enterprise}")
    assert {enterprise_of(sandbox, row["E-mail"]) for row in own} == {enterprise}
    assert all(row["Uploaded, earlier"] == before.get(row["E-mail"], {"Uploaded": ""})["Uploaded"] for row in own)


def enterprise_of(sandbox, email):
    return sandbox.world.accounts.by_email(email)["enterprise_id"]


def test_a_list_whose_period_before_is_longer_than_one_answer_says_so(ann, answer_with):
    users = [{"user_name": "U", "user_email": f"u{number}@x.example", "total": number} for number in range(1000)]
    answer_with("listSignatureStatistics", users, total=3500)
    assert "Only the first 1,000 rows of the period before are compared." in page_of(ann, "signatures-by-user")


def test_a_month_of_payments_is_compared_with_the_month_before_as_a_whole(ann):
    earlier, now, _this_month = rows_of(ann, "billing", "?range=6m&compare=none")[-3:]
    page = page_of(ann, "payments", f"?from={now['Month']}")
    assert f"{float(now['Revenue']):,.2f}</dd>" in page
    assert f"from {float(earlier['Revenue']):,.2f}" in page
    assert "1 month earlier" in page


def test_a_day_leads_to_who_signed_on_it(ann, sandbox):
    query = last_days(sandbox)
    row = next(row for row in rows_of(ann, "signatures-over-time", query) if row["Count"])
    address = f"/statistics/signatures-by-user/?from={row['Step']}&amp;to={row['Step']}"
    assert f'class="point" href="{address}"' in page_of(ann, "signatures-over-time", query)
    behind = html.unescape(address).removeprefix("/statistics/signatures-by-user/")
    assert summed(rows_of(ann, "signatures-by-user", f"{behind}&size=1000"), "All signatures") == float(row["Count"])


def test_steps_that_signinghub_leaves_out_are_there_without_a_number(ann, answer_with):
    answer_with("getSignatureTimeline", [{"date": "2026-11-03", "count": 7}, {"Label": "2026-11-01", "Value": "5"}])
    rows = rows_of(ann, "signatures-over-time", "?from=2026-11-01&to=2026-11-03&compare=none")
    assert [(row["Step"], row["Count"]) for row in rows] == [
        ("2026-11-01", "5"),
        ("2026-11-02", ""),
        ("2026-11-03", "7"),
    ]
    answer_with("getSignatureTimeline", [{"date": "first week", "count": 2}, {"date": "last week", "count": 1}])
    page = page_of(ann, "signatures-over-time")
    assert page.count('class="point"') == 2
    assert "first week" in page


def test_a_year_of_days_and_a_thousand_rows_are_all_drawn(ann, sandbox, answer_with):
    assert page_of(ann, "signatures-over-time", "?range=12m&compare=none").count('class="point"') in (365, 366)
    assert "wider ones are shown" in page_of(ann, "signatures-over-time", f"{EVER}&duration=DAILY")
    users = [
        {"user_name": f"User {number}", "user_email": f"u{number}@x.example", "total": number} for number in range(1000)
    ]
    answer_with("listSignatureStatistics", users, total=3500)
    page = page_of(ann, "signatures-by-user", "?size=1000")
    assert page.count('<tr><th scope="row">') > 1000
    # What repeats itself a thousand times does not go over the wire so often.
    packed = ann.get("/statistics/signatures-by-user/?size=1000", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(page) / 10
    part = ann.get("/statistics-overview/signatures/", headers=ALONE | {"Accept-Encoding": "gzip"})
    assert part["Content-Encoding"] == "gzip"
    assert '<option value="4">3001–3500</option>' in page


def test_a_list_is_sorted_searched_and_cut_by_signinghub_and_its_file_is_asked_the_same(ann, sandbox):
    query = "?sort=-DECLINED&q=an&enterprise=501&from=2026-01-01&to=2026-06-30"
    page = page_of(ann, "documents-by-user", query)
    assert 'aria-sort="descending"' in page
    ann.post(f"/statistics/documents-by-user/export/{query}", {"format": "xlsx", "part": "2", "language": "nl-NL"})
    listed, before, exported = [one for one in sandbox.requests if "DocumentStatistics" in one.operation]
    assert before.path.endswith("/documents/1/1000/501")
    assert listed.path.endswith("/documents/1/25/501")
    assert exported.path.endswith("/documents/export/2/1000/501")
    assert parse_qs(listed.query) == parse_qs(exported.query)
    assert parse_qs(listed.query)["sort-by"] == ["DECLINED"]
    headers = {name.lower(): value for name, value in exported.headers.items()}
    assert base64.b64decode(headers["x-search-text"]) == b"an"
    assert headers["accept-language"] == "nl-NL"


def test_a_hostile_name_is_inert_in_the_page_and_in_the_file(ann, answer_with):
    row = {"user_name": HOSTILE, "user_email": "=cmd|' /C calc'!A0", "count": 3, "enterprise": True}
    answer_with("getTopSignatureUsers", [row])
    sound(ann.get("/statistics/top-signatures/"))
    assert rows_of(ann, "top-signatures", "?compare=none")[0]["E-mail"].startswith("'=")
    answer_with("listMonthlyWorkflows", [{HOSTILE: HOSTILE}])
    assert "&lt;script&gt;" in sound(ann.get("/statistics/workflows/"))


def test_no_value_in_the_address_breaks_a_report(ann):
    names = ("from", "to", "range", "type", "duration", "enterprise", "sort", "page", "size", "q", "compare")
    for value in ("-1", "\x00", "9" * 30, HOSTILE, "9999-12-31"):
        for name in ("signatures-by-user", "documents-over-time"):
            response = ann.get(f"/statistics/{name}/", dict.fromkeys(names, value))
            assert response.status_code == 200
            sound(response)
    assert ann.get("/statistics/no-such-report/").status_code == 404


# One of each shape: months, lying bars, a list by page, and one of two lists in an answer.
SHAPES = ("logins", "service-plans", "sms", "top-payers")


def test_a_report_of_each_shape_is_a_page_whatever_its_answer_looks_like(ann, sandbox):
    for accident in ACCIDENTS:
        sandbox.rewrite = lambda operation, _status, data, accident=accident: (
            data if operation in DOOR else accident.befalls(data, accident.wheres[0], operation)
        )
        for name in SHAPES:
            page = sound(ann.get(f"/statistics/{name}/?compare=none"))
            assert not re.search(r"[\[{]'|\bNone\b", re.sub(r"<[^>]*>", " ", page)), (name, accident.name)


def test_the_overview_comes_at_once_and_its_parts_fail_alone(ann, sandbox):
    page = ann.get("/statistics/").content.decode()
    assert page.count('hx-trigger="load"') == len(PARTS)
    assert all(f'href="/statistics/{name}/"' in page for name in REPORTS)
    assert not REPORT_OPERATIONS & {request.operation for request in sandbox.requests}
    for failing, operation in PARTS.items():
        sandbox.faults.clear()
        sandbox.faults.add(Fault(operation, Fails.FAIL, status=403))
        response = ann.get(f"/statistics-overview/{failing}/", headers=ALONE)
        assert response.status_code == 403
        assert "part-statistics-" in response["HX-Retarget"]
    other = ann.get("/statistics-overview/signatures/", headers=ALONE)
    assert other.status_code == 200
    assert 'href="/statistics/signatures-over-time/"' in other.content.decode()


def test_who_may_not_see_accounts_gets_no_link_to_them(person):
    auditor = person(rights={"reports": ["read"]}, email="numbers@example.org")
    assert "/accounts/" not in page_of(auditor, "registrations")
    assert "/accounts/" not in page_of(auditor, "service-plans")
