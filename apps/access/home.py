"""The start page: the first page of the menu that this person may open."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from console.navigation import context
from console.permissions import signed_in
from console.requests import ConsoleRequest


@signed_in
@require_safe
def home(request: ConsoleRequest) -> HttpResponse:
    """Go on to where the menu begins; to the own profile where nothing else is open."""
    for group in context(request)["navigation"]():
        return redirect(group["items"][0]["url"])
    return redirect("profile")
