"""Adding a payment by hand: the owner is looked up first, the amounts are money, and there is no way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from apps.billing.billings.service import Billings
from apps.billing.words import PAYMENT_MODES
from console.api.errors import ApiMissing
from console.requests import ConsoleRequest
from console.screens import cells, editing
from console.screens.cells import as_number, plain, truth
from console.screens.forms import Body
from console.screens.page import way_back
from console.screens.resource import Resource
from console.screens.saved.forms import BeginsFilled

CURRENCIES = ("USD", "GBP", "EUR", "BDT")
PRICES = {"MONTHLY": "monthly_price", "YEARLY": "yearly_price"}
# Within what JSON's numbers hold exactly.
DIGITS = 12
OWNER = "owner"


@dataclass(frozen=True)
class Owner:
    """Whom a payment is for, as Get User Information says it."""

    email: str
    name: str = ""
    is_dormant: bool = False
    agreement: str = ""
    plan: str = ""
    prices: Mapping[str, Decimal | None] | None = None
    currency: str = ""

    @classmethod
    def read(cls, email: str, user: Mapping[str, Any]) -> Owner:
        """From SigningHub's answer, whatever is missing in it."""
        plan = user.get("service_plan")
        plan = plan if isinstance(plan, Mapping) else {"name": plan}
        return cls(
            email=email,
            name=plain(user.get("name")).strip(),
            is_dormant=truth(user.get("dormant")) is True,
            agreement=plain(user.get("agreement_id")).strip(),
            plan=plain(plan.get("name")).strip(),
            prices={mode: as_number(plan.get(key)) for mode, key in PRICES.items()},
            currency=plain(plan.get("currency")).strip().upper(),
        )

    def price(self, mode: str) -> Decimal | None:
        """What the plan costs in that mode."""
        return (self.prices or {}).get(mode)

    @property
    def obstacle(self) -> str:
        """Why SigningHub is known to refuse a payment for them; "" where it is not."""
        if self.is_dormant:
            return _("This account is dormant: nothing can be paid for it.")
        return "" if self.plan else _("This account has no service plan that could be paid.")

    def begins(self) -> Body:
        """What the form is filled with."""
        mode = next((mode for mode in PRICES if self.price(mode) is not None), "MONTHLY")
        amount = self.price(mode)
        start = {"account_owner_email": self.email, "service_plan_name": self.plan, "duration": mode}
        start |= {"agreement_id": self.agreement} if self.agreement else {}
        start |= {"user_currency": self.currency} if self.currency else {}
        return start | ({"sp_amount": f"{amount:.2f}"} if amount is not None else {})

    def notes(self) -> list[str]:
        """What is known of them, as sentences."""
        name = self.name or self.email
        costs = [
            f"{PAYMENT_MODES[mode]} {cells.grouped(price, 2)} {self.currency}".strip()
            for mode in PRICES
            if (price := self.price(mode)) is not None
        ]
        said = {"name": name, "plan": self.plan, "prices": ", ".join(costs)}
        known = _("%(name)s is on the plan %(plan)s: %(prices)s.") if costs else _("%(name)s is on the plan %(plan)s.")
        agreed = (
            _("The agreement or customer ID is %(id)s.") % {"id": self.agreement}
            if self.agreement
            else _("SigningHub knows no agreement of this account.")
        )
        return [known % said, agreed]


