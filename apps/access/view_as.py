"""Looking with somebody's eyes: a delegate's console, read-only, with both identities on record.

While it lasts, `request.user` is the person looked at and `request.viewer` the one who looks. Whatever could change
anything is refused here, before the lock is asked, and once more in AdminApi for whatever gets that far.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from apps.access.models import User
from apps.access.users import reach
from apps.access.users.reach import Pair
from apps.access.users.views import called, found, people_right
from console import failures
from console.audit.models import Kind
from console.audit.record import event
from console.middleware import put_on_record
from console.permissions import Area, Finishing, Permission, Right, SignedIn, mark_of, signed_in
from console.requests import ConsoleRequest
from console.rights import Source

KEY = "view_as"
LEAVE = "leave-view-as"
# These end the looking, or the session it happens in, and are the viewer's own acts.
OWN_ACTS = {LEAVE, "sign-out"}
# What is about the person alone: profile, factors, sessions. It is nobody else's to see.
PRIVATE = ("profile/", "signin/", "enrol/")
# Forms leave a draft behind when they are opened, and some of them ask for no more than the right to read.
FORMS = {"add", "edit", "delete"}


class ViewAs:
    """Puts the person looked at in the viewer's place; after PersonMiddleware, whose language stays the viewer's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: ConsoleRequest) -> HttpResponseBase:
        request.viewer = None
        if request.user.is_authenticated and KEY in request.session:
            person = User.objects.filter(pk=request.session[KEY]).select_related("credential__environment", "role")
            looked_at = person.first()
            if looked_at is None or obstacle(request.user, looked_at, own_pairs(request.user)):
                del request.session[KEY]
            else:
                request.viewer, request.user = request.user, looked_at
        return self.get_response(request)

    def process_view(
        self, request: ConsoleRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """None lets the view run, as the person looked at; anything else is the answer instead."""
        if request.viewer is None:
            return None
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name in OWN_ACTS:
            request.user, request.viewer = request.viewer, None
            return None
        if _is_reading(request, view):
            return None
        put_on_record(request, gettext_noop("Change while looking with somebody's eyes"), Source.CONSOLE)
        return failures.answer(request, failures.read_only(called(request.user)))


def _is_reading(request: ConsoleRequest, view: Callable[..., Any]) -> bool:
    mark = mark_of(view)
    if request.method not in failures.SAFE_METHODS or isinstance(mark, Finishing):
        return False
    if isinstance(mark, Permission):
        return mark.right is Right.READ and getattr(view, "screen", "") not in FORMS
    route = request.resolver_match.route if request.resolver_match else ""
    return not (isinstance(mark, SignedIn) and route.startswith(PRIVATE))


def own_pairs(user: User) -> set[Pair]:
    """What the console's own side lets somebody do: everything for a personal user, a delegate what the role says."""
    if user.is_personal:
        return {(area, right) for area in Area for right in Right}
    return reach.pairs_of(user.role)


def obstacle(viewer: User, person: User, pairs: set[Pair]) -> str:
    """Why `viewer`, who may do `pairs`, cannot look with the eyes of `person`; empty where they can."""
    if person.pk == viewer.pk:
        return _("These are your own eyes.")
    if not (viewer.is_people_admin or viewer.is_custodian):
        return _("You do not manage people.")
    if not person.is_active:
        return _("This person is switched off.")
    if person.is_personal:
        return _("SigningHub opens to a personal user only with their own password.")
    return reach.beyond_of(viewer, person, pairs)


@people_right
@require_POST
def start(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Begin to look with somebody's eyes."""
    person = found(pk)
    why_not = obstacle(request.user, person, reach.held(request))
    if why_not:
        messages.error(request, why_not)
        return redirect("person", pk=pk)
    _record(request, gettext_noop("Looking with somebody's eyes: begun"), person)
    request.session[KEY] = person.pk
    return redirect("/")


@signed_in
@require_POST
def leave(request: ConsoleRequest) -> HttpResponse:
    """Look with one's own eyes again."""
    person = User.objects.filter(pk=request.session.pop(KEY, None)).first()
    if person is None:
        return redirect("/")
    _record(request, gettext_noop("Looking with somebody's eyes: ended"), person)
    return redirect("person", pk=person.pk)


def _record(request: ConsoleRequest, title: str, person: User) -> None:
    values = {"viewed_as": person.email}
    event(
        Kind.PEOPLE,
        caller=request.caller,
        credential=person.credential,
        title=title,
        object_id=person.email,
        values=values,
    )
