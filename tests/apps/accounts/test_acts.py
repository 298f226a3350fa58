"""What is done to accounts: each act says what it does, asks in proportion, is done once, and leads back."""

import html
import re
import unicodedata

import pytest

from apps.accounts.accounts.bulk import read_outcomes
from console.api.contract import load_contract
from console.audit.models import Entry, State
from sandbox.answering import ANSWERS

BACK = "/accounts/?country=Germany&page=2"


def nonce_in(response):
    return re.search(r'name="nonce" value="([^"]+)"', response.content.decode()).group(1)


def text_of(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def calls(sandbox, operation):
    return [request for request in sandbox.requests if request.operation == operation]


def number_of(sandbox, wanted):
    """The first account that is as wanted."""
    accounts = sandbox.world.accounts
    return next(pk for pk in range(1001, 1201) if (found := accounts.get(pk)) and wanted(found))


@pytest.fixture
def plain(sandbox):
    """An individual, active account on a plan."""
    return number_of(
        sandbox,
        lambda one: (
            one["activated"]
            and one["enabled"]
            and one["service_plan_id"]
            and not one["enterprise_id"]
            and not one["dormant"]
            and not one["guest"]
            and not one["locked"]
            and one["user_email"].isascii()
        ),
    )


@pytest.fixture
def owner(sandbox):
    """The owner of an enterprise with others in it."""
    return number_of(sandbox, lambda one: one["enterprise_owner"] and not one["dormant"])


@pytest.fixture
def guest(sandbox):
    return number_of(sandbox, lambda one: one["guest"])


@pytest.fixture
def dormant(sandbox):
    return number_of(sandbox, lambda one: one["dormant"] and not one["enterprise_owner"])


def do(client, url, **typed):
    """Open the page of an act and press its button."""
    page = client.get(url, {"return_to": BACK})
    posted = {"nonce": nonce_in(page), "return_to": BACK, "step": "do", **typed}
    return posted, client.post(url, posted)


ACTS = [
    ("reset-password", "resetAccountPassword", "Password reset."),
    ("reset-usage", "resetUsageStatistics", "Usage statistics reset."),
    ("dormant", "markAccountDormant", "Account marked as dormant."),
]


@pytest.mark.parametrize(("act", "operation", "done"), ACTS)
def test_an_act_is_done_once_recorded_and_leads_back_to_the_account_and_its_list(
    ann, sandbox, plain, act, operation, done
):
    email = sandbox.world.accounts.get(plain)["user_email"]
    posted, first = do(ann, f"/accounts/{plain}/{act}/", typed=email if act == "dormant" else "")
    assert first.status_code == 302
    assert first["Location"].startswith(f"/accounts/{plain}/?return_to=")
    after = ann.get(first["Location"])
    assert done in text_of(after)
    assert html.escape(BACK) in after.content.decode()
    assert ann.post(f"/accounts/{plain}/{act}/", posted)["Location"] == first["Location"]
    assert len(calls(sandbox, operation)) == 1
    entry = Entry.objects.get(operation=operation)
    assert (entry.object_id, entry.state) == (str(plain), State.DONE)


@pytest.mark.parametrize(
    ("act", "operation", "words"),
    [
        ("reset-password", "resetAccountPassword", ("mails the person a link", "signed out", "security question")),
        ("reset-usage", "resetUsageStatistics", ("starts again from zero", "tells the person")),
        ("dormant", "markAccountDormant", ("cannot be undone", "never sign in again", "archived or deleted")),
    ],
)
def test_an_act_says_what_it_does_before_anything_is_sent(ann, sandbox, plain, act, operation, words):
    page = text_of(ann.get(f"/accounts/{plain}/{act}/"))
    for each in words:
        assert each in page
    assert calls(sandbox, operation) == []


def test_a_reset_of_the_password_mails_the_person(ann, sandbox, plain):
    do(ann, f"/accounts/{plain}/reset-password/")
    email = sandbox.world.accounts.get(plain)["user_email"]
    assert [mail.subject for mail in sandbox.world.mails if mail.to == email] == ["Reset your password"]


def test_a_reset_of_the_usage_leaves_nothing_counted(ann, sandbox, plain):
    do(ann, f"/accounts/{plain}/reset-usage/")
    assert set(sandbox.world.accounts.get(plain)["consumed"].values()) == {0}


def test_dormancy_and_deletion_ask_for_the_address_and_do_nothing_without_it(ann, sandbox, plain):
    for act, operation in (("dormant", "markAccountDormant"), ("delete", "deleteAccount")):
        assert sandbox.world.accounts.get(plain)["user_email"] in text_of(ann.get(f"/accounts/{plain}/{act}/"))
        for typed in ("", "yes", sandbox.world.accounts.get(plain)["user_name"]):
            _posted, refused = do(ann, f"/accounts/{plain}/{act}/", typed=typed)
            assert refused.status_code == 422
            assert "not what was asked for" in text_of(refused)
        assert calls(sandbox, operation) == []


def test_dormancy_and_deletion_say_the_certificates_and_the_plan_that_go(ann, sandbox, plain):
    certificates = len(ann.get(f"/accounts/{plain}/certificates/").context["table"].rows.split("</tr>")) - 1
    plan = sandbox.world.accounts.plan_of(sandbox.world.accounts.get(plain))["name"]
    for act in ("dormant", "delete"):
        page = text_of(ann.get(f"/accounts/{plain}/{act}/"))
        assert f"{certificates} signing certificate" in page or not certificates
        assert f"service plan “{plan}” becomes free" in page


@pytest.mark.parametrize(("status", "words"), [(404, ""), (403, "The certificates of this account go with it.")])
def test_numbers_that_signinghub_does_not_give_do_not_stop_an_act(ann, sandbox, plain, status, words):
    sandbox.faults.add(f"operation=listSigningCertificates kind=fail status={status}")
    email = sandbox.world.accounts.get(plain)["user_email"]
    page = ann.get(f"/accounts/{plain}/delete/")
    assert words in text_of(page)
    assert "signing certificate goes" not in text_of(page)
    assert do(ann, f"/accounts/{plain}/delete/", typed=email)[1]["Location"] == BACK


@pytest.mark.parametrize(("act", "operation"), [("dormant", "markAccountDormant"), ("delete", "deleteAccount")])
def test_an_owner_with_others_in_the_enterprise_is_told_that_signinghub_refuses_and_not_asked(
    ann, sandbox, owner, act, operation
):
    account = sandbox.world.accounts.get(owner)
    others = [one for one in sandbox.world.accounts.members(account["enterprise_id"]) if one["id"] != owner]
    left = [one for one in others if not (act == "dormant" and one["dormant"])]
    page = ann.get(f"/accounts/{owner}/{act}/")
    assert f"owns an enterprise with {len(left)} other user" in text_of(page)
    assert "SigningHub refuses" in text_of(page)
    assert 'name="step" value="do"' not in page.content.decode()
    posted = {"nonce": nonce_in(page), "typed": account["user_email"], "step": "do"}
    assert ann.post(f"/accounts/{owner}/{act}/", posted).status_code == 409
    assert calls(sandbox, operation) == []


def test_others_are_counted_also_where_ids_come_as_text_and_ownership_is_not_said(ann, sandbox, owner, answer_with):
    email = sandbox.world.accounts.get(owner)["user_email"]
    user = {"id": str(owner), "user_name": "Owner", "user_email": email, "enterprise": {"id": 501, "name": "Nordlicht"}}
    answer_with("getAccount", {"user": user})
    users = [{"id": str(owner), "owner": "true"}, {"id": "7"}, {"id": "8"}]
    answer_with("listEnterpriseUsers", users, total=3)
    assert "owns an enterprise with 2 other users" in text_of(ann.get(f"/accounts/{owner}/delete/"))
    answer_with("listEnterpriseUsers", [{"id": str(owner)}, {"id": "7", "owner": True}], total=2)
    assert "owns an enterprise" not in text_of(ann.get(f"/accounts/{owner}/delete/"))


def test_an_owner_whose_others_are_all_dormant_may_be_made_dormant_but_not_deleted(ann, sandbox, owner):
    accounts = sandbox.world.accounts
    account = accounts.get(owner)
    for one in accounts.members(account["enterprise_id"]):
        if one["id"] != owner:
            accounts.change(one, dormant=True)
    assert "SigningHub refuses" in text_of(ann.get(f"/accounts/{owner}/delete/"))
    _posted, done = do(ann, f"/accounts/{owner}/dormant/", typed=account["user_email"])
    assert done.status_code == 302
    assert accounts.get(owner)["dormant"]


def test_a_deleted_account_leads_back_to_the_list_and_a_second_submit_gets_the_same_answer(ann, sandbox, plain):
    email = sandbox.world.accounts.get(plain)["user_email"]
    posted, first = do(ann, f"/accounts/{plain}/delete/", typed=email)
    assert first["Location"] == BACK
    again = ann.post(f"/accounts/{plain}/delete/", posted)
    assert (again.status_code, again["Location"]) == (302, BACK)
    assert len(calls(sandbox, "deleteAccount")) == 1
    assert sandbox.world.accounts.get(plain) is None
    assert Entry.objects.get(operation="deleteAccount").object_id == str(plain)


def test_a_dormant_account_can_be_archived_and_leads_back_to_the_list(ann, sandbox, dormant):
    assert f"/accounts/{dormant}/archive/" in ann.get(f"/accounts/{dormant}/").content.decode()
    assert "leaves every list" in text_of(ann.get(f"/accounts/{dormant}/archive/"))
    posted, first = do(ann, f"/accounts/{dormant}/archive/")
    assert first["Location"] == BACK
    assert ann.post(f"/accounts/{dormant}/archive/", posted)["Location"] == BACK
    assert len(calls(sandbox, "archiveAccount")) == 1


def test_what_signinghub_refuses_is_said_in_its_words_and_recorded_as_refused(ann, sandbox, plain):
    _posted, refused = do(ann, f"/accounts/{plain}/archive/")
    assert refused.status_code == 409
    assert "Only a dormant account can be archived." in text_of(refused)
    assert Entry.objects.get(operation="archiveAccount").state == State.REFUSED


def test_an_answer_that_never_came_is_not_called_done_and_not_sent_twice(ann, sandbox, plain):
    email = sandbox.world.accounts.get(plain)["user_email"]
    sandbox.faults.add("operation=deleteAccount kind=drop times=1")
    posted, lost = do(ann, f"/accounts/{plain}/delete/", typed=email)
    assert lost.status_code >= 500
    again = ann.post(f"/accounts/{plain}/delete/", posted)
    assert "Outcome unknown" in text_of(again)
    asked = ann.post(f"/accounts/{plain}/delete/", posted | {"step": "again", "typed": ""})
    assert "Type the e-mail address" in text_of(asked) or asked.status_code == 404
    assert len(calls(sandbox, "deleteAccount")) == 1


def test_acts_are_offered_where_the_account_is_in_a_state_for_them(ann, plain, guest, dormant):
    def offered(pk):
        return set(re.findall(rf'href="/accounts/{pk}/([a-z-]+)/"', ann.get(f"/accounts/{pk}/").content.decode()))

    always = {"certificates", "activity", "alerts", "payments"}
    assert offered(plain) - always == {"edit", "reset-password", "reset-usage", "change-plan", "dormant", "delete"}
    assert offered(guest) - always == {"rename-guest", "delete"}
    assert offered(dormant) - always == {"edit", "archive", "delete"}


# Guests


def test_a_guests_name_is_changed_by_the_operation_for_guests(ann, sandbox, guest):
    url = f"/accounts/{guest}/rename-guest/"
    page = ann.get(url)
    assert re.findall(r'<input[^>]*name="(user_\w+)"', page.content.decode()) == ["user_name"]
    nonce = nonce_in(page)
    review = ann.post(url, {"nonce": nonce, "user_name": "Renamed", "step": "review"})
    assert "Renamed" in text_of(review)
    for _press in range(2):
        assert ann.post(url, {"nonce": nonce, "step": "save"}).status_code == 302
    (call,) = calls(sandbox, "updateGuestAccount")
    assert call.body == {"user_name": "Renamed"}
    assert sandbox.world.accounts.get(guest)["user_name"] == "Renamed"
    entry = Entry.objects.get(operation="updateGuestAccount")
    assert entry.values == {"user_name": "Renamed"}
    assert entry.before.keys() == {"user_name"}


def test_editing_a_guest_leads_to_the_name_and_back_to_the_same_list(ann, sandbox, guest):
    response = ann.get(f"/accounts/{guest}/edit/", {"return_to": BACK})
    assert response["Location"].startswith(f"/accounts/{guest}/rename-guest/?return_to=")
    assert len(calls(sandbox, "getAccount")) == 1


def test_opening_the_form_of_an_account_reads_it_once(ann, sandbox, plain):
    ann.get("/accounts/")
    sandbox.requests.clear()
    ann.get(f"/accounts/{plain}/edit/")
    assert len(calls(sandbox, "getAccount")) == 1


# Service plans


def another_plan(sandbox, pk, kind):
    present = sandbox.world.accounts.get(pk)["service_plan_id"]
    plans = sandbox.world.service_plans.values()
    return next(plan for plan in plans if plan["type"] == kind and plan["id"] != present)


def change_plan(client, pk, **typed):
    url = f"/accounts/{pk}/change-plan/"
    nonce = nonce_in(client.get(url, {"return_to": BACK}))
    review = client.post(url, {"nonce": nonce, "return_to": BACK, "step": "review", **typed})
    return review, lambda: client.post(url, {"nonce": nonce, "return_to": BACK, "step": "save"})


def test_a_plan_is_picked_reviewed_and_changed_once(ann, sandbox, plain):
    plan = another_plan(sandbox, plain, "INDIVIDUAL")
    before = sandbox.world.accounts.plan_of(sandbox.world.accounts.get(plain))["name"]
    review, save = change_plan(ann, plain, service_plan=plan["name"])
    assert before in text_of(review)
    assert plan["name"] in text_of(review)
    first, second = save(), save()
    assert first["Location"] == second["Location"]
    assert first["Location"].startswith(f"/accounts/{plain}/?return_to=")
    (call,) = calls(sandbox, "changeUserServicePlan")
    assert call.body == {
        "user_email": sandbox.world.accounts.get(plain)["user_email"],
        "service_plan": plan["name"],
    }
    assert sandbox.world.accounts.get(plain)["service_plan_id"] == plan["id"]
    entry = Entry.objects.get(operation="changeUserServicePlan")
    assert entry.before["service_plan"] == before


def test_an_enterprise_plan_for_an_individual_asks_for_the_enterprises_name_before_it_is_sent(ann, sandbox, plain):
    plan = another_plan(sandbox, plain, "ENTERPRISE")
    refused, _save = change_plan(ann, plain, service_plan=plan["name"])
    assert refused.status_code == 422
    assert "needs the name of the enterprise" in text_of(refused)
    assert calls(sandbox, "changeUserServicePlan") == []
    _review, save = change_plan(ann, plain, service_plan=plan["name"], enterprise_name="Nachtwache")
    assert save().status_code == 302
    changed = sandbox.world.accounts.get(plain)
    assert (changed["enterprise_owner"], changed["enterprise_name"]) == (True, "Nachtwache")


def test_the_form_says_who_moves_with_the_owner_of_an_enterprise(ann, sandbox, owner):
    account = sandbox.world.accounts.get(owner)
    others = len(sandbox.world.accounts.members(account["enterprise_id"])) - 1
    assert f"{others} other users of the enterprise move with its owner" in text_of(
        ann.get(f"/accounts/{owner}/change-plan/")
    )
    plan = another_plan(sandbox, owner, "ENTERPRISE")
    _review, save = change_plan(ann, owner, service_plan=plan["name"])
    assert save().status_code == 302


def test_a_member_of_an_enterprise_is_told_that_the_plan_is_the_owners(ann, sandbox):
    member = number_of(sandbox, lambda one: one["enterprise_id"] and not one["enterprise_owner"] and not one["dormant"])
    assert "belongs to the owner" in text_of(ann.get(f"/accounts/{member}/change-plan/"))


def test_the_full_list_of_plans_serves_where_the_basic_one_does_not_exist(ann, sandbox, plain):
    sandbox.faults.add("operation=listBasicServicePlans kind=fail status=404")
    page = ann.get(f"/accounts/{plain}/change-plan/").content.decode()
    assert "<select" in page
    assert calls(sandbox, "listServicePlans")


def test_whoever_may_not_read_plans_types_the_name_and_is_told_why(person, sandbox, plain):
    editor = person({"accounts": ["read", "write"]})
    page = editor.get(f"/accounts/{plain}/change-plan/")
    assert re.search(r'<input type="text" name="service_plan"', page.content.decode())
    assert "Service plans" in text_of(page)
    assert "typed as SigningHub spells it" in text_of(page)
    assert not calls(sandbox, "listBasicServicePlans") + calls(sandbox, "listServicePlans")
    plan = another_plan(sandbox, plain, "INDIVIDUAL")
    _review, save = change_plan(editor, plain, service_plan=plan["name"])
    assert save().status_code == 302


# Several at once


@pytest.fixture
def others(sandbox):
    """Three individual accounts."""
    accounts = sandbox.world.accounts
    wanted = (pk for pk in range(1001, 1201) if (one := accounts.get(pk)) and not one["enterprise_id"])
    return [next(wanted) for _place in range(3)]


def choose(client, ids):
    return client.get("/accounts/delete-chosen/", {"id": ids, "return_to": BACK})


def delete(client, ids, typed=None):
    page = choose(client, ids)
    posted = {"nonce": nonce_in(page), "return_to": BACK, "step": "do"}
    posted["typed"] = page.context["typed"] if typed is None else typed
    return posted, client.post("/accounts/delete-chosen/", posted)


def test_several_are_deleted_in_one_call_after_their_number_was_typed(ann, sandbox, others):
    page = choose(ann, others)
    assert "delete 3 accounts" in text_of(page)
    assert delete(ann, others, typed="delete")[1].status_code == 422
    assert calls(sandbox, "deleteAccountsBulk") == []
    posted, done = delete(ann, others)
    assert done["Location"] == BACK
    assert ann.post("/accounts/delete-chosen/", posted)["Location"] == BACK
    (call,) = calls(sandbox, "deleteAccountsBulk")
    assert call.body == others
    assert [sandbox.world.accounts.get(pk) for pk in others] == [None] * 3
    assert "The chosen accounts are deleted." in text_of(ann.get(BACK))


def test_the_record_names_the_accounts_before_and_says_what_came_of_each_after(ann, sandbox, others, owner):
    delete(ann, [*others, owner])
    entry = Entry.objects.get(operation="deleteAccountsBulk")
    assert entry.values == {"body": [*others, owner]}
    assert len(entry.before["body"]) == 4
    outcome = Entry.objects.get(title="Delete Bulk Account", operation="")
    assert outcome.values == {"done": others, "refused": [owner]}
    assert outcome.state == State.REFUSED


def test_one_alone_is_confirmed_by_its_address(ann, sandbox, others):
    assert choose(ann, others[:1]).context["typed"] == sandbox.world.accounts.get(others[0])["user_email"]


def test_owners_among_the_chosen_are_counted_with_the_people_under_them(ann, sandbox, others, owner):
    account = sandbox.world.accounts.get(owner)
    under = len(sandbox.world.accounts.members(account["enterprise_id"])) - 1
    page = text_of(choose(ann, [*others, owner]))
    assert f"1 of them owns an enterprise, with {under} other users in all" in page


def test_what_was_refused_is_told_by_name_and_still_chosen(ann, sandbox, others, owner):
    _posted, done = delete(ann, [*others, owner])
    told = ann.get(done["Location"])
    assert "Done for 3 of 4." in text_of(told)
    assert "owns an enterprise" in text_of(told)
    assert re.findall(r'name="id" value="(\d+)" checked', told.content.decode()) == [str(owner)]


STRANGE = [
    {"message": "The accounts have been deleted."},
    {"deleted": 3},
    "All gone",
    [True, True, True],
    [],
    [{"result": "ok"}] * 3,
    [[1001], [1002]],
    None,
]


@pytest.mark.parametrize("answer", STRANGE, ids=str)
def test_an_answer_of_an_undocumented_shape_is_shown_as_it_is_and_never_as_success(ann, answer_with, others, answer):
    answer_with("deleteAccountsBulk", answer)
    _posted, done = delete(ann, others)
    told = ann.get(done["Location"])
    assert "Done for 0 of 3." in text_of(told)
    assert text_of(told).count("May be done, may be not") == 3
    assert "What SigningHub answered" in text_of(told)
    for words in re.findall(r"[A-Za-z][a-z. ]+", str(answer or "")):
        assert words.strip() in text_of(told) or words in ("None", "True")
    assert len(re.findall(r'name="id" value="\d+" checked', told.content.decode())) == 3
    assert Entry.objects.get(title="Delete Bulk Account", operation="").state == State.UNKNOWN


CHOSEN = [{"id": 7, "called": "Seven", "why": ""}, {"id": 8, "called": "Eight", "why": ""}]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ([{"id": 7, "status": "DELETED"}, {"id": 8, "status": "FAILED", "message": "no"}], ["done", "refused"]),
        ([{"userId": "7", "success": True}, {"user_id": 8, "Success": "false"}], ["done", "refused"]),
        ([{"id": 7, "status": 200}, {"id": 8, "status": 409}], ["done", "refused"]),
        ([{"id": 7, "status": "Success"}, {"id": 9, "status": "Success"}], ["done", "unknown"]),
        ([{"id": 7, "status": "DELETED"}, {"id": 7, "status": "FAILED"}], ["unknown", "unknown"]),
        ([{"id": 7, "status": "QUEUED"}, {"id": 8, "status": None}], ["unknown", "unknown"]),
        ([{"id": True, "status": "DELETED"}, {"status": "DELETED"}], ["unknown", "unknown"]),
        ({"id": 7, "status": "DELETED"}, ["unknown", "unknown"]),
    ],
    ids=str,
)
def test_only_what_is_plainly_said_of_an_account_counts(answer, expected):
    result = read_outcomes(answer, CHOSEN, load_contract().operation("deleteAccountsBulk"))
    assert [outcome.state for outcome in result.outcomes] == expected
    assert bool(result.said) == ("unknown" in expected)


