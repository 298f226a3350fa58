"""The screens of saved searches for accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.accounts.saved_searches.forms import AddSearchForm, EditSearchForm
from apps.accounts.saved_searches.service import AccountSearches
from console.permissions import Area
from console.screens.saved import views
from console.screens.saved.resource import saved_searches
from console.screens.urls import screen_urls

account_searches = saved_searches(
    "account-searches",
    area=Area.ACCOUNTS,
    service=AccountSearches,
    add_form=AddSearchForm,
    edit_form=EditSearchForm,
    opening=_("Show the accounts"),
    icon="users",
    delete_consequence=_("Only the search goes, no account. Nobody can bring it back."),
)

urlpatterns = screen_urls(account_searches, add=views.add_search, detail=views.show_search, edit=views.edit_search)
