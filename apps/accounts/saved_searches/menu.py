"""The saved searches in a menu of the list of accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.accounts.saved_searches.parts import SEARCHES
from apps.accounts.saved_searches.screens import account_searches
from console.permissions import Area, Right, requires
from console.requests import ConsoleRequest
from console.screens.saved.views import searches_in_menu


@requires(Area.ACCOUNTS, Right.READ)
@SEARCHES.shows("screens/saved/searches.html")
def account_searches_in_menu(request: ConsoleRequest) -> Mapping[str, Any]:
    """Get Saved Searches, each as a view of the list of accounts."""
    return searches_in_menu(request, account_searches)
