"""Find anything: screens and acts at once, accounts as a part of their own, since they wait for SigningHub."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.find import accounts, destinations, matching
from console.permissions import Area, Right, requires, signed_in
from console.requests import ConsoleRequest
from console.screens import parts
from console.screens.compression import compressed
from console.screens.parts import Place, State

# In the address: Enter was pressed, so open what is meant where there is no doubt.
GO = "go"


@signed_in
@require_safe
def find(request: ConsoleRequest) -> HttpResponse:
    """The page; for htmx only its screens and acts."""
    query = _query(request)
    context = _context(request, query)
    if GO in request.GET:
        exact = [hit.destination.url for hit in (*context["screens"], *context["acts"]) if hit.rank == 0]
        if query and len(set(exact)) == 1:
            return redirect(exact[0])
        if context["may_search"] and len(query) >= accounts.SHORTEST:
            return redirect(f"{accounts.address(query)}&{GO}=1")
    if context["may_search"]:
        state = State.WAITING if len(query) >= accounts.SHORTEST else State.HERE
        context["place"] = Place(accounts.PART, accounts.address(query), state)
    template = "screens" if parts.is_asked_alone(request) else "page"
    return compressed(request, render(request, f"accounts/find/{template}.html", context))


@requires(Area.ACCOUNTS, Right.READ)
@require_safe
def find_accounts(request: ConsoleRequest) -> HttpResponse:
    """Get Accounts: the accounts that answer; without htmx the whole page, or the account itself after Enter."""
    query = _query(request)
    request.way_back = (_("the search"), f"{reverse('find')}?{urlencode({'q': query})}")  # type: ignore[attr-defined]
    request.api.patience = parts.PATIENCE
    is_offered = accounts.may_search(request)
    found = accounts.search(request, query) if is_offered and len(query) >= accounts.SHORTEST else None
    if found and found.only and GO in request.GET:
        return redirect(found.only.url)
    place = Place(accounts.PART, accounts.address(query), State.HERE if is_offered else State.MISSING)
    context = {"place": place, "found": found, "query": query}
    if parts.is_asked_alone(request):
        return render(request, accounts.PART.frame, context)
    return compressed(request, render(request, "accounts/find/page.html", _context(request, query) | context))


# What goes wrong in it, or at the lock before it, is said in its place (console/failures.py).
find_accounts.part = accounts.PART  # type: ignore[attr-defined]


def _query(request: ConsoleRequest) -> str:
    return matching.cleaned(request.GET.get("q", ""))


def _context(request: ConsoleRequest, query: str) -> dict[str, Any]:
    words = matching.words_of(query)
    # Before anything is typed, the views of every list would drown the screens.
    open_to = [*destinations.screens(request), *(destinations.views(request) if words else ())]
    screens, acts = destinations.find(open_to, words), destinations.find(destinations.acts(request), words)
    return {
        "query": query,
        "may_search": accounts.may_search(request),
        "screens": screens,
        "acts": acts,
        "count": len(screens) + len(acts),
        "is_find_page": True,
    }
