"""Payments: found by every documented parameter, looked at, exported, reset only on purpose; and their searches."""

import html
import io
import re
import zipfile
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from apps.billing.billings.forms import BillingFilters
from apps.billing.saved_searches.criteria import BILLINGS
from apps.billing.saved_searches.forms import AddSearchForm
from console.api.contract import load_contract
from console.audit.models import Entry, Kind, State
from console.screens.sheets import XLSX
from sandbox.payments import payments_of
from tests.apps.access.screens.driving import act, bodies, operations, save

LIST = "/billing/payments/"
SEARCHES = "/billing/searches/"
BUILT_IN, OWN, EVENT = 1, 2, 3
# The filter in the address, and what is asked with it.
FILTERS = {
    "agreement_id": "AG-",
    "billing_type": "ONLINE_BILLING",
    "user_email": "a+b@x.example",
    "enterprise_name": "گروه",
    "failed_payments": "true",
    "date_from": "2020-01-31",
    "payment_mode": "MONTHLY",
    "payment_type": "PAY_REGULARLY",
    "service_plan_id": "2",
    "service_plan_name": "Pro & more",
    "date_to": "2030-01-31",
    "transaction_id": "TX-",
    "transaction_type": "FIRST",
    "user_name": "Łukasz",
}


def asked(sandbox, operation="listBillings"):
    return [dict(QueryDict(request.query).items()) for request in sandbox.requests if request.operation == operation]


def test_all_seventeen_documented_parameters_are_asked_but_the_one_that_changes_something(ann, sandbox):
    operation = load_contract().operation("listBillings")
    documented = {parameter.name for parameter in operation.parameters if parameter.location == "query"}
    assert len(documented) == 17
    assert set(BillingFilters.base_fields) == set(FILTERS)
    page = ann.get(LIST, FILTERS | {"sort": "user_amount"})
    assert page.status_code == 200
    (sent,) = asked(sandbox)
    assert set(sent) == documented - {"autoreset"}
    assert {name.replace("-", "_"): value for name, value in sent.items()} == FILTERS | {
        "sort_by": "user_amount",
        "asc": "true",
    }


def test_what_is_found_adds_up_and_is_shown_in_the_payers_currency(ann, sandbox):
    failed = [payment for payment in payments_of(sandbox.world).values() if payment["failed"]]
    page = ann.get(LIST, {"failed_payments": "true", "size": "100"})
    assert page.context["pager"].total == len(failed) > 3
    newest = max(failed, key=lambda payment: (payment["created_on"], payment["id"]))
    text = page.content.decode()
    assert f"{LIST}{newest['id']}/" in text
    assert f"{newest['user_amount']:,.2f} {newest['currency']}" in text
    logged = ann.get("/billing/transactions/?action_type=WORLDPAY_RECURRENT_PAYMENT_FAILURE").content.decode()
    assert f"{newest['user_amount']:,.2f}" in logged


def test_the_payments_of_an_account_are_those_of_the_list(ann, sandbox):
    payer = next(payment for payment in payments_of(sandbox.world).values() if payment["payment_number"] == 3)
    own = ann.get(f"/accounts/{payer['user_id']}/payments/").context["pager"].total
    assert own == ann.get(LIST, {"user_email": payer["user_email"]}).context["pager"].total > 2


def test_an_accounts_payments_lead_to_their_pages_and_back_for_whoever_may_see_billing(ann, sandbox, person):
    payment = max(payments_of(sandbox.world).values(), key=lambda one: one["created_on"])
    account = f"/accounts/{payment['user_id']}/"
    few, all_of_them = f"{account}parts/payments/", f"{account}payments/"
    part = ann.get(few, headers={"HX-Request": "true"}).content.decode()
    assert f'href="{LIST}{payment["id"]}/?{urlencode({"return_to": account})}"' in part
    address = f"{LIST}{payment['id']}/?{urlencode({'return_to': all_of_them})}"
    assert f'href="{address}"' in ann.get(all_of_them).content.decode()
    sandbox.requests.clear()
    page = ann.get(address).content.decode()
    assert payment["transaction_id"] in page
    assert html.escape(payment["user_name"]) in page
    # However old it is: it is found by its transaction, and not by reading everything.
    assert [sent.get("transaction-id") for sent in asked(sandbox)] == [payment["transaction_id"]]
    assert f'href="{all_of_them}"' in page
    dana = person({"accounts": ["read"]}, email="dana@example.org")
    for theirs in (few, all_of_them):
        response = dana.get(theirs, headers={"HX-Request": "true"})
        assert response.status_code == 200
        assert LIST not in response.content.decode()


def test_a_payment_shows_what_its_details_leave_out_too(ann, sandbox):
    payment = next(one for one in payments_of(sandbox.world).values() if one["agreement_id"])
    back = f"{LIST}?{urlencode({'transaction_id': payment['transaction_id']})}"
    page = ann.get(f"{LIST}{payment['id']}/?{urlencode({'return_to': back})}").content.decode()
    # From the list, from the details, and from nobody's contract.
    shown = (payment["user_email"], payment["provider"], payment["ip"], f"REF-{payment['id']:06}", "Settled")
    assert [value for value in shown if html.escape(value) not in page] == []
    assert ann.get(f"{LIST}999999/").status_code == 404


def test_a_payment_that_the_list_no_longer_has_is_shown_by_its_details(ann, answer_with):
    answer_with("listBillings", [])
    assert "REF-000007" in ann.get(f"{LIST}7/").content.decode()


