"""What is particular to accounts: how they stand, what is used, and what their filters and form cover."""

import re

import pytest

from apps.accounts.accounts.forms import AccountFilters, EditAccountForm
from apps.accounts.accounts.service import standing
from apps.accounts.accounts.views import usage
from console.api.contract import load_contract
from console.permissions import Area, Permission, mark_of
from console.screens.cells import STATUSES, Reader
from tests.every_screen.addresses import every_address, path_of

OURS = {"pageno", "records", "asc", "sort_by", "search_text", "forwarded_for", "accept_language"}


def test_every_documented_filter_of_get_accounts_is_a_field():
    arguments = {name.lower() for name in load_contract().operation("listAccounts").arguments}
    assert set(AccountFilters.base_fields) == arguments - OURS


def test_every_property_of_update_account_is_a_field():
    assert set(EditAccountForm.base_fields) == set(load_contract().operation("updateAccount").body_properties)


@pytest.mark.parametrize(
    ("account", "word"),
    [
        ({"dormant": True, "locked": True}, "DORMANT"),
        ({"locked": 1, "enabled": True}, "LOCKED"),
        ({"guest": "True"}, "GUEST"),
        ({"enabled": "False", "activated": True}, "DISABLED"),
        ({"enabled": True, "activated": False}, "REGISTERED"),
        ({"enabled": True, "activated": True}, "ACTIVE"),
        ({"enabled": True}, "ACTIVE"),
        ({}, "UNKNOWN"),
        ({"locked": None, "enabled": {}, "activated": []}, "ACTIVE"),
    ],
    ids=str,
)
def test_the_gravest_state_is_the_one_that_is_said(account, word):
    assert standing(account) == word
    assert word in STATUSES


def test_usage_shows_known_and_unknown_allowances_and_whatever_else_is_sent():
    meters, others = usage(
        {
            "signatures": {"allowed": 1200, "consumed": 1152},
            "holograms_per_day": {"limit": -1, "used": 3},
            "storage": {"allowed": "Unlimited", "consumed": 41.2},
            "note": "<b>x</b>",
            "odd": {"who": "knows"},
        },
        Reader(),
    )
    assert [(meter.title, meter.used, meter.allowed) for meter in meters] == [
        ("Signatures", "1,152", "1,200"),
        ("Holograms per day", "3", ""),
        ("Storage", "41.2", ""),
    ]
    assert [fact.title for fact in others] == ["Note", "Odd"]
    assert "&lt;b&gt;" in others[0].shown


@pytest.mark.parametrize("statistics", [None, [], {}, "x", 5, [1, None], [{"constraint": "A", "used": 1}], {"a": None}])
def test_usage_of_any_shape_is_taken(statistics):
    meters, _others = usage(statistics, Reader())
    assert len(meters) <= 1


@pytest.mark.parametrize("pk", [1001, 1002, 1004, 1005, 1016, 1017, 1026, 1033, 1040])
def test_the_page_of_every_kind_of_account_is_shown(ann, pk):
    response = ann.get(f"/accounts/{pk}/")
    assert response.status_code == 200
    assert re.search(rf"Account {pk}", response.content.decode())


@pytest.mark.parametrize(
    "record",
    [
        {"user": None, "service_plan": None, "usage_statistics": None},
        {
            "user": [],
            "service_plan": "Basic",
            "usage_statistics": [],
            "new_flag": True,
            "more": {"a": {"b": {"c": {}}}},
        },
        {"id": 1},
        {"user": {"user_name": 5, "locked": "yes", "tags": [{"x": 1}, 2]}},
    ],
    ids=str,
)
def test_a_record_of_unlucky_shape_is_shown(ann, answer_with, record):
    answer_with("getAccount", record)
    assert ann.get("/accounts/1001/").status_code == 200


def test_unknown_keys_of_the_record_are_shown_humanised(ann, answer_with):
    answer_with("getAccount", {"user": {"user_name": "X", "favourite_colour": "<teal>"}, "hologram_enable": True})
    page = ann.get("/accounts/1001/").content.decode()
    assert "Favourite colour" in page
    assert "&lt;teal&gt;" in page
    assert "Hologram enable" in page


def test_a_secret_in_the_record_is_only_said_to_be_there(ann, answer_with):
    """Statement 26."""
    answer_with("getAccount", {"user": {"user_name": "X", "api_token": "hush", "deep": [{"password": "hush"}]}})
    assert "hush" not in ann.get("/accounts/1001/").content.decode()


def test_a_hostile_account_is_inert_on_its_page_and_in_its_form(ann):
    for pk in range(1025, 1049):
        for address in (f"/accounts/{pk}/", f"/accounts/{pk}/edit/", f"/accounts/{pk}/unlock/"):
            page = ann.get(address).content.decode()
            assert "<script>alert" not in page
            assert "<b>Bold</b>" not in page
            assert not re.search(r'"\s+hx-get="/signout/"', page)


def test_without_the_right_an_account_is_reached_by_no_way(person, sandbox):
    """Statement 22: list, record, part, export, bulk act and saved search, by reading and by posting."""
    bob = person({"roles": ["read"]}, email="bob@example.org")
    marks = {address.route: (address, mark_of(address.view)) for address in every_address()}
    ways = [address for address, mark in marks.values() if isinstance(mark, Permission) and mark.area == Area.ACCOUNTS]
    sandbox.requests.clear()
    opened = [
        address.route
        for address in ways
        for answer in (bob.get(path_of(address)), bob.post(path_of(address), {"id": "1001"}))
        if answer.status_code != 403
    ]
    assert opened == []
    assert len(ways) > 20
    assert "1001" not in bob.get("/find/?q=nordlicht").content.decode()
    assert {call.operation for call in sandbox.requests} <= {"authenticate", "exchangeToken", "getSessionOperator"}