def test_a_secret_in_a_strange_answer_is_not_shown(ann, answer_with, others):
    """Statement 26."""
    answer_with("deleteAccountsBulk", {"api_token": "hush", "note": "seen"})
    _posted, done = delete(ann, others)
    page = ann.get(done["Location"]).content.decode()
    assert "seen" in page
    assert "hush" not in page


@pytest.mark.parametrize(("fault", "state"), [("drop", "May be done, may be not"), ("fail status=403", "Refused")])
def test_a_call_that_fails_as_a_whole_is_told_of_each_and_all_stay_chosen(ann, sandbox, others, fault, state):
    page = choose(ann, others)
    sandbox.faults.add(f"operation=deleteAccountsBulk kind={fault} times=1")
    posted = {"nonce": nonce_in(page), "typed": page.context["typed"], "return_to": BACK, "step": "do"}
    told = ann.get(ann.post("/accounts/delete-chosen/", posted)["Location"])
    assert text_of(told).count(state) == 3
    assert len(re.findall(r'name="id" value="\d+" checked', told.content.decode())) == 3


def test_what_is_typed_may_leave_out_the_marks_of_direction_that_nobody_sees(ann, sandbox, others):
    ann.user.language = "ar"
    ann.user.save()
    typed = choose(ann, others).context["typed"]
    seen = "".join(letter for letter in typed if unicodedata.category(letter) != "Cf")
    assert re.search("[\u0600-\u06ff]", seen)
    _posted, done = delete(ann, others, typed=seen)
    assert done.status_code == 302
    assert len(calls(sandbox, "deleteAccountsBulk")) == 1


