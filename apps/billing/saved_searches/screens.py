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
from console.screens.resource import Action, Column, Resource
from console.screens.saved import views
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


billing_searches = Resource(
    name="billing-searches",
    title=_("Saved searches"),
    noun=_("saved search"),
    area=Area.BILLING,
    service=BillingSearches,
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
    delete_consequence=_("Only the search goes, no payment. Nobody can bring it back."),
    changeable_if=("own",),
    fixed_because=_("This search is built into SigningHub: it can be opened, but neither edited nor deleted."),
    actions=(
        Action(
            "open",
            _("Show the payments"),
            Right.READ,
            operation="listBillingSearches",
            icon="receipt-2",
            view=views.open_search,
        ),
    ),
    icon="bookmark",
)


@requires(Area.BILLING, Right.READ)
@SEARCHES.shows("screens/saved/searches.html")
def billing_searches_in_menu(request: ConsoleRequest) -> Mapping[str, Any]:
    """Get Saved Searches, each as a view of the list of payments."""
    return views.searches_in_menu(request, billing_searches)


urlpatterns = screen_urls(billing_searches, add=views.add_search, detail=views.show_search, edit=views.edit_search)
