"""The searches for payments that SigningHub keeps, and their screens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.billing.saved_searches.criteria import BILLINGS
from apps.billing.saved_searches.forms import AddSearchForm, EditSearchForm
from apps.billing.saved_searches.parts import SEARCHES
from console.permissions import Area, Right, requires
from console.requests import ConsoleRequest
from console.screens.saved import views
from console.screens.saved.resource import saved_searches
from console.screens.saved.service import SavedSearches
from console.screens.urls import screen_urls


class BillingSearches(SavedSearches):
    """Calls on the saved searches of payments."""

    criteria = BILLINGS
    list_operation = "listBillingSearches"
    # SigningHub gives them only all together.
    get_operation = "listBillingSearches"
    add_operation = "addBillingSearch"
    update_operation = "updateBillingSearch"
    delete_operation = "deleteBillingSearch"


billing_searches = saved_searches(
    "billing-searches",
    area=Area.BILLING,
    service=BillingSearches,
    add_form=AddSearchForm,
    edit_form=EditSearchForm,
    opening=_("Show the payments"),
    icon="receipt-2",
    delete_consequence=_("Only the search goes, no payment. Nobody can bring it back."),
)


@requires(Area.BILLING, Right.READ)
@SEARCHES.shows("screens/saved/searches.html")
def billing_searches_in_menu(request: ConsoleRequest) -> Mapping[str, Any]:
    """Get Saved Searches, each as a view of the list of payments."""
    return views.searches_in_menu(request, billing_searches)


urlpatterns = screen_urls(billing_searches, add=views.add_search, detail=views.show_search, edit=views.edit_search)
