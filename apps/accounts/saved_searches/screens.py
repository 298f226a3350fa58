"""The screens of saved searches for accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.accounts.saved_searches.forms import AddSearchForm, EditSearchForm
from apps.accounts.saved_searches.service import AccountSearches
from console.permissions import Area, Right
from console.screens.resource import Action, Column, Resource
from console.screens.saved import views
from console.screens.urls import screen_urls

account_searches = Resource(
    name="account-searches",
    title=_("Saved searches"),
    noun=_("saved search"),
    area=Area.ACCOUNTS,
    service=AccountSearches,
    route="searches/",
    label=("search_name",),
    search=_("Name or who saved it"),
    columns=(
        Column("search_name", _("Search"), link=True, sort="search_name", width="flex-2"),
        Column("asks", _("Asks for"), width="flex-4"),
        Column("operator_name", _("Saved by"), sort="operator_name", width="flex-1"),
        Column("default", _("Built in"), kind="yes_no"),
    ),
    add_form=AddSearchForm,
    edit_form=EditSearchForm,
    deletable=True,
    delete_consequence=_("Only the search goes, no account. Nobody can bring it back."),
    changeable_if=("own",),
    fixed_because=_("This search is built into SigningHub: it can be opened, but neither edited nor deleted."),
    actions=(
        Action(
            "open",
            _("Show the accounts"),
            Right.READ,
            operation="getAccountSearch",
            icon="users",
            view=views.open_search,
        ),
    ),
    icon="bookmark",
)

urlpatterns = screen_urls(account_searches, add=views.add_search, detail=views.show_search, edit=views.edit_search)
