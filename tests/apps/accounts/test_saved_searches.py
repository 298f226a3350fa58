"""SigningHub's own saved searches of accounts: criteria and filters, and what is said where they differ."""

import re

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from apps.accounts.accounts.forms import AccountFilters
from apps.accounts.saved_searches.criteria import ACCOUNTS, BILLING_MODES, PAYMENT_TYPES, TABLE
from apps.accounts.saved_searches.forms import AddSearchForm
from console.api.contract import load_contract
from console.permissions import Area

LIST = "/accounts/"
SEARCHES = "/accounts/searches/"
ADD = "/accounts/searches/add/"
MENU = "/accounts/parts/searches/"
BUILT_IN = 1
# What is saved first gets this id: the sandbox begins with three searches.
SAVED = 4


@pytest.fixture
def listed():
    return load_contract().operation("listAccounts")


@pytest.fixture
def saving():
    return load_contract().operation("addAccountSearch")


def nonce_in(response):
    return re.search(r'name="nonce" value="([^"]+)"', response.content.decode()).group(1)


def save(client, address, **fields):
    """Open the form at an address, review it with these fields changed, and save what was reviewed."""
    page = client.get(address)
    path, _mark, query = address.partition("?")
    form = page.context["form"]
    typed = {name: form[name].value() for name in form.fields}
    typed = {name: "" if value is None else str(value) for name, value in typed.items()} | fields
    back = QueryDict(query).get("return_to", "")
    machinery = {"nonce": nonce_in(page), "return_to": back}
    reviewed = client.post(path, typed | machinery | {"step": "review"})
    assert reviewed.status_code == 200, reviewed.content.decode()
    return client.post(path, machinery | {"step": "save"})


def saved_bodies(sandbox, operation="addAccountSearch"):
    return [request.body for request in sandbox.requests if request.operation == operation]


def add_from(query):
    return f"{ADD}?{urlencode({'return_to': f'{LIST}?{query}'})}"


# --- the table of the two spellings -------------------------------------------------------------------------------


def test_every_property_of_save_search_is_in_the_table_and_in_the_form(saving):
    assert {"search_name", *ACCOUNTS.by_name} == set(saving.body_properties)
    assert set(AddSearchForm.base_fields) == set(saving.body_properties)


def test_every_filter_of_the_list_is_in_the_table_but_the_two_that_a_search_lacks():
    assert set(AccountFilters.base_fields) - set(ACCOUNTS.by_filter) == {"accounts", "service_plan_type"}


def test_every_value_of_the_contract_has_words(saving):
    for name, words in (("billing_mode", BILLING_MODES), ("payment_type", PAYMENT_TYPES)):
        assert set(words) == {value for value in saving.body_properties[name]["enum"] if value}


@pytest.mark.parametrize(
    ("criterion", "saved", "filters"),
    [
        ("billing_mode", "ONLINE_BILLING", {"billing_mode": "ONLINE"}),
        ("billing_mode", "OFFLINE_BILLING", {"billing_mode": "OFFLINE"}),
        ("payment_type", "PAY_AS_YOU_GO", {"payment_type": "PAY_AS_YOU_GO"}),
        ("activated", True, {"activated": "ACTIVATED"}),
        ("activated", False, {"activated": "REGISTERED"}),
        ("enabled", True, {"enabled": "True"}),
        ("enabled", False, {"enabled": "False"}),
        ("last_accessed_days", "30", {"last_activity": "30"}),
        ("created_on_from", "2024-02-29", {"from": "2024-02-29"}),
        ("created_on_to", "2024-03-01", {"to": "2024-03-01"}),
        ("service_plan_name", "Basic & more", {"service_plan": "Basic & more"}),
        ("user_name", "山田 <太郎>", {"user_name": "山田 <太郎>"}),
    ],
)
def test_a_criterion_and_its_filter_are_the_same_question_both_ways(listed, saving, criterion, saved, filters):
    opened = ACCOUNTS.to_filters({criterion: saved}, listed)
    assert (opened.values, opened.left_out) == (filters, [])
    kept = ACCOUNTS.to_criteria(QueryDict(urlencode(filters)), listed, saving.body_properties)
    assert (kept.values, kept.left_out) == ({criterion: saved}, [])


@pytest.mark.parametrize(
    ("criterion", "saved", "filters"),
    [
        ("activated", 1, {"activated": "ACTIVATED"}),
        ("enabled", "false", {"enabled": "False"}),
        ("last_accessed_days", 30, {"last_activity": "30"}),
        ("created_on_from", "2024-02-29 00:00:00 +00", {"from": "2024-02-29"}),
        ("created_on_to", "2024-03-01T00:00:00Z", {"to": "2024-03-01"}),
    ],
)
def test_a_criterion_is_read_however_a_server_writes_it(listed, criterion, saved, filters):
    assert ACCOUNTS.to_filters({criterion: saved}, listed).values == filters


