"""A page of four parts under addresses that exist in tests only."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from console.permissions import Area, ConsoleRight, Right, console_right, requires, signed_in
from console.requests import ConsoleRequest
from console.screens.parts import Part, places
from console.urls import urlpatterns as console_urls

LICENCE = Part("planted-licence", "Licence", "planted", operations=("getLicenseConstraints",))
ROLES = Part("planted-roles", "Roles", "planted")
CRASH = Part("planted-crash", "Crash", "planted")
VAULT = Part("planted-vault", "Vault", "planted")


@signed_in
def page(request: ConsoleRequest, pk: int) -> HttpResponse:
    found = places(request, (LICENCE, ROLES, CRASH, VAULT), pk)
    return render(request, "planted/page.html", {"places": found})


@requires(Area.LICENSE, Right.READ)
@LICENCE.shows("planted/part.html")
def licence(request: ConsoleRequest, pk: int) -> dict[str, Any]:
    request.api.call("getLicenseConstraints")
    return {"fact": f"<licence {pk}>"}


@requires(Area.ROLES, Right.READ)
@ROLES.shows("planted/part.html")
def roles(request: ConsoleRequest, pk: int) -> dict[str, Any]:
    request.api.call("listRoles")
    return {"fact": "roles read"}


@signed_in
@CRASH.shows("planted/part.html")
def crash(_request: ConsoleRequest, pk: int) -> dict[str, Any]:
    raise RuntimeError(f"canary {pk}")


@console_right(ConsoleRight.CUSTODIAN)
@VAULT.shows("planted/part.html")
def vault(_request: ConsoleRequest, pk: int) -> dict[str, Any]:
    return {"fact": f"vault {pk}"}


urlpatterns = [
    path("planted/<int:pk>/", page, name="planted"),
    path("planted/<int:pk>/licence/", licence, name=LICENCE.name),
    path("planted/<int:pk>/roles/", roles, name=ROLES.name),
    path("planted/<int:pk>/crash/", crash, name=CRASH.name),
    path("planted/<int:pk>/vault/", vault, name=VAULT.name),
    *console_urls,
]
handler404 = "console.failures.missing_page"
handler500 = "console.failures.crashed"
