"""Choosing rows, their menus, and one act on several records: asked once, done one by one, told one by one."""

import html
import re

import pytest
from django.db import connection

from console.audit.models import Entry
from console.screens import selection
from console.screens.models import Draft
from tests.console.screens.test_add_act_delete import calls, nonce_in

# Олександра Ковальчук, 김민준 and Łukasz Brzęczyszczykiewicz.
LOCKED = (1002, 1007, 1019)
ADDRESS = "/accounts/unlock-chosen/"


def ask(client, ids=LOCKED, **more):
    return client.get(ADDRESS, {"id": [str(number) for number in ids], **more})


def press(client, asked, **more):
    return client.post(ADDRESS, {"nonce": nonce_in(asked), "step": "do", **more})


def outcomes(client, response):
    """What the page of outcomes says: {id or name: (outcome, why, still chosen)}."""
    page = client.get(response["Location"]).content.decode()
    told = {}
    for row in re.findall(r"<tr>\s*(<td class=\"pick\">.*?)</tr>", page, re.S):
        name = re.search(r"<th[^>]*><span[^>]*>([^<]*)<", row)
        if name is None:
            continue
        state = re.search(r'<span class="st [^"]*">([^<]*)<', row)[1]
        why = html.unescape(re.search(r'<bdi class="wrap">([^<]*)<', row)[1])
        told[name[1]] = (state, why, " checked" in row)
    return told


def test_the_chosen_are_named_before_anything_is_done(ann, sandbox):
    page = ask(ann).content.decode()
    for name in ("Олександра Ковальчук", "김민준", "Łukasz Brzęczyszczykiewicz"):
        assert f"<li><bdi>{name}</bdi></li>" in page
    assert "These people can sign in again at once" in page
    assert calls(sandbox, "unlockUserAccount") == []


def test_each_is_done_by_itself_and_on_the_record(ann, sandbox):
    response = press(ann, ask(ann))
    assert (response.status_code, response["Location"]) == (302, "/accounts/")
    assert [request.path.split("/")[2] for request in calls(sandbox, "unlockUserAccount")] == ["1002", "1007", "1019"]
    entries = Entry.objects.filter(operation="unlockUserAccount").order_by("at")
    assert [(entry.object_id, entry.state) for entry in entries] == [(str(pk), "done") for pk in LOCKED]
    assert "The chosen accounts are unlocked." in ann.get("/accounts/").content.decode()


def test_pressing_twice_does_it_once_and_answers_the_same(ann, sandbox):
    asked = ask(ann)
    first, second = press(ann, asked), press(ann, asked)
    assert first["Location"] == second["Location"]
    assert len(calls(sandbox, "unlockUserAccount")) == 3


def test_it_leads_back_to_the_list_as_it_was(ann):
    asked = ask(ann, return_to="/accounts/?accounts=LOCKED")
    assert press(ann, asked, return_to="/accounts/?accounts=LOCKED")["Location"] == "/accounts/?accounts=LOCKED"


def test_what_there_is_nothing_to_do_for_is_left_out_with_the_reason(ann, sandbox):
    asked = ask(ann, (1001, 1002, 99999))
    page = asked.content.decode()
    assert "<li><bdi>Lucía Fernández-Iglesias</bdi> " in page
    assert "There is nothing to do for it." in page
    assert "There is no such record any more." in page
    press(ann, asked)
    assert [request.path.split("/")[2] for request in calls(sandbox, "unlockUserAccount")] == ["1002"]


def test_one_that_is_refused_keeps_the_others_going_and_stays_chosen(ann, sandbox):
    asked = ask(ann)
    ann.post("/accounts/1007/unlock/", {"nonce": nonce_in(ann.get("/accounts/1007/unlock/")), "step": "do"})
    told = outcomes(ann, press(ann, asked))
    assert told == {
        "Олександра Ковальчук": ("Done", "", False),
        "김민준": ("Refused", "The account is not locked.", True),
        "Łukasz Brzęczyszczykiewicz": ("Done", "", False),
    }


def test_the_page_of_outcomes_counts_what_was_done_and_never_says_all_is_well(ann, sandbox):
    asked = ask(ann)
    sandbox.faults.add("operation=unlockUserAccount kind=fail status=409 times=1")
    page = ann.get(press(ann, asked)["Location"]).content.decode()
    assert "Done for 2 of 3." in page
    assert "are unlocked" not in page


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("drop", "May be done, may be not"),
        ("fail status=500", "May be done, may be not"),
        ("fail status=403", "Refused"),
        ("rate-limit seconds=1", "Refused"),
    ],
)
def test_what_would_meet_every_other_one_too_leaves_the_rest_untouched(ann, sandbox, fault, outcome):
    asked = ask(ann)
    sandbox.requests.clear()
    sandbox.faults.add(f"operation=unlockUserAccount kind={fault}")
    told = outcomes(ann, press(ann, asked))
    assert [(state, is_chosen) for state, _why, is_chosen in told.values()] == [
        (outcome, True),
        ("Not attempted", True),
        ("Not attempted", True),
    ]
    assert len(calls(sandbox, "unlockUserAccount")) == 1


def test_without_the_record_of_changes_nothing_is_done(ann, sandbox):
    asked = ask(ann)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {Entry._meta.db_table} RENAME TO gone")
    response = press(ann, asked)
    assert [state for state, _why, _chosen in outcomes(ann, response).values()] == ["Not attempted"] * 3
    assert calls(sandbox, "unlockUserAccount") == []