@pytest.mark.parametrize(
    ("criterion", "saved", "said"),
    [
        ("billing_mode", "NO_BILLING", "No billing"),
        ("billing_mode", "NO_BILLING_TRIAL", "No billing, trial"),
        ("payment_type", "NONE", "Payment type “None”"),
        ("activated", "perhaps", "Activation “perhaps”"),
        ("last_accessed_days", 0, "“0”"),
        ("last_accessed_days", 123456, "“123456”"),
        ("created_on_from", "soon", "Created since “soon”"),
        ("created_on_to", "2024-02-31", "Created until “2024-02-31”"),
        ("shoe_size", "44", "Shoe size"),
    ],
)
def test_a_criterion_that_the_list_has_no_filter_for_is_left_out_and_said(listed, criterion, saved, said):
    opened = ACCOUNTS.to_filters({criterion: saved, "user_name": "a"}, listed)
    assert opened.values == {"user_name": "a"}
    (sentence,) = opened.left_out
    assert said in sentence


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("accounts=LOCKED", "View: Locked"),
        ("service_plan_type=NONE", "Plan type: None"),
        ("q=nordlicht", "The search for “nordlicht”"),
        ("sort=-country", "order"),
        ("columns=user_name,country", "columns"),
        (f"service_plan={'x' * 101}", "Service plan"),
    ],
)
def test_what_a_search_cannot_keep_is_said(listed, saving, query, said):
    kept = ACCOUNTS.to_criteria(QueryDict(f"country=Norway&{query}"), listed, saving.body_properties)
    assert kept.values == {"country": "Norway"}
    (sentence,) = kept.left_out
    assert said in sentence


def test_a_filter_with_a_value_that_the_list_refuses_is_not_saved(listed, saving):
    kept = ACCOUNTS.to_criteria(QueryDict("billing_mode=NONSENSE&last_activity=0"), listed, saving.body_properties)
    assert kept.values == {}


def test_all_accounts_is_no_filter_that_could_be_lost(listed, saving):
    assert ACCOUNTS.to_criteria(QueryDict("accounts=ALL"), listed, saving.body_properties).left_out == []


def test_no_criterion_is_in_the_table_twice():
    assert len(ACCOUNTS.by_name) == len(ACCOUNTS.by_filter) == len(TABLE)


# --- on the list of accounts ----------------------------------------------------------------------------------------


def test_the_list_does_not_wait_for_its_saved_searches(ann, sandbox):
    page = ann.get(LIST).content.decode()
    assert f'hx-get="{MENU}"' in page
    assert "listAccountSearches" not in [request.operation for request in sandbox.requests]


def test_a_failing_search_list_says_so_in_its_menu(ann, sandbox):
    ann.get(LIST)
    sandbox.faults.add("operation=listAccountSearches kind=fail status=500")
    part = ann.get(MENU, headers={"HX-Request": "true"})
    assert part["HX-Retarget"] == "#part-account-searches-menu"
    assert "Try again" in part.content.decode()


def test_the_menu_leads_to_the_list_with_the_filters_of_each_search(ann):
    page = ann.get(MENU, headers={"HX-Request": "true"}).content.decode()
    assert 'href="/accounts/?enabled=True&amp;last_activity=30"' in page
    assert "Locked &lt;last 30 days&gt;" in page
    assert "built in" in page


def test_the_menu_leads_by_the_page_that_explains_where_the_list_cannot_be_asked_exactly(ann, answer_with):
    rows = [
        {"id": 7, "search_name": "Unpaid", "criteria": {"payment_type": "NONE"}},
        {"id": 8, "search_name": "Without its criteria"},
        {"search_name": "Without an id", "criteria": {"country": "Norway"}},
        {"search_name": "Without anything"},
        {"id": "9", "search_name": ["Otherwise"], "criteria": [{"payment_type": "NONE"}]},
    ]
    answer_with("listAccountSearches", rows)
    page = ann.get(MENU).content.decode()
    assert 'href="/accounts/searches/7/open/"' in page
    assert 'href="/accounts/searches/8/open/"' in page
    assert 'href="/accounts/searches/9/open/"' in page
    assert 'href="/accounts/?country=Norway"' in page
    assert '<p class="through"><bdi>Without anything</bdi></p>' in page
    assert "<bdi>Otherwise</bdi>" in page


