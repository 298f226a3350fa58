"""Asking for an address as somebody, and saying what is wrong with the answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from console.checks import Address
from console.permissions import Finishing, Mark, OpenToAll, Owed, SignedIn, mark_of
from sandbox.server import Sandbox
from tests.every_screen.addresses import path_of
from tests.every_screen.people import Kind, People

METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
BEHIND = "behind the door"
# What any page of a signed-in person may ask, a refusal included: who SigningHub takes the credential for.
WHO_AM_I = {"authenticate", "exchangeToken", "getSessionOperator"}

# Who a mark lets in; the other marks let in somebody with exactly the right that they ask for.
LET_IN = {OpenToAll: set(Kind), Finishing: {Kind.OWING}, SignedIn: {Kind.BARE, Kind.EXACT}}


class Witness:
    """A middleware behind the lock that answers in place of the view: that it is asked at all is what we look for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, *_of_the_view):
        return HttpResponse(headers={"X-Witness": BEHIND})


def problems(
    addresses: Iterable[Address], people: People, sandbox: Sandbox, own_settings, methods: Iterable[str] = METHODS
) -> dict[str, list[str]]:
    """{address: what is wrong with its door}, for the addresses with something wrong."""
    own_settings.MIDDLEWARE = [*own_settings.MIDDLEWARE, "tests.every_screen.doors.Witness"]
    found = {}
    for address in addresses:
        mark = mark_of(address.view)
        wrong: list[str] = []
        for kind in Kind:
            own_settings.REQUIRE_SECOND_FACTOR = kind is Kind.OWING
            wrong += wrong_with(path_of(address), mark, kind, methods, people, sandbox)
        if wrong:
            found[address.route] = wrong
    return found


def wrong_with(
    path: str, mark: Mark | None, kind: Kind, methods: Iterable[str], people: People, sandbox: Sandbox
) -> Iterator[str]:
    """What is wrong with the way somebody of this kind is let in or kept out."""
    is_let_in = mark is not None and kind in LET_IN.get(type(mark), {Kind.EXACT})
    client = people.client(kind, mark)
    for method in methods:
        if kind is Kind.DISABLED:
            # The first refusal ends their session, and then they are a stranger.
            client = people.client(kind, mark)
        sandbox.requests.clear()
        response = getattr(client, method)(path)
        if (response.get("X-Witness") == BEHIND) is not is_let_in:
            yield f"{method} {'keeps out' if is_let_in else 'lets in'} {kind} ({response.status_code})"
        elif not is_let_in and not is_proper_refusal(response, kind, mark):
            yield f"{method} answers {kind} with {response.status_code} {response.get('Location', '')}"
        if asked := {request.operation for request in sandbox.requests} - WHO_AM_I:
            yield f"{method} asks SigningHub for {kind}: {sorted(asked)}"


def is_proper_refusal(response: HttpResponse, kind: Kind, mark: Mark | None) -> bool:
    """Whether somebody who was kept out was also sent where they can go on."""
    if mark is None:
        return response.status_code == 500
    places = {
        Kind.ANONYMOUS: reverse("sign-in"),
        Kind.DISABLED: reverse("sign-in"),
        Kind.OWING: reverse(settings.OWED_PAGES[Owed.FACTOR]),
    }
    if kind in places:
        return response.status_code == 302 and response["Location"].startswith(places[kind])
    if isinstance(mark, Finishing):
        return response.status_code == 302 and response["Location"] == "/"
    return response.status_code == 403
