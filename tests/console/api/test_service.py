"""Services: lists whether paged or not, records however they come, and updates that lose nothing."""

import pytest

from console.api.errors import ApiUnreachable
from console.api.service import Page, Query, Service
from tests.console.api.wire_server import Reply


class Accounts(Service):
    list_operation = "listAccounts"
    get_operation = "getAccount"
    update_operation = "updateAccount"
    delete_operation = "deleteAccount"
    record_key = "user"


class Roles(Service):
    list_operation = "listRoles"
    get_operation = "getRole"
    add_operation = "addRole"
    update_operation = "updateRole"


class Integrations(Service):
    list_operation = "listSystemIntegrations"
    get_operation = "getSystemIntegration"
    update_operation = "updateSystemIntegration"


class Certificates(Service):
    list_operation = "listSigningCertificates"
    get_operation = "getSigningCertificate"


class Logins(Service):
    list_operation = "listMonthlyLogins"


def roles_page(api, server, data, **query):
    server.answer(Reply(data=data))
    return Roles(api).page(Query(**query))


def names(page):
    return [row.get("name") for row in page.items]


def test_a_paged_list_is_cut_by_signinghub(api, server):
    server.answer(Reply(data=[{"id": 1}], headers={"X-Total-Records": "51"}))
    query = Query(number=3, size=25, sort="country", ascending=False, search="ann", filters={"country": "NO", "to": ""})
    page = Accounts(api).page(query)
    request = server.received[0]
    assert request.target == "/accounts/3/25?asc=false&sort-by=country"
    assert request.value("x-search-text") == b"YW5u"
    assert request.value("x-country") == b"NO"
    assert request.value("x-to") is None
    assert (page.number, page.size, page.total, page.has_next) == (3, 25, 51, False)


def test_a_list_is_paged_whatever_its_page_is_called(api, server):
    server.answer(Reply(data=[]))
    Logins(api).page(Query(number=2, size=50))
    assert server.received[0].target.startswith("/reports/logins/2/50")


def test_no_more_rows_are_asked_for_than_the_contract_allows(api, server):
    server.answer(Reply(data=[]))
    largest = api.contract.operation("listAccounts").playing("size").schema.get("maximum", 1000)
    page = Accounts(api).page(Query(size=10**6))
    assert server.received[0].target == f"/accounts/1/{largest}"
    assert page.size == largest


def test_a_filter_that_a_paged_list_does_not_take_is_a_fault_of_the_code(api):
    with pytest.raises(TypeError, match="colour"):
        Accounts(api).page(Query(filters={"colour": "red"}))


@pytest.mark.parametrize(
    ("total", "shown", "number", "kept"),
    [
        ("", 25, 1, None),
        ("3", 25, 1, None),
        ("0", 0, 1, 0),
        ("100", 0, 1, None),
        ("100", 0, 9, 100),
        ("100", 25, 4, 100),
        ("80", 25, 4, None),
        ("25", 25, 1, 25),
        ("many", 25, 1, None),
    ],
)
def test_a_total_that_the_page_proves_wrong_is_none(api, server, total, shown, number, kept):
    server.answer(Reply(data=[{"id": n} for n in range(shown)], headers={"X-Total-Records": total}))
    assert Accounts(api).page(Query(number=number, size=25)).total == kept


@pytest.mark.parametrize(
    ("shown", "total", "number", "has_next"),
    [(25, None, 1, True), (24, None, 1, False), (25, 26, 1, True), (25, 25, 1, False)],
)
def test_without_a_total_a_full_page_is_taken_to_have_another(shown, total, number, has_next):
    page = Page([{}] * shown, number, 25, total)
    assert page.has_next is has_next
    assert page.has_previous is False


def test_an_unpaged_list_is_searched_sorted_and_cut_here(api, server):
    rows = [{"name": name, "description": "x"} for name in ("beta", "Alpha", "Gamma", "alphabet")]
    page = roles_page(api, server, [*rows, {"name": None}], sort="name", size=2)
    assert names(page) == ["Alpha", "alphabet"]
    assert (page.total, page.has_next) == (5, True)
    assert names(roles_page(api, server, rows, search="ALPH")) == ["Alpha", "alphabet"]
    assert names(roles_page(api, server, rows, filters={"name": "gam"})) == ["Gamma"]
    assert names(roles_page(api, server, rows, number=2, size=3)) == ["alphabet"]
    assert names(roles_page(api, server, rows, number=9)) == []


@pytest.mark.parametrize("ascending", [True, False])
def test_what_is_missing_is_sorted_to_the_end_both_ways(api, server, ascending):
    rows = [{"id": None}, {"id": 2}, {}, {"id": 10}, {"id": "x"}, {"id": [1]}]
    page = roles_page(api, server, rows, sort="id", ascending=ascending)
    assert [row.get("id") for row in page.items][-2:] == [None, None]
    assert [row.get("id") for row in page.items if isinstance(row.get("id"), int)] == (
        [2, 10] if ascending else [10, 2]
    )


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (None, []),
        ({}, []),
        ([], []),
        ({"items": [{"id": 1}], "total": 1}, [{"id": 1}]),
        ({"roles": []}, []),
        ({"id": 1, "name": "a", "role_detail": [{}]}, [{"id": 1, "name": "a", "role_detail": [{}]}]),
        (["a", 3, None, {"id": 1}], [{"value": "a"}, {"value": 3}, {"value": None}, {"id": 1}]),
        ("text", [{"value": "text"}]),
    ],
)
def test_a_list_is_read_whatever_it_is_wrapped_in(api, server, data, rows):
    assert roles_page(api, server, data).items == rows