def test_saving_is_offered_where_there_is_something_to_save(ann):
    assert ADD not in ann.get(LIST).content.decode()
    page = ann.get(LIST, {"country": "Norway", "page": "1"}).content.decode()
    assert f"{ADD}?return_to=%2Faccounts%2F%3Fcountry%3DNorway" in page


def test_somebody_who_may_only_read_is_not_offered_to_save(person):
    reader = person(rights={Area.ACCOUNTS.value: ["read"]}, email="reader@example.org")
    page = reader.get(LIST, {"country": "Norway"}).content.decode()
    assert ADD not in page
    assert f'hx-get="{MENU}"' in page
    assert reader.get(ADD).status_code == 403


# --- saving ---------------------------------------------------------------------------------------------------------


def test_the_present_filters_are_saved_under_a_name_and_the_person_is_back_at_the_list(ann, sandbox):
    query = "country=Norway&activated=REGISTERED&billing_mode=OFFLINE&last_activity=90&from=2024-01-01"
    answer = save(ann, add_from(query), search_name="Asleep in Norway")
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?{query}")
    (body,) = saved_bodies(sandbox)
    assert body == {
        "search_name": "Asleep in Norway",
        "country": "Norway",
        "activated": False,
        "billing_mode": "OFFLINE_BILLING",
        "last_accessed_days": "90",
        "created_on_from": "2024-01-01",
    }
    menu = ann.get(MENU).content.decode()
    (before, _after) = menu.split("<bdi>Asleep in Norway")
    opened = re.findall(r'<a href="([^"]+)"', before)[-1].replace("&amp;", "&")
    assert QueryDict(opened.partition("?")[2]) == QueryDict(query)


def test_what_will_not_be_kept_is_said_before_and_while_it_is_saved(ann):
    address = add_from("accounts=LOCKED&country=Norway&sort=country")
    page = ann.get(address)
    assert "View: Locked" in page.content.decode()
    fields = {"search_name": "Locked", "country": "Norway", "nonce": nonce_in(page), "step": "review"}
    fields["return_to"] = f"{LIST}?accounts=LOCKED&country=Norway&sort=country"
    review = ann.post(ADD, fields).content.decode()
    assert "View: Locked" in review
    assert "What will be added" in review


def test_a_way_back_that_is_not_the_list_fills_nothing_in(ann):
    page = ann.get(f"{ADD}?{urlencode({'return_to': '/roles/?country=Norway'})}")
    assert page.context["form"]["country"].value() is None


def test_a_name_that_is_taken_is_said_beside_the_name_and_nothing_is_lost(ann, sandbox):
    page = ann.get(ADD)
    typed = {"search_name": "Locked <last 30 days>", "enterprise_name": "Nordlicht", "nonce": nonce_in(page)}
    ann.post(ADD, typed | {"step": "review"})
    refused = ann.post(ADD, {"nonce": nonce_in(page), "step": "save"})
    assert refused.status_code == 422
    assert refused.context["form"].errors["search_name"] == ["is taken."]
    assert refused.context["form"]["enterprise_name"].value() == "Nordlicht"