def test_when_time_is_up_the_rest_is_left_for_another_go(ann, sandbox, monkeypatch):
    asked = ask(ann)
    monkeypatch.setattr(selection, "LONGEST", -1)
    told = outcomes(ann, press(ann, asked))
    assert {state for state, _why, _chosen in told.values()} == {"Not attempted"}
    assert calls(sandbox, "unlockUserAccount") == []


def test_only_what_was_asked_for_is_done_whatever_is_posted(ann, sandbox):
    press(ann, ask(ann, (1002,)), id=["1007", "1019"])
    assert [request.path.split("/")[2] for request in calls(sandbox, "unlockUserAccount")] == ["1002"]


def test_a_choice_that_cannot_be_read_any_more_is_never_called_done(ann, sandbox):
    asked = ask(ann)
    Draft.objects.update(sealed_base=None)
    page = ann.get(press(ann, asked)["Location"]).content.decode()
    assert "Nothing was chosen." in page
    assert "are unlocked" not in page
    assert calls(sandbox, "unlockUserAccount") == []


def test_a_form_that_is_not_this_persons_does_nothing(ann, person, sandbox):
    bob = person(email="bob@example.org")
    asked = ask(ann)
    assert press(bob, asked).status_code == 409
    assert calls(sandbox, "unlockUserAccount") == []


def test_what_came_of_it_is_shown_to_nobody_else(ann, person, sandbox):
    bob = person(email="bob@example.org")
    asked = ask(ann)
    sandbox.faults.add("operation=unlockUserAccount kind=fail status=409 times=1")
    told = press(ann, asked)["Location"]
    assert "Done for" not in bob.get(told).content.decode()
    assert "Done for 2 of 3." in ann.get(told).content.decode()


@pytest.mark.parametrize("ids", [[], ["x"], [""], ["-1"], ["٣"], ["1" * 30]], ids=str)
def test_without_a_usable_choice_the_page_says_how_to_choose(ann, ids):
    page = ann.get(ADDRESS, {"id": ids}).content.decode()
    assert "Nothing was chosen." in page
    assert 'name="nonce"' not in page


def test_more_than_a_hundred_are_not_begun(ann, sandbox):
    sandbox.requests.clear()
    page = ask(ann, range(1, 102)).content.decode()
    assert "At most 100 can be done at once." in page
    assert 'name="nonce"' not in page
    assert calls(sandbox, "getAccount") == []


@pytest.mark.parametrize("outcome", ["1", "x", "-1", "9" * 30, ""])
def test_an_outcome_that_is_not_kept_is_an_empty_choice(ann, outcome):
    assert "Nothing was chosen." in ann.get(ADDRESS, {"outcome": outcome}).content.decode()


def test_a_row_can_be_chosen_only_by_somebody_who_may_do_something_with_it(ann, person):
    page = ann.get("/accounts/").content.decode()
    assert page.count('<td class="pick"><input type="checkbox" name="id"') == 50
    assert '<form class="list" data-select method="get" action="/accounts/unlock-chosen/">' in page
    auditor = person({"accounts": ["read"]}, email="auditor@example.org")
    page = auditor.get("/accounts/").content.decode()
    assert 'class="pick"' not in page
    assert "unlock-chosen" not in page
    assert auditor.get(ADDRESS).status_code == 403
    assert auditor.post(ADDRESS, {"step": "do"}).status_code == 403


def test_a_row_has_a_menu_as_far_as_the_person_may_and_the_row_offers(ann, person):
    def menu_of(client, name):
        page = client.get("/accounts/", {"q": name}).content.decode()
        found = re.search(r'<div class="pop menu from-end" id="row-acts" popover>(.*?)</div>', page)
        if found is None:
            return None
        key, without = re.search(
            r'class="more" popovertarget="row-acts" data-key="(\d+)"(?: data-without="(.*?)")?', page
        ).groups()
        acts = re.findall(r'data-act="(.*?)"><a data-before="(.*?)" data-after="([^"?]*)', found[1])
        return [f"{before}{key}{after}" for act, before, after in acts if act not in (without or "").split()]

    always = ["reset-password/", "reset-usage/", "change-plan/", "dormant/", "delete/"]
    locked = [f"/accounts/1002/{act}" for act in ("", "edit/", "unlock/", *always)]
    assert menu_of(ann, "kovalchuk@nordlicht") == locked
    assert menu_of(ann, "owner@nordlicht") == [f"/accounts/1001/{act}" for act in ("", "edit/", *always)]
    editor = person({"accounts": ["read", "write"]}, email="editor@example.org")
    assert menu_of(editor, "kovalchuk@nordlicht") == locked[:-1]
    auditor = person({"accounts": ["read"]}, email="auditor@example.org")
    assert menu_of(auditor, "kovalchuk@nordlicht") is None


@pytest.mark.parametrize("row", [{"id": None}, {"id": "seven"}, {"id": True}, {"id": -1}, {}], ids=str)
def test_a_row_without_a_usable_id_can_neither_be_chosen_nor_acted_on(ann, answer_with, row):
    answer_with("listAccounts", [{**row, "user_name": "Ann", "locked": True}], total=1)
    page = ann.get("/accounts/").content.decode()
    assert '<td class="pick"></td>' in page
    assert '<td class="acts"></td></tr>' in page