def test_the_list_is_exported_in_a_chosen_language_and_on_record(ann, sandbox):
    page = ann.get(f"{LIST}?payment_mode=YEARLY&sort=-expiry_date&q=a").content.decode()
    address = html.unescape(re.search(rf'href="({LIST}export/[^"]*)"', page).group(1))
    assert "Payment mode: Yearly" in re.sub("<[^>]+>", "", ann.get(address).content.decode())
    sandbox.requests.clear()
    file = ann.post(address, {"language": "ar-AE", "page": "1", "size": "250"})
    assert file["Content-Type"] == XLSX
    assert "billings-20" in file["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        assert "YEARLY" in archive.read("xl/worksheets/sheet1.xml").decode()
    (call,) = [request for request in sandbox.requests if request.operation == "exportBillings"]
    assert {name.lower(): value for name, value in call.headers.items()}["accept-language"] == "ar-AE"
    (sent,) = asked(sandbox, "exportBillings")
    assert sent == {"payment-mode": "YEARLY", "sort-by": "expiry_date", "asc": "false"}
    assert Entry.objects.get(kind=Kind.EXPORT).values["payment_mode"] == "YEARLY"


def test_autoreset_is_sent_when_a_person_asks_for_it_and_is_a_change_on_record(ann, sandbox, person):
    address = f"{LIST}reset/?payment_type=PAY_REGULARLY&autoreset=true"
    page = ann.get(f"{LIST}?autoreset=true")
    assert "Reset billing" in page.content.decode()
    ann.get(address)
    ann.post(f"{LIST}export/?autoreset=true", {"language": "en-US", "page": "1", "size": "100"})
    wrong = act(ann, address, typed="7")
    assert wrong.status_code == 422
    assert not [sent for sent in [*asked(sandbox), *asked(sandbox, "exportBillings")] if "autoreset" in sent]
    assert not Entry.objects.filter(kind=Kind.CHANGE)
    assert act(ann, address).status_code == 302
    (sent,) = [sent for sent in asked(sandbox) if "autoreset" in sent]
    assert (sent["autoreset"], sent["payment-type"]) == ("true", "PAY_REGULARLY")
    entry = Entry.objects.get(kind=Kind.CHANGE)
    assert (entry.title, entry.state) == ("Get Billings", State.DONE)
    assert entry.values["autoreset"] is True
    assert entry.values["payment_type"] == "PAY_REGULARLY"
    reader = person({"billing": ["read"]}, email="reader@example.org")
    assert reader.get(address).status_code == 403
    assert "Reset billing" not in reader.get(LIST).content.decode()


def test_a_reset_without_an_answer_is_not_tried_again_as_a_read_would_be(ann, sandbox):
    # Spared are the looks before it is asked and before it is done.
    sandbox.faults.add("operation=listBillings kind=drop after=2")
    act(ann, f"{LIST}reset/")
    assert len([sent for sent in asked(sandbox) if "autoreset" in sent]) == 1
    assert Entry.objects.get(kind=Kind.CHANGE).state == State.UNKNOWN


def test_every_property_of_a_saved_search_is_in_its_form_and_in_words():
    properties = set(load_contract().operation("addBillingSearch").body_properties)
    assert {"search_name", *BILLINGS.by_name} == properties == set(AddSearchForm.base_fields)


def test_searches_are_saved_from_the_list_opened_changed_and_deleted(ann, sandbox):
    query = urlencode(
        {"payment_mode": "YEARLY", "service_plan_id": "2", "failed_payments": "true", "date_from": "2024-01-31"}
    )
    add = f"{SEARCHES}add/?{urlencode({'return_to': f'{LIST}?{query}'})}"
    assert "The filter “Failed: Failed” is not kept." in html.unescape(ann.get(add).content.decode())
    save(ann, add, search_name="Yearly <Pro>")
    (body,) = bodies(sandbox, "addBillingSearch")
    assert body == {
        "search_name": "Yearly <Pro>",
        "payment_mode": "YEARLY",
        "service_plan_id": 2,
        "date_from": "2024-01-31",
    }
    menu = html.unescape(ann.get("/billing/parts/searches/", headers={"HX-Request": "true"}).content.decode())
    assert "payment_mode=YEARLY" in menu
    number = 4
    opened = ann.get(f"{SEARCHES}{number}/open/")
    assert QueryDict(opened["Location"].partition("?")[2])["service_plan_id"] == "2"
    save(ann, f"{SEARCHES}{number}/edit/", payment_mode="MONTHLY", service_plan_id=None)
    (body,) = bodies(sandbox, "updateBillingSearch")
    assert (body["payment_mode"], body["search_name"]) == ("MONTHLY", "Yearly <Pro>")
    act(ann, f"{SEARCHES}{number}/delete/")
    assert "deleteBillingSearch" in operations(sandbox)
    assert ann.get(f"{SEARCHES}{number}/").status_code == 404


def test_a_search_for_an_event_says_that_the_list_cannot_be_asked_it(ann):
    text = html.unescape(ann.get(f"{SEARCHES}{EVENT}/open/").content.decode())
    assert "Event “Ended agreements”: the list has no such filter." in text
    assert ann.get(f"{SEARCHES}{BUILT_IN}/edit/").status_code == 409


def test_somebody_without_the_right_sees_no_payment(person, sandbox):
    dana = person({"accounts": ["read"]}, email="dana@example.org")
    sandbox.requests.clear()
    for address in (LIST, f"{LIST}7/", f"{LIST}export/", SEARCHES):
        assert dana.get(address).status_code == 403
    assert not {name for name in operations(sandbox) if name and "illing" in name}
    assert LIST not in dana.get("/").content.decode()


@pytest.mark.parametrize(
    "row", [{}, {"id": 7, "user_amount": "abc", "currency": {"a": 1}}, {"amount": "12,5"}], ids=str
)
def test_rows_of_another_shape_are_shown_all_the_same(ann, answer_with, row):
    answer_with("listBillings", [row])
    assert ann.get(LIST).status_code == 200