def test_a_search_is_saved_once_however_often_it_is_sent(ann, sandbox):
    page = ann.get(ADD)
    ann.post(ADD, {"search_name": "Once", "country": "Norway", "nonce": nonce_in(page), "step": "review"})
    answers = [ann.post(ADD, {"nonce": nonce_in(page), "step": "save"}) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(saved_bodies(sandbox)) == 1


# --- opening, editing, deleting -------------------------------------------------------------------------------------


def test_a_search_opens_as_filters_in_the_address_of_the_list(ann):
    answer = ann.get(f"{SEARCHES}{BUILT_IN}/open/")
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?enabled=True&last_activity=30")


def test_what_the_list_cannot_be_asked_is_said_before_it_is_shown(ann, answer_with):
    criteria = {"billing_mode": "NO_BILLING_TRIAL", "country": "Norway", "user_name": None, "shoe_size": 44}
    answer_with("getAccountSearch", {"id": 7, "search_name": "Trials", "default": False, "criteria": criteria})
    response = ann.get(f"{SEARCHES}7/open/")
    page = response.content.decode()
    assert response.status_code == 200
    assert "Billing mode “No billing, trial”: the list has no such filter." in page
    assert "Shoe size" in page
    assert 'href="/accounts/?country=Norway"' in page


def test_a_search_says_what_it_asks_in_words(ann):
    page = ann.get(f"{SEARCHES}{BUILT_IN}/").content.decode()
    assert "Access" in page
    assert "Allowed" in page
    assert "Days since the last activity" in page


def test_an_edit_sends_the_name_and_every_criterion(ann, sandbox):
    save(ann, add_from("country=Norway&enabled=False&user_name=ann"), search_name="First")
    answer = save(ann, f"{SEARCHES}{SAVED}/edit/", search_name="Second", user_name="")
    assert answer.status_code == 302
    assert saved_bodies(sandbox, "updateAccountSearch") == [
        {"search_name": "Second", "country": "Norway", "enabled": False, "user_name": None}
    ]


def test_a_date_with_a_time_of_day_survives_an_edit_of_something_else(ann, answer_with, sandbox):
    criteria = {"created_on_from": "2024-02-29 00:00:00 +00", "last_accessed_days": 30, "activated": True}
    answer_with("getAccountSearch", {"id": 7, "search_name": "Old", "default": False, "criteria": criteria})
    answer_with("updateAccountSearch", {"message": "done"})
    save(ann, f"{SEARCHES}7/edit/", search_name="New")
    (body,) = saved_bodies(sandbox, "updateAccountSearch")
    assert body == {"search_name": "New"} | criteria


def test_a_criterion_that_an_update_would_drop_is_said_on_the_form(ann, answer_with):
    search = {"id": 7, "search_name": "Old", "default": False, "criteria": {"shoe_size": 44}}
    answer_with("getAccountSearch", search)
    assert "Saving drops “Shoe size: 44”." in ann.get(f"{SEARCHES}7/edit/").content.decode()


def test_a_deleted_search_is_gone(ann):
    save(ann, add_from("country=Norway"), search_name="Short-lived")
    page = ann.get(f"{SEARCHES}{SAVED}/delete/")
    typed = {"typed": "Short-lived", "nonce": nonce_in(page), "step": "do"}
    assert ann.post(f"{SEARCHES}{SAVED}/delete/", typed)["Location"] == SEARCHES
    assert "Short-lived" not in ann.get(MENU).content.decode()


def test_a_built_in_search_is_neither_edited_nor_deleted(ann, sandbox):
    page = ann.get(f"{SEARCHES}{BUILT_IN}/").content.decode()
    listed = ann.get(SEARCHES).content.decode()
    for screen in ("edit", "delete"):
        address = f"{SEARCHES}{BUILT_IN}/{screen}/"
        assert address not in page
        assert address not in listed
        for answer in (ann.get(address), ann.post(address, {"step": "save", "typed": "Locked <last 30 days>"})):
            assert answer.status_code == 409
            assert "built into SigningHub" in answer.content.decode()
    assert saved_bodies(sandbox, "deleteAccountSearch") == saved_bodies(sandbox, "updateAccountSearch") == []


def test_the_search_of_another_operator_is_not_there(ann, person):
    """Statement 28."""
    save(ann, add_from("country=Norway"), search_name="Mine alone")
    other = person(operator="no-password", email="bob@example.org")
    for screen in ("", "open/", "edit/", "delete/"):
        assert other.get(f"{SEARCHES}{SAVED}/{screen}").status_code == 404
    assert "Mine alone" not in other.get(MENU).content.decode()


def test_a_signinghub_without_saved_searches_has_a_list_without_them(ann):
    environment = ann.user.credential.environment
    environment.overlay = {"unmapped": ["listAccountSearches"]}
    environment.save()
    page = ann.get(LIST, {"country": "Norway"}).content.decode()
    assert "Saved searches" not in page
    assert ADD not in page


def test_a_signinghub_that_cannot_save_searches_still_opens_them(ann):
    environment = ann.user.credential.environment
    environment.overlay = {"unmapped": ["addAccountSearch"]}
    environment.save()
    page = ann.get(LIST, {"country": "Norway"}).content.decode()
    assert "Saved searches" in page
    assert ADD not in page


def test_a_value_that_nobody_foresaw_survives_an_edit_of_something_else(ann, answer_with, sandbox):
    criteria = {"billing_mode": "BARTER", "activated": "perhaps", "created_on_to": "one day"}
    answer_with("getAccountSearch", {"id": 7, "search_name": "Old", "default": False, "criteria": criteria})
    page = ann.get(f"{SEARCHES}7/edit/")
    assert "BARTER" in page.content.decode()
    typed = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    typed = {name: value for name, value in typed.items() if value is not None} | {"search_name": "New"}
    review = ann.post(f"{SEARCHES}7/edit/", typed | {"nonce": nonce_in(page), "step": "review"})
    assert [change.title for change in review.context["changes"]] == ["Name of the search"]
