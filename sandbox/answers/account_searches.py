"""Saved searches for accounts."""

from __future__ import annotations

from typing import Any

from sandbox.answering import Call, Json, answers


@answers("listAccountSearches")
def list_account_searches(call: Call) -> Json:
    """The searches the operator sees."""
    return call.world.account_searches.visible(call)


@answers("getAccountSearch")
def get_account_search(call: Call) -> Json:
    """One search with its criteria."""
    return call.world.account_searches.get(call, call["id"])


@answers("addAccountSearch")
def add_account_search(call: Call) -> Json:
    """Keep a search."""
    return {"id": call.world.account_searches.add(call, call.body["search_name"], _criteria(call))["id"]}


@answers("updateAccountSearch")
def update_account_search(call: Call) -> Json:
    """Keep a search anew: criteria that are left out are gone."""
    call.world.account_searches.update(call, call["id"], call.body["search_name"], _criteria(call))
    return {"message": "The search has been saved."}


@answers("deleteAccountSearch")
def delete_account_search(call: Call) -> Json:
    """Forget a search."""
    call.world.account_searches.delete(call, call["id"])
    return {"message": "The search has been deleted."}


def _criteria(call: Call) -> dict[str, Any]:
    return {name: value for name, value in call.body.items() if name != "search_name"}
