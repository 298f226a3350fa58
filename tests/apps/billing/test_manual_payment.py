"""A payment by hand: its owner is looked up first, its amounts are money, and it is sent once."""

import html
import re

import pytest

from console.audit.models import Entry, Kind
from sandbox.payments import payments_of
from tests.apps.access.screens.driving import bodies, nonce_in, operations, review

LIST = "/billing/payments/"
ADD = "/billing/payments/add/"
TYPED = {"transaction_id": "INV-77", "remarks": "Bank transfer <ref>"}


@pytest.fixture
def payer(sandbox):
    """Somebody who pays in EUR, and has an agreement."""
    return next(one for one in payments_of(sandbox.world).values() if one["agreement_id"])


def text_of(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def test_the_owner_is_looked_up_then_the_payment_is_reviewed_and_added_once(ann, sandbox, payer):
    assert "Add payment" in text_of(ann.get(LIST))
    assert "getBillingUser" not in operations(sandbox)
    ann.get(ADD)
    address = f"{ADD}?owner={payer['user_email']}"
    page = ann.get(address)
    assert "getBillingUser" in operations(sandbox)
    text = text_of(page)
    assert f"{payer['user_name']} is on the plan {payer['service_plan_name']}: Monthly" in text
    assert f"The agreement or customer ID is {payer['agreement_id']}." in text
    assert "This cannot be undone" in text
    form = page.context["form"]
    assert (form["account_owner_email"].value(), form["user_currency"].value()) == (payer["user_email"], "EUR")
    reviewed, machinery = review(ann, address, sp_amount="1234.50", **TYPED)
    assert "1,234.50" in text_of(reviewed)
    assert "This cannot be undone" in text_of(reviewed)
    assert not bodies(sandbox, "addManualBilling")
    before = len(payments_of(sandbox.world))
    for _twice in range(2):
        saved = ann.post(ADD, machinery | {"step": "save"})
    assert saved["Location"] == f"{LIST}{before + 1}/"
    (body,) = bodies(sandbox, "addManualBilling")
    assert body == {
        "account_owner_email": payer["user_email"],
        "service_plan_name": payer["service_plan_name"],
        "agreement_id": payer["agreement_id"],
        "duration": "MONTHLY",
        "sp_amount": 1234.5,
        "user_currency": "EUR",
        **TYPED,
    }
    assert "1,234.50" in text_of(ann.get(f"{LIST}{before + 1}/"))
    assert Entry.objects.get(kind=Kind.CHANGE).title == "Add Manual Billing"


@pytest.mark.parametrize(
    "amount", ["0", "-1", "1e3", "1,234.50", "١٢", "1.005", "NaN", "9999999999999", "Infinity", ""]
)
def test_what_is_no_money_is_said_and_not_sent(ann, sandbox, payer, amount):
    page, _machinery = review(ann, f"{ADD}?owner={payer['user_email']}", sp_amount=amount, **TYPED)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["sp_amount"]


def test_another_currency_asks_for_the_amount_in_it(ann, sandbox, payer):
    address = f"{ADD}?owner={payer['user_email']}"
    page, _machinery = review(ann, address, user_currency="GBP", **TYPED)
    assert "The plan is priced in EUR: say what was paid in GBP." in text_of(page)
    page, machinery = review(ann, address, user_currency="GBP", price="42.07", **TYPED)
    assert "42.07 GBP" in text_of(page)
    ann.post(ADD, machinery | {"step": "save"})
    (body,) = bodies(sandbox, "addManualBilling")
    assert (body["price"], body["user_currency"]) == (42.07, "GBP")


def test_an_amount_that_is_not_the_plans_price_is_pointed_out(ann, payer):
    page = ann.get(f"{ADD}?owner={payer['user_email']}")
    machinery = {"nonce": nonce_in(page), "step": "review", "duration": "MONTHLY", "user_currency": "EUR"}
    reviewed = ann.post(f"{ADD}?owner={payer['user_email']}", machinery | TYPED | {"sp_amount": "1.00"})
    assert "You typed 1.00; the plan’s price is" in text_of(reviewed)


def test_whoever_cannot_be_paid_for_is_said_before_anything_is_typed(ann, sandbox, answer_with):
    assert "SigningHub knows nobody with this address." in text_of(ann.get(ADD, {"owner": "nobody@example.org"}))
    dormant = next(
        account
        for number in range(1001, 1200)
        if (account := sandbox.world.accounts.get(number))["dormant"] and not account["guest"]
    )
    assert "This account is dormant" in text_of(ann.get(ADD, {"owner": dormant["user_email"]}))
    answer_with("getBillingUser", {"id": 7, "name": "No plan", "service_plan": None})
    assert "no service plan" in text_of(ann.get(ADD, {"owner": "x@example.org"}))


def test_an_owner_who_changed_meanwhile_is_noticed_before_it_is_sent(ann, sandbox, payer):
    _page, machinery = review(ann, f"{ADD}?owner={payer['user_email']}", **TYPED)
    account = sandbox.world.accounts.get(payer["user_id"])
    sandbox.world.accounts.change(account, service_plan_id=1)
    page = ann.post(ADD, machinery | {"step": "save"})
    assert "on another plan by now: Individual Trial" in text_of(page)
    assert not bodies(sandbox, "addManualBilling")


def test_a_refusal_of_signinghubs_stands_beside_its_field(ann, sandbox, payer):
    address = f"{ADD}?owner={payer['user_email']}"
    _page, machinery = review(ann, address, **TYPED | {"transaction_id": payer["transaction_id"]})
    page = ann.post(ADD, machinery | {"step": "save"})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["transaction_id"]


def test_whoever_may_only_read_adds_no_payment(person):
    reader = person({"billing": ["read"]}, email="reader@example.org")
    assert reader.get(ADD).status_code == 403
    assert "Add payment" not in text_of(reader.get(LIST))