def test_a_list_that_is_answered_with_nothing_at_all_is_empty(api, server):
    server.answer(Reply(body=b""))
    assert Roles(api).page(Query()).items == []


def test_a_key_is_found_however_it_is_spelt_and_unknown_ones_stay(api, server):
    server.answer(
        Reply(data=[{"ID": 1, "UserName": "Ann", "x_new": 5}, {"id": 2, "user_name": "Bob", "userName": "kept"}])
    )
    items = Accounts(api).page(Query()).items
    declared = api.contract.operation("listAccounts").row_properties
    assert {"id", "user_name"} <= set(declared)
    assert items[0] == {"id": 1, "user_name": "Ann", "x_new": 5}
    assert items[1] == {"id": 2, "user_name": "Bob", "userName": "kept"}


def test_a_key_is_found_under_each_name_that_the_contract_gives_it(api, server):
    declared = api.contract.operation("listAccounts").row_properties
    named = {name: schema["x-names"] for name, schema in declared.items() if schema.get("x-names")}
    assert named
    for name, spellings in named.items():
        for spelling in spellings:
            if spelling not in declared:
                server.answer(Reply(data=[{spelling: "here"}]))
                assert Accounts(api).page(Query()).items == [{name: "here"}]


def test_a_record_is_given_as_it_is(api, server):
    server.answer(Reply(data={"user": {"user_name": "Ann", "x_new": {"deep": [1]}}, "other": 1}))
    assert Accounts(api).get(7) == {"user": {"user_name": "Ann", "x_new": {"deep": [1]}}, "other": 1}


@pytest.mark.parametrize("data", [None, {}, [], "text", [{}, {}], 7])
def test_no_record_is_no_empty_record(api, server, data):
    server.answer(Reply(data=data))
    with pytest.raises(ApiUnreachable):
        Accounts(api).editable(7)


def test_an_update_changes_nothing_but_what_was_edited(api, server):
    user = {
        "id": 7,
        "user_name": "Ann",
        "email": "ann@example.com",
        "enabled": False,
        "country": None,
        "common_name": "Ann",
        "created_on": "2026-01-01",
        "x_new": 1,
    }
    server.answer(Reply(data={"billing_enabled": True, "user": user}))
    body = Accounts(api).editable(7)
    assert body == {
        "user_name": "Ann",
        "user_email": "ann@example.com",
        "enabled": False,
        "country": None,
        "common_name": "Ann",
    }
    server.answer(Reply(data={"message": "Saved"}))
    Accounts(api).update(7, body | {"user_name": "Anna"}, before=body)
    assert server.received[-1].method == "PUT"
    assert server.received[-1].json == body | {"user_name": "Anna"}


def test_a_null_that_the_operation_does_not_take_is_left_out(api, server):
    server.answer(Reply(data={"user": {"user_name": None, "user_email": "a@b.example", "country": None}}))
    assert Accounts(api).editable(7) == {"user_email": "a@b.example", "country": None}


def test_nested_values_go_back_as_they_came(api, server):
    detail = [{"module": "ACCOUNTS", "x_new": {"deep": [None, 1.10, "é"]}}, "odd", None]
    server.answer(Reply(data={"id": 3, "name": "Support", "role_detail": detail, "x_new": 1}))
    assert Roles(api).editable(3) == {"name": "Support", "role_detail": detail}


def test_a_secret_that_was_read_is_not_sent_back(api, server):
    record = {"id": 3, "name": "Console", "client_id": "console", "client_secret": "canary-client-secret"}
    server.answer(Reply(data=record))
    body = Integrations(api).editable(3)
    assert body["client_id"] == "console"
    assert "canary-client-secret" not in str(body)
    assert "id" not in body


def test_what_goes_with_every_call_stands_in_the_scope(api, server):
    server.answer(Reply(data=[]))
    Certificates(api, userId=7).page(Query())
    server.answer(Reply(data={"id": 9}))
    Certificates(api, userId=7).get(9)
    assert [one.target for one in server.received] == ["/accounts/7/certificates", "/accounts/7/certificates/9"]


def test_a_record_below_another_needs_its_scope(api):
    with pytest.raises(TypeError, match="userId"):
        Certificates(api).get(9)


def test_adding_deleting_and_acting_name_the_record(api, server):
    server.answer(Reply(data={"id": 4}))
    assert Roles(api).add({"name": "New"}) == {"id": 4}
    Accounts(api).delete(7)
    Accounts(api).act("unlockUserAccount", 7)
    assert [(one.method, one.target) for one in server.received] == [
        ("POST", "/access_control/roles"),
        ("DELETE", "/accounts/7"),
        ("PUT", "/accounts/7/unlock"),
    ]


def test_choices_come_from_the_basic_list_where_there_is_one(api, server):
    class Plans(Service):
        list_operation = "listServicePlans"
        choices_operation = "listBasicServicePlans"

    server.answer(Reply(data=[{"id": 1, "name": "Basic"}]))
    assert Plans(api).choices() == [{"id": 1, "name": "Basic"}]
    assert server.received[0].target == "/service_plans/basic"


def test_a_verb_without_its_operation_is_a_fault_of_the_code(api):
    with pytest.raises(AttributeError, match="add_operation"):
        Accounts(api).add({})
