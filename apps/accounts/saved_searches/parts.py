"""The saved searches as a part of the list of accounts."""

from django.utils.translation import gettext_lazy as _

from console.screens.parts import Part

SEARCHES = Part(
    "account-searches-menu",
    _("Saved searches"),
    page="accounts-list",
    operations=("listAccountSearches",),
    frame="screens/saved/menu.html",
)
