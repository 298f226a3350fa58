"""What the operator log is asked, in SigningHub's words and ours."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from console.screens.filters import DateInput, EnumField, FilterForm
from console.screens.forms import ApiForm
from console.screens.saved.criteria import Criteria, Criterion, day_of
from console.screens.saved.forms import BeginsFilled, Day

MODULES = {
    "ADMIN_ACTIVITY_MODULE_ACCOUNTS": _("Accounts"),
    "ADMIN_ACTIVITY_MODULE_PROFILE": _("Profile"),
    "ADMIN_ACTIVITY_MODULE_CONFIGURATIONS": _("Configuration"),
    "ADMIN_ACTIVITY_MODULE_SERVICE_PLAN": _("Service plans"),
    "ADMIN_ACTIVITY_MODULE_BILLINGS": _("Billing"),
    "ADMIN_ACTIVITY_MODULE_ACCESS_CONTROL": _("Access control"),
    "MAIN_REPORTS": _("Reports"),
}
ACTIVITIES = {
    "ADMIN_ACTIVITY_ADDED": _("Added"),
    "COMMON_ACTIVITY_CLONED": _("Cloned"),
    "ADMIN_ACTIVITY_DELETED": _("Deleted"),
    "ADMIN_ACTIVITY_UPDATED": _("Changed"),
    "ADMIN_ACTIVITY_RESET_SERVICE_PLAN": _("Service plan reset"),
    "LOGGED_OUT": _("Signed out"),
    "LOGGED_IN": _("Signed in"),
    "ADMIN_ACTIVITY_DOWNLOADED": _("Downloaded"),
    "ADMIN_ACTIVITY_CHANGE_PASSWORD": _("Password changed"),
    "LOG_ACTIVITY_ACTION_RESET_BRANDING": _("Branding reset"),
    "LOG_REQUESTED_PASSWORD_CHANGE": _("Password change asked for"),
    "ADMIN_ACTIVITY_MODULE_PASSWORD_UPDATE": _("Password replaced"),
    "ADMIN_ACTIVITY_USER_ACCOUNT_UNLOCKED": _("Account unlocked"),
    "ADMIN_ACTIVITY_PUBLISH_CHANGES": _("Changes published"),
    "COMMON_REVOKE": _("Revoked"),
    "ADMIN_ACTIVITY_DORMANT": _("Marked dormant"),
    "ADMIN_ACTIVITY_ARCHIVED": _("Archived"),
}


class LogFilters(FilterForm):
    """Every filter of Get Operator Logs."""

    groups = (
        (_("Operator"), ("name", "email")),
        (_("Act"), ("activity", "module")),
        (_("Time"), ("date_from", "date_to")),
    )

    name = forms.CharField(label=_("Name"), required=False)
    email = forms.CharField(label=_("E-mail"), required=False)
    activity = EnumField(label=_("Activity"), words=ACTIVITIES)
    module = EnumField(label=_("Module"), words=MODULES)
    date_from = forms.DateField(label=_("Since"), required=False, widget=DateInput())
    date_to = forms.DateField(label=_("Until"), required=False, widget=DateInput())


LOG = Criteria(
    (
        Criterion("name", "name"),
        Criterion("email", "email"),
        Criterion("activity", "activity", words=ACTIVITIES),
        Criterion("module", "module", words=MODULES),
        Criterion("date_from", "date_from", day_of),
        Criterion("date_to", "date_to", day_of),
    ),
    LogFilters,
    page="operator-log-list",
    operation="listOperatorLogs",
)


class EditSearchForm(ApiForm):
    """Every property of Update Operator Log Search; its criteria are an object."""

    nested = ("criteria",)
    groups = (
        (_("Search"), ("search_name",)),
        *((title, tuple(f"criteria__{name}" for name in names)) for title, names in LogFilters.groups),
    )

    search_name = forms.CharField(label=_("Name of the search"))
    criteria__name = forms.CharField(label=_("Name"), required=False)
    criteria__email = forms.CharField(label=_("E-mail"), required=False)
    criteria__activity = forms.ChoiceField(label=_("Activity"), choices=[("", "—"), *ACTIVITIES.items()])
    criteria__module = forms.ChoiceField(label=_("Module"), choices=[("", "—"), *MODULES.items()])
    criteria__date_from = Day(label=_("Since"))
    criteria__date_to = Day(label=_("Until"))


class AddSearchForm(BeginsFilled, EditSearchForm):
    """Every property of Add Operator Log Search."""
