"""The transaction log: its list is that of the machine, its pages are made of SigningHub's entries."""

import pytest

from apps.billing.transactions.forms import TransactionFilters
from apps.billing.transactions.views import entries
from console.api.contract import load_contract

# The filter in the address, what is asked with it, and the parameter that SigningHub gets it in.
FILTERS = {
    "user_name": ("Łukasz", "user-name"),
    "email": ("a+b@x.example", "email"),
    "enterprise_name": ("گروه", "enterprise-name"),
    "service_plan_id": ("2", "service-plan-id"),
    "service_plan_type": ("ENTERPRISE", "service-plan-type"),
    "payment_type": ("PAY_REGULARLY", "payment-type"),
    "billing_type": ("ONLINE_BILLING", "billing-type"),
    "reason": ("Card", "reason"),
    "performed_by": ("billing@", "performed-by"),
    "date_from": ("2020-01-31", "date_from"),
    "date_to": ("2030-01-31", "date-to"),
    "agreement_id": ("AG-", "agreement-id"),
    "transaction_id": ("TX-", "transaction-id"),
    "action_type": ("WORLDPAY_AGREEMENT_TERMINATED", "action-type"),
}


def asked(sandbox):
    return next(request for request in reversed(sandbox.requests) if request.operation == "listTransactionLogs")


@pytest.mark.parametrize("name", FILTERS)
def test_every_filter_reaches_signinghub_under_its_own_name(ann, sandbox, name):
    value, parameter = FILTERS[name]
    assert ann.get("/billing/transactions/", {name: value}).status_code == 200
    assert f"{parameter}=" in asked(sandbox).query


def test_every_filter_of_the_guide_is_offered_but_the_one_it_prints_twice():
    operation = load_contract().operation("listTransactionLogs")
    roles = {operation.playing(role).argument for role in ("page", "size", "sort", "ascending", "search")}
    headers = {"accept_language", "x_forwarded_for"}
    theirs = {parameter.argument for parameter in operation.parameters} - roles - headers
    assert theirs - set(TransactionFilters.base_fields) == {"payment_type_criteria"}


def test_the_newest_stands_first_and_the_total_is_known(ann):
    text = ann.get("/billing/transactions/").content.decode()
    assert "of 140" in text
    assert text.index("/billing/transactions/140/") < text.index("/billing/transactions/139/")


def test_a_transaction_shows_the_visible_entries_in_their_order_and_all_else(ann):
    text = ann.get("/billing/transactions/17/").content.decode()
    places = [text.index(word) for word in ("User", "Amount", "TX-", "Reason", "Processed state")]
    assert places == sorted(places)
    assert "Provider note" not in text
    assert "WorldPay" in text
    # What the provider signed with, by what it says.
    assert "SHA-256 fingerprint" in text
    assert "SHA-256 fingerprint" not in ann.get("/billing/transactions/18/").content.decode()


@pytest.mark.parametrize(
    ("item", "shown", "unread"),
    [
        ({"data": None}, [], []),
        ({"data": [{"key": "A", "value": 1}]}, [("A", 1)], []),
        ({"data": {"Key": "A", "Value": 1}}, [("A", 1)], []),
        ({"Key": "A", "Value": 1, "Visible": True}, [("A", 1)], []),
        ({"data": ["odd", {"Key": "A", "Order": "2"}, {"Key": "B", "Order": 1}]}, [("B", None), ("A", None)], ["odd"]),
        ({"data": [{"Key": "A", "Visible": "False"}, {"Key": "B", "Order": "x"}]}, [("B", None)], []),
    ],
    ids=str,
)
def test_entries_are_read_however_they_come(item, shown, unread):
    assert entries(item) == (shown, unread)


def test_a_certificate_that_cannot_be_read_stays_a_value_like_any_other(ann, answer_with):
    answer_with("getTransactionLog", {"data": [{"Key": "A", "Value": "a"}], "certificate_base64": "bm9uZQ=="})
    assert "bm9uZQ==" in ann.get("/billing/transactions/17/").content.decode()


def test_an_entry_that_is_a_secret_by_its_name_is_only_said_to_be_set(ann, answer_with):
    answer_with(
        "getTransactionLog", {"data": [{"Key": "Client secret", "Value": "canary"}, {"Key": "A", "Value": "a"}]}
    )
    text = ann.get("/billing/transactions/17/").content.decode()
    assert "canary" not in text


def test_somebody_without_the_right_gets_no_transaction(person, sandbox):
    dana = person({"accounts": ["read"]}, email="dana@example.org")
    sandbox.requests.clear()
    assert dana.get("/billing/transactions/17/").status_code == 403
    assert "getTransactionLog" not in {request.operation for request in sandbox.requests}
    assert "/billing/transactions/" not in dana.get("/").content.decode()
