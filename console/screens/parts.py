"""Pages made of parts: each loads by itself, so a slow, failed or forbidden one never blocks the page.

A part is an ordinary view with a mark and an address of its own:

    ALERTS = Part("account-alerts", _("Alerts"), page="accounts-detail", operations=("listAccountAlerts",))

    @requires(Area.ACCOUNTS, Right.READ)
    @ALERTS.shows("accounts/accounts/alerts.html")
    def alerts(request: ConsoleRequest, pk: int) -> dict[str, Any]:
        return {"alerts": …}

The page draws `places(request, [ALERTS, …], pk)` with `{% include place.part.frame with place=place %}`; the browser
then asks for all of them at once. The part's template extends `layout` and fills its block `body` (and `beside`, next
to the heading). Opened by its address, without a script, the part is a page. What goes wrong in the view, or at the
lock before it, is said inside the part by console/failures.py, with a way to try it again alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from console.permissions import mark_of
from console.requests import ConsoleRequest
from console.rights import verdict_on
from console.screens.compression import compressed
from console.screens.resource import Text

if TYPE_CHECKING:
    from console.failures import Failure

# In seconds. Less than a page waits: around a part there is something to read meanwhile.
PATIENCE = 8
PAGE = "screens/part_page.html"

Context = Mapping[str, Any]


class State(StrEnum):
    """How a part stands in its place."""

    WAITING = "waiting"
    HERE = "here"
    REFUSED = "refused"
    MISSING = "missing"
    FAILED = "failed"


@dataclass(frozen=True)
class Part:
    """A part of a page.

    `name` is the name of its address, `page` that of the page it belongs to; both take the same keys. Where
    SigningHub does not offer one of the `operations`, the part says so. `rows` is how many lines its placeholder has.
    `frame` is the template that draws it in all its states. One that `is_per_row` stands in each row of a list
    (Column.part), so the id of its element ends with the row's.
    """

    name: str
    title: Text
    page: str
    operations: tuple[str, ...] = ()
    rows: int = 3
    frame: str = "screens/part.html"
    is_per_row: bool = False

    @property
    def id(self) -> str:
        """The id of its element, the same in every state; in a list, what those of all rows begin with."""
        return f"part-{self.name}"

    def id_for(self, pk: object) -> str:
        """The id of the element for one record."""
        return f"{self.id}-{pk}" if self.is_per_row else self.id

    def shows(self, template: str) -> Callable[[Callable[..., Context]], Callable[..., HttpResponse]]:
        """Make a function that returns the context of `template` the view of this part."""

        def decorate(function: Callable[..., Context]) -> Callable[..., HttpResponse]:
            @require_safe
            @wraps(function)
            def view(request: ConsoleRequest, **keys: Any) -> HttpResponse:
                request.way_back = (_("the whole page"), reverse(self.page, kwargs=keys))  # type: ignore[attr-defined]
                if not self.is_offered(request):
                    place = Place(self, request.get_full_path(), State.MISSING, keys.get("pk"))
                    return render(request, self._layout(request), {"place": place, "layout": ""}, status=404)
                request.api.patience = PATIENCE
                place = Place(self, request.get_full_path(), State.HERE, keys.get("pk"))
                context = {**function(request, **keys), "place": place, "layout": self._layout(request)}
                return compressed(request, render(request, template, context))

            view.part = self  # type: ignore[attr-defined]
            return view

        return decorate

    def is_offered(self, request: ConsoleRequest) -> bool:
        """Whether this person's SigningHub has every operation that the part needs."""
        if request.user.credential is None:
            # Nothing is asked in their name; who may see the part is another question.
            return True
        return all(request.api.contract.has(operation) for operation in self.operations)

    def _layout(self, request: HttpRequest) -> str:
        return self.frame if is_asked_alone(request) else PAGE


@dataclass(frozen=True)
class Place:
    """A part as it stands in a page. `why` and `next_step` are sentences, `reference` is the request that failed, `pk`
    is whose it is."""

    part: Part
    url: str
    state: State
    pk: object = None
    why: str = ""
    next_step: str = ""
    reference: str = ""

    @property
    def id(self) -> str:
        """The id of its element."""
        return self.part.id_for(self.pk)

    @property
    def rows(self) -> range:
        """The lines of the placeholder."""
        return range(self.part.rows)


def places(request: ConsoleRequest, parts: Iterable[Part], *keys: object) -> list[Place]:
    """The parts as a page draws them first: to be loaded, or refused at once where the person lacks the right."""
    return [_place(request, part, keys) for part in parts]


def _place(request: ConsoleRequest, part: Part, keys: tuple[object, ...]) -> Place:
    url = reverse(part.name, args=keys)
    found = verdict_on(request, mark_of(resolve(url).func))
    if not found.allowed:
        return Place(part, url, State.REFUSED, why=found.reason)
    return Place(part, url, State.WAITING if part.is_offered(request) else State.MISSING)


def is_asked_alone(request: HttpRequest) -> bool:
    """Whether htmx asked for something to put into the page, and not for a page."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def part_asked(request: HttpRequest) -> Part | None:
    """The part that a page asks for with this request, if it is one."""
    match = request.resolver_match
    part: Part | None = getattr(match.func, "part", None) if match and is_asked_alone(request) else None
    return part


def say_failure(request: HttpRequest, part: Part, failure: Failure) -> HttpResponse:
    """The part in its place with what went wrong, whatever element asked for it."""
    is_refused = failure.status == 403
    why = failure.why or failure.title
    if failure.status == 504:
        why = ngettext("SigningHub took longer than %d second.", "SigningHub took longer than %d seconds.", PATIENCE)
        why %= PATIENCE
    place = Place(
        part,
        request.get_full_path(),
        State.REFUSED if is_refused else State.FAILED,
        _key_of(request),
        why,
        failure.next_step if is_refused or failure.wait is not None else "",
        getattr(request, "request_id", ""),
    )
    response = HttpResponse(render_to_string(part.frame, {"place": place}, request), status=failure.status)
    response["HX-Retarget"] = f"#{place.id}"
    response["HX-Reswap"] = "outerHTML"
    return response


def _key_of(request: HttpRequest) -> object:
    return request.resolver_match.kwargs.get("pk") if request.resolver_match else None
