"""The page of an account: its parts, each by itself, and what it says of the person, the plan and the certificates."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from apps.accounts.accounts.history import timeline
from apps.accounts.accounts.plan import plan_facts
from apps.accounts.signing_certificates.service import in_words, state_at
from console.screens.cells import Reader
from sandbox.faults import Fault, Kind

ALONE = {"HX-Request": "true"}
PARTS = {
    "certificates": ("listSigningCertificates", "certificates/"),
    "activity": ("listUserActivity", "activity/"),
    "alerts": ("listAccountAlerts", "alerts/"),
    "payments": ("listAccountBilling", "payments/"),
}


def words_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def fact(page, title):
    """What stands beside a title among the facts of a page."""
    found = re.search(rf"<dt>(?:<bdi>)?{title}(?:</bdi>)?</dt><dd>(.*?)</dd>", page)
    return words_of(found[1]) if found else None


def test_the_page_itself_asks_for_the_account_alone(ann, sandbox):
    sandbox.requests.clear()
    page = ann.get("/accounts/1002/").content.decode()
    asked = {request.operation for request in sandbox.requests} - {
        "authenticate",
        "exchangeToken",
        "getSessionOperator",
    }
    assert asked == {"getAccount"}
    for name in PARTS:
        assert f'hx-get="/accounts/1002/parts/{name}/" hx-trigger="load"' in page
    assert 'hx-get="/accounts/enterprises/501/parts/users/" hx-trigger="load"' in page


@pytest.mark.parametrize("name", PARTS)
def test_a_part_shows_a_few_rows_and_leads_to_all_of_them(ann, name):
    _operation, place = PARTS[name]
    part = ann.get(f"/accounts/1002/parts/{name}/", headers=ALONE).content.decode()
    assert f'href="/accounts/1002/{place}"' in part
    assert "<html" not in part
    everything = ann.get(f"/accounts/1002/{place}")
    assert everything.status_code == 200
    assert 'href="/accounts/1002/">Account 1002</a>' in everything.content.decode()


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("rows", [[], None, {}, [{}], [{"id": None, "odd": {"a": [1]}}], "x"], ids=str)
def test_a_part_takes_whatever_it_is_answered(ann, answer_with, name, rows):
    answer_with(PARTS[name][0], rows)
    assert ann.get(f"/accounts/1002/parts/{name}/", headers=ALONE).status_code == 200


@pytest.mark.parametrize("name", PARTS)
def test_a_failed_part_says_so_in_its_place_and_can_be_tried_again_alone(ann, sandbox, name):
    ann.get("/accounts/1002/")
    sandbox.faults.add(Fault(PARTS[name][0], Kind.FAIL))
    part = ann.get(f"/accounts/1002/parts/{name}/", headers=ALONE)
    assert "This part did not load." in part.content.decode()
    assert f'hx-get="/accounts/1002/parts/{name}/" hx-target="#part-account-{name}-part"' in part.content.decode()
    assert ann.get("/accounts/1002/").status_code == 200


def test_a_part_that_signinghub_refuses_names_the_right_and_leaves_the_page(ann, sandbox):
    ann.get("/accounts/1002/")
    sandbox.faults.add("operation=listAccountBilling kind=fail status=403")
    part = ann.get("/accounts/1002/parts/payments/", headers=ALONE)
    assert part.status_code == 403
    assert 'id="part-account-payments-part"' in part.content.decode()


def test_an_auditor_sees_every_part_but_no_way_to_change_anything(person):
    auditor = person({"accounts": ["read"]}, email="auditor@example.org")
    page = auditor.get("/accounts/1002/").content.decode()
    assert page.count('hx-trigger="load"') == 5
    assert "Unlock account" not in page
    assert "/accounts/1002/edit/" not in page


def test_a_locked_account_offers_to_unlock_it_first_and_says_what_that_does(ann):
    page = ann.get("/accounts/1002/").content.decode()
    assert "Locked after too many wrong passwords." in page
    assert re.search(r'class="btn primary" href="/accounts/1002/unlock/">.*?Unlock account</a><p>The person can', page)
    assert "Unlock account" not in ann.get("/accounts/1001/").content.decode()


def test_the_person_is_told_in_words(ann, answer_with):
    user = {
        "user_name": "Ann",
        "country": "Aland Islands",
        "language": "nb-NO",
        "time_zone": "Romance Standard Time",
        "picture": "iVBORw0KGgoAAAANSUhEUg",
        "enabled": True,
        "enterprise": {"id": 501, "name": "Nordlicht"},
        "role": "Signer",
        "shoe_size": 44,
    }
    answer_with("getAccount", {"user": user})
    page = ann.get("/accounts/1002/").content.decode()
    assert fact(page, "Language") == "Norsk"
    assert fact(page, "Country") == "Aland Islands"
    assert fact(page, "Time zone").startswith("(UTC+01:00)")
    assert fact(page, "Picture") == "Yes"
    assert "iVBORw0" not in page
    assert fact(page, "Shoe size") == "44"
    assert '<dd><a href="/accounts/enterprises/501/"><bdi>Nordlicht</bdi></a></dd>' in page


def test_a_language_that_the_appendix_does_not_know_is_shown_as_it_is_spelt(ann, answer_with):
    answer_with("getAccount", {"user": {"user_name": "Ann", "language": "tlh-KX"}})
    assert fact(ann.get("/accounts/1002/").content.decode(), "Language") == "tlh-KX"


@pytest.mark.parametrize(
    "enterprise", [None, {}, "Nordlicht", {"name": "Nordlicht"}, {"id": "501"}, {"id": -1}], ids=str
)
def test_without_the_id_of_an_enterprise_nothing_leads_to_one(ann, answer_with, enterprise):
    answer_with("getAccount", {"user": {"user_name": "Ann", "enterprise": enterprise}})
    assert "/accounts/enterprises/" not in ann.get("/accounts/1002/").content.decode()


def test_a_plan_is_told_by_what_people_call_it_and_what_nobody_foresaw_stands_below():
    plan = {
        "id": 5,
        "name": "Plus",
        "type": "ENTERPRISE",
        "start_date": "2021-01-01T00:00:00Z",
        "end_date": None,
        "x": 1,
    }
    first, others = plan_facts(plan, Reader(UTC))
    assert [(str(each.title), words_of(each.shown)) for each in first.facts] == [
        ("Plan", "Plus"),
        ("Plan type", "Enterprise"),
        ("Starts", "2021-01-01"),
    ]
    assert [each.title for each in others.facts] == ["X"]
    assert [words_of(each.shown) for group in plan_facts("Basic", Reader(UTC)) for each in group.facts] == ["Basic"]
    assert plan_facts(None, Reader(UTC)) == []


def test_activity_is_grouped_by_the_day_it_was_for_the_reader():
    rows = [
        {"activity": "ACCOUNT_LOCKED", "created_on": "2026-11-20T23:30:00Z", "ip_address": "203.0.113.9"},
        {"activity": "LOGGED_IN", "created_on": "2026-11-20T22:30:00Z", "information": "by password"},
        {"activity": None, "category": "Document", "created_on": "never"},
        {"activity": "DOCUMENT_SIGNED", "created_on": "2026-11-20T10:00:00Z"},
    ]
    days = timeline(rows, Reader(ZoneInfo("Europe/Berlin")))
    assert [(day.title, [event.time for event in day.events]) for day in days] == [
        ("Saturday, 2026-11-21", ["00:30"]),
        ("Friday, 2026-11-20", ["23:30", "11:00"]),
        ("At a time that SigningHub does not say", [""]),
    ]
    assert [(event.what, event.tone) for day in days for event in day.events] == [
        ("Account locked", "bad"),
        ("Logged in", ""),
        ("Document signed", "ink"),
        ("Document", ""),
    ]


def test_what_happened_today_stands_under_today():
    now = datetime.now(UTC)
    assert [day.title for day in timeline([{"created_on": now.isoformat()}], Reader(UTC))] == ["Today"]


@pytest.mark.parametrize(
    ("end", "state"),
    [
        ("2026-11-22", "EXPIRED"),
        ("2026-11-23T23:00:00Z", "0 days left"),
        ("2026-11-24", "1 day left"),
        ("2027-01-22", "60 days left"),
        ("2027-01-23", "VALID"),
        (None, None),
        ("soon", None),
    ],
)
def test_a_certificate_says_its_days_only_where_its_end_is_known(end, state):
    assert state_at(end, date(2026, 11, 23)) == state


def test_a_certificate_is_told_in_words_known_or_not():
    row = {"level_of_assurance": "HIGH_TRUST_ADVANCED", "key_protection_option": "TELEPATHY", "custom": True}
    told = in_words(row, date(2026, 11, 23))
    assert (str(told["level"]), told["protection"], told["source"]) == ("Advanced, high trust", "TELEPATHY", "Imported")
    assert in_words({}, date(2026, 11, 23))["source"] == ""


def test_the_end_of_a_certificate_is_a_column_only_where_the_server_says_it(ann, answer_with):
    rows = [{"id": 7, "capacity_name": "Personal", "level_of_assurance": "QUALIFIED_ELECTRONIC_SIGNATURE"}]
    answer_with("listSigningCertificates", rows)
    heads = r'<th scope="col"[^>]*>([^<]+)</th>'
    part = ann.get("/accounts/1002/parts/certificates/", headers=ALONE).content.decode()
    assert re.findall(heads, part) == ["Capacity", "Level"]
    assert 'href="/accounts/1002/certificates/7/?return_to=%2Faccounts%2F1002%2F"' in part
    answer_with("listSigningCertificates", [{**rows[0], "valid_to": "2020-01-01T00:00:00Z"}])
    part = ann.get("/accounts/1002/parts/certificates/", headers=ALONE).content.decode()
    assert re.findall(heads, part) == ["Capacity", "Status", "Level", "Valid until"]
    assert '<span class="st bad"><bdi>Expired</bdi></span>' in part


@pytest.mark.parametrize("name", PARTS)
def test_hostile_rows_are_inert_in_a_part(ann, answer_with, name):
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    keys = ("activity", "information", "category", "ip_address", "user_agent", "message", "type", "created_on")
    keys += ("payment_number", "currency", "user_amount", "payment_mode", "capacity_name", "level_of_assurance")
    answer_with(PARTS[name][0], [{"id": 1, **dict.fromkeys(keys, evil)}])
    for address in (f"/accounts/1002/parts/{name}/", f"/accounts/1002/{PARTS[name][1]}"):
        page = ann.get(address, headers=ALONE).content.decode()
        assert "<script>alert" not in page
        assert "<img" not in page
