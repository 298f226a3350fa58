"""The contract as code reads it."""

import pytest

from console.api.client import WHO_AM_I
from console.api.contract import argument_name, load_contract
from console.api.contract.schemas import properties_of, resolved


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("x-user-name", "user_name"),
        ("sort-by", "sort_by"),
        ("pageNo", "pageNo"),
        ("enterpriseid", "enterpriseid"),
        ("date_from", "date_from"),
        ("accept-language", "accept_language"),
        ("Accept-Language", "accept_language"),
    ],
)
def test_parameters_are_named_as_python_names_things(name, argument):
    assert argument_name(name) == argument


def test_no_two_parameters_of_an_operation_share_a_name_nor_take_one_of_calls_own():
    for operation in load_contract().operations:
        assert len(operation.arguments) == len(operation.parameters), operation.id
        assert not {"body", "before", "deadline"} & set(operation.arguments), operation.id


def test_every_path_names_its_own_parameters():
    for operation in load_contract().operations:
        for parameter in operation.path_parameters:
            assert f"{{{parameter.wire_name}}}" in operation.path, operation.id
        assert operation.path.count("{") == len(operation.path_parameters), operation.id


def test_the_client_address_is_never_an_argument():
    assert not [one.id for one in load_contract().operations if "forwarded_for" in one.arguments]


def test_an_unknown_operation_is_named():
    contract = load_contract()
    assert not contract.has("dropEverything")
    with pytest.raises(KeyError, match="dropEverything"):
        contract.operation("dropEverything")


def test_the_operation_that_tells_a_dead_token_from_a_missing_right_is_open_to_every_operator():
    operation = load_contract().operation(WHO_AM_I)
    assert operation.right is None
    assert not operation.writes


@pytest.mark.parametrize("operation_id", ["listAccounts", "listMonthlyLogins", "listAdminActivities"])
def test_paged_lists_are_known_whatever_they_call_their_page(operation_id):
    operation = load_contract().operation(operation_id)
    assert operation.is_paged
    assert operation.playing("page").location == "path"


def test_an_unpaged_list_is_known():
    operation = load_contract().operation("listRoles")
    assert not operation.is_paged
    assert operation.playing("page") is None


def test_references_in_a_body_are_resolved():
    role_detail = load_contract().operation("updateRole").body_properties["role_detail"]
    assert "$ref" not in str(role_detail)
    assert role_detail["items"]


def test_the_contract_is_read_once():
    overlay = {"unmapped": ["getDashboard"]}
    assert load_contract() is load_contract({})
    assert load_contract(overlay) is load_contract(dict(overlay))


def test_an_overlay_takes_away_what_a_server_does_not_offer():
    contract = load_contract(
        {"unmapped": ["getDashboard"], "operations": {"listAccounts": {"parameters": {"x-country": None}}}}
    )
    assert not contract.has("getDashboard")
    assert "country" not in contract.operation("listAccounts").arguments
    assert load_contract().has("getDashboard")


def test_an_overlay_replaces_shapes_and_keeps_our_effect_and_right():
    contract = load_contract(
        {
            "schemas": {"Theirs": {"type": "object", "properties": {"area": {}}}},
            "operations": {
                "updateRole": {
                    "method": "patch",
                    "path": "/r/{id}",
                    "body": {"properties": {"role_detail": {"$ref": "#/components/schemas/Theirs"}}},
                }
            },
        }
    )
    operation = contract.operation("updateRole")
    assert (operation.method, operation.path) == ("PATCH", "/r/{id}")
    assert operation.body_properties["role_detail"]["properties"] == {"area": {}}
    assert operation.writes
    assert operation.right == ("roles", "write")


def test_a_schema_that_contains_itself_ends():
    document = {"a": {"properties": {"child": {"$ref": "#/a"}}}}
    assert resolved(document, {"$ref": "#/a"}) == {"properties": {"child": {}}}


def test_references_may_point_through_escaped_names_and_lists():
    document = {"a/b": [{"type": "string"}]}
    assert resolved(document, {"$ref": "#/a~1b/0", "description": "ours"}) == {"type": "string", "description": "ours"}


def test_properties_of_all_parts_are_collected():
    schema = {"allOf": [{"properties": {"a": {"type": "string"}}}], "properties": {"b": {}}}
    assert properties_of(schema) == {"a": {"type": "string"}, "b": {}}
