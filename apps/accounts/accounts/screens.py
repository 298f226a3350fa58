"""The screens of accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.accounts.accounts import views
from apps.accounts.accounts.forms import VIEWS, AccountFilters, EditAccountForm
from apps.accounts.accounts.service import Accounts
from console.permissions import Area, Right
from console.screens.resource import Action, Column, Resource, View
from console.screens.urls import screen_urls

accounts = Resource(
    name="accounts",
    title=_("Accounts"),
    noun=_("account"),
    area=Area.ACCOUNTS,
    service=Accounts,
    route="",
    label=("user_name", "user.user_name", "user_email", "user.user_email"),
    search=_("Name, e-mail or common name"),
    filters=AccountFilters,
    views_by="accounts",
    views=tuple(View(title, value) for value, title in VIEWS.items()),
    default_sort="-created_on",
    columns=(
        Column("user_name", _("Account"), link=True, sort="user_name", width="flex-3"),
        Column("standing", _("Status"), kind="status", width="state"),
        Column("user_email", _("E-mail"), kind="email", width="flex-4"),
        Column("enterprise_name", _("Enterprise"), sort="enterprise_name", width="flex-2"),
        Column("service_plan", _("Service plan"), sort="service_plan", width="flex-2"),
        Column("country", _("Country"), sort="country", shown=False),
        Column("common_name", _("Common name"), shown=False),
        Column("service_plan_type", _("Plan type"), kind="badge", shown=False),
        Column("enterprise_owner", _("Owns the enterprise"), kind="yes_no", shown=False),
        Column("created_on", _("Created"), kind="date", sort="created_on", width="less"),
        Column("last_accessed_on", _("Last activity"), kind="datetime"),
    ),
    edit_form=EditAccountForm,
    actions=(
        Action(
            "unlock",
            _("Unlock account"),
            Right.WRITE,
            operation="unlockUserAccount",
            verb="unlock",
            question=_("Unlock"),
            consequence=_("The person can sign in again at once; the count of wrong passwords starts anew."),
            done=_("Account unlocked."),
            icon="lock-open",
            offered_if="user.locked",
        ),
    ),
    template="accounts/accounts",
    icon="users",
)

urlpatterns = screen_urls(accounts, detail=views.show_account)
