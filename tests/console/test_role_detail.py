"""A role's rights, in the spellings that SigningHub might use."""

import pytest

from console.permissions import Area, Right
from console.role_detail import read_role

READ, WRITE, DELETE = Right.READ, Right.WRITE, Right.DELETE

ONE_SAID_MANY_WAYS = [
    [{"module": "Accounts", "read": True, "add_edit": True, "delete": False}],
    [{"module": "ACCOUNTS", "sub_module": None, "read": 1, "edit": 1, "delete": 0}],
    [{"module": "", "sub_module": "Accounts", "canRead": "true", "canEdit": "True", "canDelete": "false"}],
    [{"name": "accounts", "read": True, "add": True, "edit": False, "delete": False}],
    [{"id": 4, "name": "Accounts", "permissions": ["READ", "ADD_EDIT"]}],
    [{"id": 4, "name": "Accounts", "permissions": "read, add/edit"}],
    [{"name": "Accounts", "rights": {"read": True, "write": True, "delete": False}}],
    [{"attribute_name": "accounts", "attribute_value": "READ|ADD_EDIT"}],
    [
        {"attribute_name": "ACCOUNTS_READ", "attribute_value": "true"},
        {"attribute_name": "ACCOUNTS_ADD_EDIT", "attribute_value": "true"},
        {"attribute_name": "ACCOUNTS_DELETE", "attribute_value": "false"},
    ],
    {"accounts": {"read": True, "write": True, "delete": False}},
    {"Accounts": ["read", "write"]},
    [{"module": "Accounts", "sub_modules": [{"name": "Accounts", "read": True, "edit": True, "delete": False}]}],
    [{"name": "People", "sub_modules": [{"name": "Accounts", "read": True, "edit": True, "delete": False}]}],
]


@pytest.mark.parametrize("detail", ONE_SAID_MANY_WAYS)
def test_every_spelling_says_the_same(detail):
    rights = read_role({"id": 1, "name": "Support", "role_detail": detail})
    assert {right: rights.get((Area.ACCOUNTS, right)) for right in Right} == {READ: True, WRITE: True, DELETE: False}


def test_a_module_that_a_readable_list_leaves_out_is_a_no():
    rights = read_role({"role_detail": [{"module": "Accounts", "read": True}]})
    assert rights[Area.CONNECTORS, READ] is False


def test_a_module_that_a_list_with_an_unreadable_row_leaves_out_is_unknown():
    rows = [{"module": "Accounts", "read": True}, {"module": "Quantum seals", "read": True}]
    rights = read_role({"role_detail": rows})
    assert rights[Area.ACCOUNTS, READ] is True
    assert (Area.CONNECTORS, READ) not in rights


def test_a_flag_that_cannot_be_read_is_unknown_and_the_others_count():
    rights = read_role({"role_detail": [{"module": "Accounts", "read": True, "edit": "perhaps"}]})
    assert rights[Area.ACCOUNTS, READ] is True
    assert (Area.ACCOUNTS, WRITE) not in rights


@pytest.mark.parametrize("role", [None, {}, "Administrator", 7, {"id": 1, "name": "Support"}, {"role_detail": None}])
def test_a_role_without_readable_detail_says_nothing(role):
    assert read_role(role) == {}


@pytest.mark.parametrize("detail", ["YWJj", ["x", 3, None], [{}], [{"module": "Accounts"}], [[{"module": "Accounts"}]]])
def test_detail_that_is_no_detail_says_nothing(detail):
    assert read_role({"role_detail": detail}) == {}


def test_the_set_up_of_billing_is_not_the_module_billing():
    rights = read_role(
        {
            "role_detail": [
                {"module": "Configurations", "sub_module": "Billing", "read": True},
                {"module": "Accounts", "read": True},
            ]
        }
    )
    assert rights[Area.BILLING, READ] is False


def test_modules_that_the_api_does_not_know_do_not_make_the_rest_unknown():
    rights = read_role({"role_detail": [{"module": "Dashboard", "read": True}, {"module": "Accounts", "read": True}]})
    assert rights[Area.ROLES, READ] is False


@pytest.mark.parametrize(
    ("spelling", "area"),
    [
        ("Global Settings", Area.SYSTEM_SETTINGS),
        ("Licence", Area.LICENSE),
        ("System Integration", Area.INTEGRATIONS),
        ("Virtual ID Profiles", Area.VIRTUAL_ID_PROFILES),
        ("Signing Profile", Area.SIGNING_PROFILES),
        ("Operator Logs", Area.LOGS),
        ("SERVICE_PLANS", Area.SERVICE_PLANS),
    ],
)
def test_the_vendors_names_of_modules_are_known(spelling, area):
    assert read_role({"role_detail": [{"module": spelling, "read": True}]})[area, READ] is True
