"""What a person types about an account: the filters of the list, and the fields of Update Account."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from console.screens.filters import DateInput, EnumField, FilterForm
from console.screens.forms import ApiForm, Picker

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
