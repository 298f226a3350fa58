"""The screens of accounts, and the lists of what happened to one of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.accounts.accounts import acts, views
from apps.accounts.accounts.bulk import delete_chosen
from apps.accounts.accounts.forms import (
    VIEWS,
    AccountFilters,
    ChangePlanForm,
    EditAccountForm,
    RegisterForm,
    RenameGuestForm,
)
from apps.accounts.accounts.registering import register
from apps.accounts.accounts.service import Accounts, Activity, Alerts, Payments
from apps.accounts.saved_searches.parts import SEARCHES
from apps.accounts.saved_searches.screens import account_searches
from console.permissions import Area, Right
from console.screens.exporting import export
from console.screens.resource import Action, Column, Resource, Saved, View
from console.screens.urls import screen_urls

# What a guest or a retired account is not for; a row and a record spell it differently.
GUEST = ("user.guest", "guest")
DORMANT = ("user.dormant", "dormant")

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
        Column(
            "enterprise_name",
            _("Enterprise"),
            sort="enterprise_name",
            width="flex-2",
            leads_to=("enterprises-detail", "enterprise_id"),
        ),
        Column("service_plan", _("Service plan"), sort="service_plan", width="flex-2"),
        Column("country", _("Country"), kind="country", sort="country", shown=False),
        Column("common_name", _("Common name"), shown=False),
        Column("service_plan_type", _("Plan type"), kind="badge", shown=False),
        Column("enterprise_owner", _("Owns the enterprise"), kind="yes_no", shown=False),
        Column("created_on", _("Created"), kind="date", sort="created_on", width="less"),
        Column("last_accessed_on", _("Last activity"), kind="datetime"),
    ),
    saved=Saved(account_searches, SEARCHES),
    add_form=RegisterForm,
    edit_form=EditAccountForm,
    deletable=True,
    delete_consequence=_("The person, their settings and everything they keep in SigningHub are deleted for good."),
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
            offered_if=("user.locked", "locked"),
        ),
        Action(
            "reset-password",
            _("Reset password"),
            Right.WRITE,
            operation="resetAccountPassword",
            verb="reset_password",
            question=_("Reset the password of"),
            consequence=_(
                "SigningHub mails the person a link. They are signed out everywhere, and choose a new password, a new"
                " security question and its answer before they can sign in again. Nobody else sees the password."
            ),
            done=_("Password reset. SigningHub mails the person a link."),
            icon="key",
            offered_unless=(*GUEST, *DORMANT),
        ),
        Action(
            "reset-usage",
            _("Reset usage statistics"),
            Right.WRITE,
            operation="resetUsageStatistics",
            verb="reset_usage",
            question=_("Reset the usage statistics of"),
            consequence=_(
                "Everything counted so far, such as signatures, storage and workflows, starts again from zero; what was"
                " counted is not kept. SigningHub tells the person, and notes it in its operator log."
            ),
            done=_("Usage statistics reset."),
            icon="refresh",
            offered_unless=(*GUEST, *DORMANT),
        ),
        Action(
            "change-plan",
            _("Change service plan"),
            Right.WRITE,
            operation="changeUserServicePlan",
            form=ChangePlanForm,
            icon="switch-horizontal",
            offered_unless=(*GUEST, *DORMANT),
            view=acts.change_plan,
        ),
        Action(
            "rename-guest",
            _("Rename guest"),
            Right.WRITE,
            operation="updateGuestAccount",
            form=RenameGuestForm,
            icon="pencil",
            offered_if=GUEST,
            view=acts.rename_guest,
        ),
        Action(
            "dormant",
            _("Mark as dormant"),
            Right.WRITE,
            operation="markAccountDormant",
            question=_("Mark as dormant:"),
            consequence=_(
                "This cannot be undone. The person can never sign in again and is only seen by administrators; the"
                " account can only be archived or deleted afterwards. Its licence, certificates and billing end."
            ),
            done=_("Account marked as dormant."),
            icon="moon",
            offered_unless=(*GUEST, *DORMANT),
            danger=True,
            view=acts.mark_dormant,
        ),
        Action(
            "archive",
            _("Archive"),
            Right.WRITE,
            operation="archiveAccount",
            question=_("Archive"),
            consequence=_(
                "The account leaves every list. SigningHub does this only where its licence and its global settings"
                " allow it, and the console has no way to bring the account back."
            ),
            done=_("Account archived."),
            icon="archive",
            offered_if=DORMANT,
            danger=True,
            ends=True,
        ),
        Action(
            "export",
            _("Export to Excel"),
            Right.READ,
            operation="exportAccounts",
            icon="download",
            on="list",
            view=export,
        ),
        Action(
            "unlock-chosen",
            _("Unlock accounts"),
            Right.WRITE,
            operation="unlockUserAccount",
            verb="unlock",
            question=_("Unlock these accounts"),
            consequence=_("These people can sign in again at once; their counts of wrong passwords start anew."),
            done=_("The chosen accounts are unlocked."),
            icon="lock-open",
            offered_if=("user.locked", "locked"),
            on="selection",
        ),
        Action(
            "delete-chosen",
            _("Delete accounts"),
            Right.DELETE,
            operation="deleteAccountsBulk",
            question=_("Delete these accounts"),
            consequence=_(
                "These people, their settings, certificates and all they keep in SigningHub are deleted for good."
            ),
            done=_("The chosen accounts are deleted."),
            icon="trash",
            danger=True,
            on="selection",
            view=delete_chosen,
        ),
    ),
    template="accounts/accounts",
    icon="users",
)

alerts = Resource(
    name="account-alerts",
    title=_("Alerts"),
    noun=_("alert"),
    area=Area.ACCOUNTS,
    service=Alerts,
    route="alerts/",
    parent=accounts,
    parent_argument="user_id",
    search=_("Text of an alert"),
    default_sort="-created_on",
    columns=(
        Column("message", _("Alert"), width="flex-4"),
        Column("type", _("Kind"), kind="badge", sort="type", width="flex-2"),
        Column("created_on", _("When"), kind="datetime", sort="created_on"),
        Column("read", _("Read"), kind="yes_no"),
    ),
)

activity = Resource(
    name="account-activity",
    title=_("Activity"),
    noun=_("activity"),
    area=Area.ACCOUNTS,
    service=Activity,
    route="activity/",
    parent=accounts,
    parent_argument="user_id",
    search=_("What was done, where from"),
    default_sort="-created_on",
    columns=(
        Column("activity", _("Activity"), kind="badge", width="flex-2"),
        Column("information", _("Particulars"), width="flex-3"),
        Column("category", _("Area"), kind="badge"),
        Column("created_on", _("When"), kind="datetime", sort="created_on"),
        Column("ip_address", _("Address"), kind="code"),
        Column("user_agent", _("Program"), width="flex-2"),
    ),
)

payments = Resource(
    name="account-payments",
    title=_("Payments"),
    noun=_("payment"),
    area=Area.ACCOUNTS,
    service=Payments,
    route="payments/",
    parent=accounts,
    parent_argument="user_id",
    search=_("Transaction or number"),
    default_sort="-date",
    columns=(
        Column("payment_number", _("Number"), kind="code", sort="payment_number", leads_to=("billings-detail", "id")),
        Column("date", _("Date"), kind="date", sort="date"),
        Column("amount", _("Amount"), kind="money", sort="amount"),
        Column("user_amount", _("In their currency"), kind="money", sort="user_amount"),
        Column("currency", _("Currency")),
        Column("payment_type", _("Payment type"), kind="badge"),
        Column("payment_mode", _("How often"), kind="badge"),
        Column("transaction_id", _("Transaction"), kind="code", width="less"),
    ),
)

urlpatterns = [
    *screen_urls(accounts, detail=views.show_account, add=register, edit=acts.edit, delete=acts.delete),
    *screen_urls(alerts),
    *screen_urls(activity),
    *screen_urls(payments),
]
