"""Searches for accounts that SigningHub keeps."""

from __future__ import annotations

from apps.accounts.saved_searches.criteria import ACCOUNTS
from console.screens.saved.service import SavedSearches


class AccountSearches(SavedSearches):
    """Calls on the saved searches of accounts."""

    criteria = ACCOUNTS
    list_operation = "listAccountSearches"
    get_operation = "getAccountSearch"
    add_operation = "addAccountSearch"
    update_operation = "updateAccountSearch"
    delete_operation = "deleteAccountSearch"