def test_owners_that_cannot_be_counted_are_said_to_be_uncounted(ann, sandbox, owner):
    sandbox.faults.add("operation=listEnterpriseUsers kind=fail status=403")
    assert "1 of them may own an enterprise" in text_of(choose(ann, [owner]))


def test_nothing_chosen_deletes_nothing(ann, sandbox):
    assert "Nothing was chosen" in text_of(choose(ann, []))
    assert ann.post("/accounts/delete-chosen/", {"step": "do"}).status_code == 409
    assert calls(sandbox, "deleteAccountsBulk") == []


def test_whoever_may_not_delete_is_offered_no_deletion_and_gets_no_further(person, sandbox, plain):
    editor = person({"accounts": ["read", "write"]})
    assert "delete" not in editor.get("/accounts/").content.decode()
    assert f"/accounts/{plain}/delete/" not in editor.get(f"/accounts/{plain}/").content.decode()
    for address in (f"/accounts/{plain}/delete/", "/accounts/delete-chosen/"):
        assert editor.get(address).status_code == 403
        assert editor.post(address, {"step": "do"}).status_code == 403


def test_every_operation_of_the_acts_is_answered_by_the_sandbox():
    operations = [operation for _act, operation, _done in ACTS]
    assert {*operations, "archiveAccount", "deleteAccount", "deleteAccountsBulk"} <= ANSWERS.keys()


def test_one_reference_joins_the_page_the_entry_and_the_call(person, sandbox):
    """Statement 57, and one request id for all three."""
    ann = person()
    nonce = ann.get("/accounts/1002/unlock/").context["draft"].nonce
    sandbox.requests.clear()
    page = ann.post("/accounts/1002/unlock/", {"nonce": nonce})
    (call,) = [request for request in sandbox.requests if request.operation == "unlockUserAccount"]
    entry = Entry.objects.get(operation="unlockUserAccount")
    headers = {name.lower(): value for name, value in call.headers.items()}
    assert page["X-Request-ID"] == entry.request_id == headers["x-request-id"]
    assert entry.state == State.DONE
