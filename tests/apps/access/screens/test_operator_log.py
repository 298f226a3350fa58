"""The operator log: filtered, saved, opened entry by entry, taken along as a file; and one's own part of it."""

import csv
import io
import re
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from apps.access.operator_log.forms import ACTIVITIES, LOG, MODULES, LogFilters
from console.api.contract import load_contract
from console.audit.models import Entry, Kind
from console.permissions import Area
from tests.apps.access.screens.driving import act, bodies, operations, save

LOGS = "/operator-log/"
SEARCHES = "/operator-log/searches/"
BUILT_IN, OWN = 1, 2


def arguments(sandbox, operation="listOperatorLogs"):
    return [
        dict(QueryDict(request.path.partition("?")[2] or request.query).items())
        for request in sandbox.requests
        if request.operation == operation
    ]


def test_every_documented_filter_and_value_is_offered():
    operation = load_contract().operation("listOperatorLogs")
    played = {operation.playing(role).argument for role in ("page", "size", "sort", "ascending", "search")}
    assert set(LogFilters.base_fields) == set(operation.arguments) - played - {"forwarded_for", "accept_language"}
    assert set(ACTIVITIES) == set(operation.arguments["activity"].schema["enum"])
    assert set(MODULES) == set(operation.arguments["module"].schema["enum"])
    assert {"search_name", *LOG.by_name} == {
        "search_name",
        *load_contract().operation("addOperatorLogSearch").body_properties["criteria"]["properties"],
    }


def test_the_list_is_asked_with_all_its_filters(ann, sandbox):
    asked = {
        "name": "Priya",
        "email": "administrator",
        "activity": "LOGGED_IN",
        "module": "ADMIN_ACTIVITY_MODULE_PROFILE",
        "date_from": "2020-01-01",
        "date_to": "2099-01-01",
        "sort": "administrator_email",
    }
    page = ann.get(LOGS, asked)
    assert len(page.context["chips"]) == 6
    assert "Signed in" in page.content.decode()
    (sent,) = arguments(sandbox)
    assert {name.replace("-", "_"): value for name, value in sent.items()} == {
        **{name: value for name, value in asked.items() if name != "sort"},
        "sort_by": "administrator_email",
        "asc": "true",
    }


def test_an_entry_shows_who_did_it_and_every_value_before_and_after(ann, sandbox):
    number, entry = next(
        (number, entry)
        for number, entry in sandbox.world.operator_log.entries.items()
        if entry["information"].startswith("Grace") and sandbox.world.operator_log.details[number]
    )
    page = ann.get(f"{LOGS}{number}/")
    text = page.content.decode()
    assert entry["administrator_email"] in text
    assert "Grace &lt;b&gt;Bold&lt;/b&gt; Hopper" in text
    changes = {change.title: (change.before, change.after) for change in page.context["changes"]}
    assert changes["Mobile number"] == ("", "+442079460018")
    assert "<mark>&lt;b&gt;claims&lt;/b&gt; &amp; risk</mark>" in changes["Job title"][1]
    assert "getOperatorLog" in operations(sandbox)


def test_an_entry_is_found_in_the_list_that_it_was_opened_from(ann, sandbox):
    oldest = min(sandbox.world.operator_log.entries)
    back = f"{LOGS}?{urlencode({'sort': 'created_on', 'size': '25'})}"
    sandbox.requests.clear()
    page = ann.get(f"{LOGS}{oldest}/?{urlencode({'return_to': back})}")
    assert sandbox.world.operator_log.entries[oldest]["administrator_email"] in page.content.decode()
    assert len(arguments(sandbox)) == 1


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ([], "SigningHub kept no values of this act."),
        ([{"Field": "locked", "Before": True, "After": False}], "Locked"),
        ([{"who": "knows", "what": 7}], "Who: knows"),
        ({"items": [{"attribute": "name", "old_value": "A", "new_value": "B"}]}, "Name"),
    ],
)
def test_details_of_another_shape_are_shown_all_the_same(ann, answer_with, details, said):
    ann.get(LOGS)
    answer_with("getOperatorLog", details)
    assert said in ann.get(f"{LOGS}3/").content.decode()


def test_the_filtered_list_is_taken_along_as_csv_in_which_nothing_is_a_formula(ann, sandbox, answer_with):
    for entry in list(sandbox.world.operator_log.entries.values())[:2]:
        entry |= {"information": "=HYPERLINK(1)", "activity": "COMMON_REVOKE"}
    address = f"{LOGS}export/?activity=COMMON_REVOKE"
    page = ann.get(address)
    assert page.context["total"] == 2
    sandbox.requests.clear()
    file = ann.post(address)
    assert file["Content-Type"].startswith("text/csv")
    head, *rows = csv.reader(io.StringIO(file.content.decode("utf-8-sig")))
    assert head[:4] == ["When", "Operator", "E-mail", "Activity"]
    assert [(row[3], row[6]) for row in rows] == [("Revoked", "'=HYPERLINK(1)")] * 2
    entry = Entry.objects.get(kind=Kind.EXPORT)
    assert entry.values == {"activity": "COMMON_REVOKE", "rows": 2}


