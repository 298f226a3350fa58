"""The saved searches as a part of the list of payments."""

from django.utils.translation import gettext_lazy as _

from console.screens.parts import Part

SEARCHES = Part(
    "billing-searches-menu",
    _("Saved searches"),
    page="billings-list",
    operations=("listBillingSearches",),
    frame="screens/saved/menu.html",
)
