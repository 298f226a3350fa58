"""The saved searches in a menu of the list of accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.accounts.saved_searches.criteria import criteria_of, to_filters
from apps.accounts.saved_searches.parts import SEARCHES
from apps.accounts.saved_searches.screens import account_searches
from apps.accounts.saved_searches.service import AccountSearches
from apps.accounts.saved_searches.views import list_of
from console.api.service import LARGEST_PAGE, Query
from console.permissions import Area, Right, requires
from console.requests import ConsoleRequest
from console.screens.resource import Row
from console.screens.table import key_of


@requires(Area.ACCOUNTS, Right.READ)
@SEARCHES.shows("accounts/saved_searches/searches.html")
def searches_in_menu(request: ConsoleRequest) -> Mapping[str, Any]:
    """Get Saved Searches, each as a view of the list of accounts."""
    found = AccountSearches(request.api).page(Query(size=LARGEST_PAGE)).items
    return {"searches": [(account_searches.called(search), _address(request, search), search) for search in found]}


def _address(request: ConsoleRequest, search: Row) -> str:
    """The list where it can be asked exactly that, else the page that says what it cannot; "" without a usable id."""
    mapped = to_filters(criteria_of(search), request.api.contract.operation("listAccounts"))
    if mapped.values and not mapped.left_out:
        return list_of(mapped.values)
    # A list of searches may leave their criteria out; the page reads them.
    pk = key_of(search, account_searches)
    return "" if pk is None else account_searches.url("open", pk)