def test_a_long_log_is_exported_page_by_page(ann, sandbox, answer_with, monkeypatch):
    monkeypatch.setattr("apps.access.operator_log.views.LARGEST_PAGE", 50)
    monkeypatch.setattr("apps.access.operator_log.views.MOST", 100)
    file = ann.post(f"{LOGS}export/")
    assert len(list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))) == 101
    assert [asked.get("asc") for asked in arguments(sandbox)[-2:]] == ["false", "false"]


# --- saved searches ---------------------------------------------------------------------------------------------------


def test_the_filters_are_saved_opened_changed_and_forgotten(ann, sandbox):
    query = "activity=LOGGED_IN&module=ADMIN_ACTIVITY_MODULE_PROFILE&date_from=2024-01-01&email=%40example.org"
    assert f"{SEARCHES}add/?return_to=" in ann.get(f"{LOGS}?{query}").content.decode()
    answer = save(ann, f"{SEARCHES}add/?{urlencode({'return_to': f'{LOGS}?{query}'})}", search_name="Sign-ins")
    assert answer.status_code == 302
    asked = {
        "activity": "LOGGED_IN",
        "module": "ADMIN_ACTIVITY_MODULE_PROFILE",
        "date_from": "2024-01-01",
        "email": "@example.org",
    }
    assert bodies(sandbox, "addOperatorLogSearch") == [{"search_name": "Sign-ins", "criteria": asked}]
    menu = ann.get(f"{LOGS}parts/searches/").content.decode()
    (before, _after) = menu.split("<bdi>Sign-ins</bdi>")
    opened = re.findall(r'<a href="([^"]+)"', before)[-1].replace("&amp;", "&")
    assert QueryDict(opened.partition("?")[2]) == QueryDict(query)
    number = max(search["id"] for search in sandbox.world.operator_log_searches._searches.values())
    assert ann.get(f"{SEARCHES}{number}/open/")["Location"] == opened
    assert "Signed in" in ann.get(f"{SEARCHES}{number}/").content.decode()
    assert (
        save(ann, f"{SEARCHES}{number}/edit/", criteria__email="", criteria__module="MAIN_REPORTS").status_code == 302
    )
    (body,) = bodies(sandbox, "updateOperatorLogSearch")
    assert body["criteria"] == asked | {"module": "MAIN_REPORTS", "email": None}
    assert act(ann, f"{SEARCHES}{number}/delete/")["Location"] == SEARCHES
    assert "Sign-ins</bdi>" not in ann.get(f"{LOGS}parts/searches/").content.decode()
    assert {"listOperatorLogSearches", "deleteOperatorLogSearch"} <= operations(sandbox)


def test_criteria_that_nobody_knows_and_other_spellings_survive_an_edit(ann, answer_with, sandbox):
    criteria = {"Activity": "LOGGED_OUT", "dateFrom": "2024-02-29 00:00:00 +00", "shoe_size": 44}
    ann.get(LOGS)
    answer_with("listOperatorLogSearches", [{"id": 7, "search_name": "Old", "default": False, "criteria": criteria}])
    answer_with("updateOperatorLogSearch", {"message": "done"})
    page = ann.get(f"{SEARCHES}7/open/").content.decode()
    assert "Shoe size" in page
    save(ann, f"{SEARCHES}7/edit/", search_name="New")
    assert bodies(sandbox, "updateOperatorLogSearch") == [{"search_name": "New", "criteria": criteria}]


def test_a_built_in_search_stays_and_a_missing_one_is_a_404(ann, sandbox):
    assert ann.get(f"{SEARCHES}{BUILT_IN}/edit/").status_code == 409
    assert ann.get(f"{SEARCHES}{BUILT_IN}/delete/").status_code == 409
    assert ann.get(f"{SEARCHES}999/").status_code == 404


def test_who_reads_the_log_saves_searches_and_needs_more_to_delete_one(person, sandbox):
    reader = person(rights={Area.LOGS: ["read"]}, email="reader@example.org")
    assert save(reader, f"{SEARCHES}add/", search_name="Mine", criteria__activity="LOGGED_IN").status_code == 302
    assert save(reader, f"{SEARCHES}{OWN}/edit/", search_name="Renamed").status_code == 302
    assert reader.get(f"{SEARCHES}{OWN}/delete/").status_code == 403


# --- one's own part ---------------------------------------------------------------------------------------------------


def test_ones_own_operators_acts_are_a_list_of_their_own_with_their_entries(ann, sandbox):
    page = ann.get("/signinghub-activity/").content.decode()
    assert "listAdminActivities" in operations(sandbox)
    assert "Filter" not in page
    own = [
        number
        for number, entry in sandbox.world.operator_log.entries.items()
        if entry["administrator_email"] == "administrator@signinghub.example"
    ]
    assert ann.get(f"/signinghub-activity/{own[0]}/").status_code == 200