class MoneyField(forms.DecimalField):
    """An amount of money: a decimal above nothing with at most two places."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr", "class": "num"})
        super().__init__(
            max_digits=DIGITS, decimal_places=2, min_value=Decimal("0.01"), widget=widget, localize=False, **kwargs
        )

    def to_python(self, value: Any) -> Any:
        """The amount. 1e3, a comma and the digits of other scripts are no amounts that two people read alike."""
        typed = str(value or "").strip()
        if typed and not (typed.isascii() and typed.replace(".", "", 1).isdigit()):
            raise forms.ValidationError(_("An amount such as 1234.50: digits, and a point before the cents."))
        return super().to_python(typed)


class ManualPaymentForm(BeginsFilled):
    """Every property of Add Manual Billing; whose payment it is was looked up before and is not typed here."""

    groups = (
        (gettext_lazy("Owner"), ("account_owner_email", "service_plan_name", "agreement_id")),
        (gettext_lazy("Payment"), ("duration", "sp_amount", "user_currency", "price")),
        (gettext_lazy("Reference"), ("transaction_id", "remarks")),
    )
    consequences = {
        "sp_amount": gettext_lazy(
            "This cannot be undone: SigningHub has no way to change or delete a payment once it is added."
        ),
    }

    account_owner_email = forms.CharField(label=gettext_lazy("E-mail of the owner"), disabled=True)
    service_plan_name = forms.CharField(label=gettext_lazy("Service plan"), disabled=True)
    agreement_id = forms.CharField(
        label=gettext_lazy("Agreement or customer ID"),
        help_text=gettext_lazy("Known where billing is active; for a private plan it is typed."),
    )
    duration = forms.ChoiceField(label=gettext_lazy("Payment mode"), choices=[*PAYMENT_MODES.items()])
    sp_amount = MoneyField(label=gettext_lazy("Amount in the plan’s currency"))
    user_currency = forms.ChoiceField(
        label=gettext_lazy("Currency of the payer"), choices=[("", "—"), *((one, one) for one in CURRENCIES)]
    )
    price = MoneyField(
        label=gettext_lazy("Amount in the payer’s currency"),
        help_text=gettext_lazy("Needed only where it is another currency than the plan’s."),
    )
    transaction_id = forms.CharField(label=gettext_lazy("Transaction or charge ID"))
    remarks = forms.CharField(label=gettext_lazy("Remarks"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, owner: Callable[[str], Owner] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner

    def clean(self) -> dict[str, Any]:
        """Hold the input against the owner as SigningHub has them now."""
        given = self.cleaned_data
        if self.owner is None or not given.get("account_owner_email"):
            return given
        owner = self.owner(given["account_owner_email"])
        if owner.obstacle:
            self.add_error(None, owner.obstacle)
        elif owner.plan != given.get("service_plan_name"):
            self.add_error(
                None, _("The account is on another plan by now: %(plan)s. Begin anew.") % {"plan": owner.plan}
            )
        paid = given.get("user_currency")
        is_another = bool(paid and owner.currency and paid != owner.currency)
        if is_another and "price" in self.fields and given.get("price") is None and "price" not in self.errors:
            said = {"plan": owner.currency, "paid": paid}
            self.add_error("price", _("The plan is priced in %(plan)s: say what was paid in %(paid)s.") % said)
        return given

    def words(self, name: str, value: object) -> str:
        """An amount with two places; that of the payer with its currency."""
        amount = as_number(value) if name in ("sp_amount", "price") else None
        if amount is None:
            return super().words(name, value)
        currency = self.cleaned_data.get("user_currency", "") if name == "price" and self.is_bound else ""
        return f"{cells.grouped(amount, 2)} {currency}".strip()

    def _outgoing(self, name: str) -> Any:
        value = super()._outgoing(name)
        return float(value) if isinstance(value, Decimal) else value


@require_http_methods(["GET", "HEAD", "POST"])
def add_payment(request: ConsoleRequest, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Add Manual Billing, after Get User Information said whose it is."""
    service = Billings(request.api)
    email = request.GET.get(OWNER, "").strip()
    if not email and request.method != "POST" and not request.GET.get("draft"):
        return _ask_owner(request, resource, keys)
    start: Body = {}
    notes: list[str] = []
    if email:
        try:
            owner = _owner_of(service, email)
        except ApiMissing:
            return _ask_owner(request, resource, keys, email, _("SigningHub knows nobody with this address."))
        if owner.obstacle:
            return _ask_owner(request, resource, keys, email, owner.obstacle)
        start, notes = owner.begins(), [*owner.notes(), *_odd(owner, request)]
    made: list[int] = []

    def send(body: Body, _before: Body) -> None:
        made.extend(service.add_manually(body))

    return editing.serve(
        editing.Edit(
            request,
            resource,
            partial(ManualPaymentForm, owner=partial(_owner_of, service)),
            request.api.contract.operation(Billings.add_operation),
            read=partial(dict, start),
            send=send,
            title=_("Manual payment"),
            back=way_back(request, resource, keys),
            done=_("Payment added."),
            is_new=True,
            notes=notes,
            landing=lambda _body: resource.url("detail", made[0]) if made else "",
        )
    )


def _owner_of(service: Billings, email: str) -> Owner:
    return Owner.read(email, service.user(email))


def _odd(owner: Owner, request: ConsoleRequest) -> list[str]:
    """That a typed amount is not the plan's price: allowed, but mostly a slip."""
    typed, price = as_number(request.POST.get("sp_amount")), owner.price(request.POST.get("duration", ""))
    if typed is None or price is None or typed == price:
        return []
    said = {"typed": cells.grouped(typed, 2), "price": cells.grouped(price, 2), "currency": owner.currency}
    return [_("You typed %(typed)s; the plan’s price is %(price)s %(currency)s.") % said]


def _ask_owner(
    request: ConsoleRequest, resource: Resource, keys: Mapping[str, Any], email: str = "", problem: str = ""
) -> HttpResponse:
    """The page that asks whose payment it is."""
    back = way_back(request, resource, keys)
    context = {"resource": resource, "title": _("Manual payment"), "email": email, "problem": problem}
    return render(request, "billing/owner.html", context | {"list_url": back, "back": back})
