"""What a person types about an account: the filters of the list, and the fields of Update Account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from apps.accounts.accounts.plans import ENTERPRISE, PlanPicker
from console.screens.filters import DateInput, EnumField, FilterForm
from console.screens.forms import ApiForm, Body, Picker

VIEWS = {
    "ENTERPRISE": _("Enterprise"),
    "INDIVIDUAL": _("Individual"),
    "INACTIVE": _("Not activated"),
    "LOCKED": _("Locked"),
    "DORMANT": _("Dormant"),
    "USER_FEEDBACK": _("Left with feedback"),
    "GUEST": _("Guests"),
    "MARK_DELETED": _("Marked for deletion"),
}


class AccountFilters(FilterForm):
    """Every filter of Get Accounts."""

    groups = (
        (_("Account"), ("user_name", "user_email", "common_name", "activated", "enabled", "last_activity")),
        (_("Person"), ("country", "national_id", "from", "to")),
        (_("Enterprise and plan"), ("enterprise_name", "service_plan", "service_plan_type")),
        (_("Billing"), ("billing_mode", "payment_type")),
    )

    accounts = EnumField(label=_("View"), words={"ALL": _("All"), **VIEWS})
    user_name = forms.CharField(label=_("Name"), required=False)
    user_email = forms.CharField(label=_("E-mail"), required=False)
    common_name = forms.CharField(label=_("Common name"), required=False)
    activated = EnumField(label=_("Activation"), words={"REGISTERED": _("Not activated"), "ACTIVATED": _("Activated")})
    enabled = EnumField(label=_("Access"), words={"True": _("Allowed"), "False": _("Denied")})
    last_activity = forms.IntegerField(
        label=_("Days since the last activity"), required=False, min_value=1, max_value=9999
    )
    country = forms.CharField(label=_("Country"), required=False)
    national_id = forms.CharField(label=_("National ID"), required=False)
    enterprise_name = forms.CharField(label=_("Enterprise"), required=False)
    service_plan = forms.CharField(label=_("Service plan"), required=False)
    service_plan_type = EnumField(
        label=_("Plan type"),
        words={"INDIVIDUAL": _("Individual"), "ENTERPRISE": _("Enterprise"), "NONE": _("None")},
    )
    billing_mode = EnumField(label=_("Billing mode"), words={"ONLINE": _("Online"), "OFFLINE": _("Offline")})
    payment_type = EnumField(
        label=_("Payment type"), words={"PAY_REGULARLY": _("Pay regularly"), "PAY_AS_YOU_GO": _("Pay as you go")}
    )
    # `from` is a word of Python, so the two dates cannot be written as attributes of the class.
    locals()["from"] = forms.DateField(label=_("Created since"), required=False, widget=DateInput())
    to = forms.DateField(label=_("Created until"), required=False, widget=DateInput())


class EditAccountForm(ApiForm):
    """Every property of Update Account."""

    groups = (
        (_("Identity"), ("user_name", "common_name", "user_email")),
        (_("Contact"), ("mobile_number", "job_title", "company_name")),
        (_("Identifiers"), ("national_id", "ra_id", "csc_id", "csp_id")),
        (_("Language and country"), ("country", "language")),
        (_("Access"), ("enabled",)),
    )
    consequences = {
        "common_name": _("A new common name revokes the certificate. Another is issued at the next signing."),
        "enabled": _("Denying access sends every open session of this person to the sign-in page at once."),
        "user_name": _("The name changes in other people’s contacts too."),
    }

    user_name = forms.CharField(label=_("Name"))
    common_name = forms.CharField(label=_("Common name"))
    user_email = forms.EmailField(
        label=_("E-mail"),
        # Not type="email": browsers rewrite what stands in such a field, and would so change it unasked.
        widget=forms.TextInput(attrs={"inputmode": "email"}),
    )
    mobile_number = forms.CharField(
        label=_("Mobile number"), help_text=_("With country code. One-time codes go to it.")
    )
    job_title = forms.CharField(label=_("Job title"))
    company_name = forms.CharField(label=_("Company"))
    national_id = forms.CharField(label=_("National ID"))
    ra_id = forms.CharField(label=_("RA ID"), help_text=_("The person’s ID at the remote authorisation service."))
    csc_id = forms.CharField(label=_("CSC ID"), help_text=_("Only for connectors that sign by client credentials."))
    csp_id = forms.CharField(label=_("CSP ID"))
    country = Picker(label=_("Country"), source="listCountries")
    language = Picker(label=_("Language"), source="listLanguages")
    enabled = forms.BooleanField(label=_("May sign in"))


class RenameGuestForm(ApiForm):
    """The one property of Update Guest Account."""

    groups = ((_("Guest"), ("user_name",)),)

    user_name = forms.CharField(label=_("Name"))


class ChangePlanForm(ApiForm):
    """Change User Service Plan, but for the address, which says whose plan it is."""

    groups = ((_("Service plan"), ("service_plan", "enterprise_name")),)
    consequences = {
        "service_plan": _("The person is told. What the new plan does not allow stops working at once."),
    }

    service_plan = PlanPicker(label=_("Service plan"), by="name")
    enterprise_name = forms.CharField(
        label=_("Name of the new enterprise"),
        help_text=_("Only where an individual account moves to an enterprise plan."),
    )

    def __init__(self, *args: Any, is_in_enterprise: Callable[[], bool] = lambda: False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_in_enterprise = is_in_enterprise

    def clean(self) -> None:
        """An individual account that moves to an enterprise plan needs a name for the enterprise it begins."""
        need_enterprise(self, "service_plan", self.is_in_enterprise)


class RegisterForm(ApiForm):
    """Register User Account, without a password and a security question: the person chooses them by themselves.

    `existing` says who has an address already, in words; "" for nobody.
    """

    groups = (
        (_("Person"), ("user_email", "user_name", "common_name")),
        (_("Service plan"), ("service_plan_id", "enterprise_name")),
        (_("Contact"), ("mobile_number", "job_title", "company_name")),
        (_("Language and country"), ("language", "country")),
        (_("Identifiers"), ("national_id", "csc_id", "user_ra_id", "user_csp_id")),
    )
    consequences = {
        "user_email": _(
            "SigningHub mails a link to this address. With it the person activates the account and chooses a password"
            " and a security question."
        ),
    }

    user_email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Whether somebody has it already is looked up while it is typed."),
        widget=forms.TextInput(
            attrs={
                "inputmode": "email",
                "hx-get": reverse_lazy("accounts-existing"),
                "hx-trigger": "input changed delay:400ms",
                "hx-target": "#id_user_email_helptext",
                "hx-swap": "innerHTML",
                "hx-sync": "this:replace",
                "hx-push-url": "false",
            }
        ),
    )
    user_name = forms.CharField(label=_("Name"))
    common_name = forms.CharField(
        label=_("Common name"), help_text=_("The name in the certificate. Left empty, it is the name above.")
    )
    service_plan_id = PlanPicker(
        label=_("Service plan"), by="id", help_text=_("A plan that is billed online cannot be given here.")
    )
    enterprise_name = forms.CharField(
        label=_("Name of the new enterprise"), help_text=_("Only for an enterprise plan: this person will own it.")
    )
    mobile_number = forms.CharField(
        label=_("Mobile number"), help_text=_("With country code. One-time codes go to it.")
    )
    job_title = forms.CharField(label=_("Job title"))
    company_name = forms.CharField(label=_("Company"))
    language = Picker(label=_("Language"), source="listLanguages")
    country = Picker(label=_("Country"), source="listCountries")
    national_id = forms.CharField(label=_("National ID"))
    csc_id = forms.CharField(label=_("CSC ID"), help_text=_("Only for connectors that sign by client credentials."))
    user_ra_id = forms.CharField(label=_("RA ID"), help_text=_("The person’s ID at the remote authorisation service."))
    user_csp_id = forms.CharField(label=_("CSP ID"))

    def __init__(self, *args: Any, existing: Callable[[str], str] = lambda _email: "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.existing = existing
        if "common_name" in self.fields:
            self.fields["common_name"].required = False

    def clean_user_email(self) -> str:
        """An address that nobody has yet."""
        email = str(self.cleaned_data["user_email"])
        if found := self.existing(email):
            raise forms.ValidationError(found)
        return email

    def clean(self) -> None:
        """An enterprise plan begins an enterprise, which needs a name."""
        need_enterprise(self, "service_plan_id", lambda: False)

    def changes(self) -> Body:
        """What was typed; the common name is the name where it was left empty."""
        changes = super().changes()
        if "common_name" in self.fields and not changes.get("common_name"):
            changes["common_name"] = changes.get("user_name", "")
        return changes


def need_enterprise(form: ApiForm, plan: str, is_in_one: Callable[[], bool]) -> None:
    """Ask for the enterprise's name with an enterprise plan, and only then; without a known type SigningHub judges."""
    picker, name = form.fields.get(plan), form.cleaned_data.get("enterprise_name")
    if not isinstance(picker, PlanPicker) or "enterprise_name" not in form.fields or plan not in form.changed_data:
        return
    kind = picker.kinds.get(str(form.cleaned_data.get(plan) or ""), "")
    if kind == ENTERPRISE and not name and not is_in_one():
        form.add_error("enterprise_name", _("An enterprise plan needs the name of the enterprise."))
    elif kind and kind != ENTERPRISE and name:
        form.add_error("enterprise_name", _("This plan is not for an enterprise. Leave this empty."))
