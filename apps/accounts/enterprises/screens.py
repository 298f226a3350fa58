"""The screens of enterprises."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.accounts.enterprises.service import EnterpriseUsers
from console.permissions import Area
from console.screens.resource import Column, Resource
from console.screens.urls import screen_urls

# Only what its users need of it: SigningHub has no list and no record of enterprises, their pages are views.
enterprises = Resource(
    name="enterprises",
    title=_("Enterprises"),
    noun=_("enterprise"),
    area=Area.ACCOUNTS,
    service=EnterpriseUsers,
    columns=(),
)

users = Resource(
    name="enterprise-users",
    title=_("Users of the enterprise"),
    noun=_("user"),
    area=Area.ACCOUNTS,
    service=EnterpriseUsers,
    route="users/",
    parent=enterprises,
    parent_argument="enterpriseid",
    label=("user_name", "user_email"),
    search=_("Name or e-mail"),
    columns=(
        Column("user_name", _("Account"), width="flex-3", leads_to=("accounts-detail", "id")),
        Column("standing", _("Status"), kind="status", width="state"),
        Column("user_email", _("E-mail"), kind="email", width="flex-4"),
        Column("role", _("Role"), width="flex-2"),
        Column("owner", _("Owns the enterprise"), kind="yes_no"),
    ),
    icon="users",
)

urlpatterns = screen_urls(users)
