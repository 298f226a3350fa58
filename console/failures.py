"""What people see when something fails: what happened, what is kept, what to do next, and a reference.

A page gets templates/errors/error.html, in the console's frame for somebody signed in and at the door otherwise. An
htmx request gets templates/errors/notice.html put into `#notices`, so that the form around it stays as it was typed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import Error as StoreError
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from console import former_user
from console.api.contract import load_contract
from console.api.errors import (
    ApiBusy,
    ApiConflict,
    ApiError,
    ApiForbidden,
    ApiMissing,
    ApiNotOffered,
    ApiReadOnly,
    ApiRefused,
    ApiSealed,
    ApiSignedOut,
    ApiUnreachable,
    ExchangeRefused,
)
from console.audit.record import AuditUnavailable
from console.permissions import Area, Owed, Permission, Right
from console.rights import Source, refusal_sentence
from console.screens import parts
from console.screens.drafts import keep_posted

if TYPE_CHECKING:
    from console.requests import ConsoleRequest

log = structlog.get_logger(__name__)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# Longer waits than this are told in minutes.
LONG_WAIT_SECONDS = 120
LONGEST_MESSAGE = 300


@dataclass(frozen=True)
class Failure:
    """A failure in the words of the person who met it.

    `sign` says in a few words who failed, `title` what did not happen, `why` the reason, `kept` what is not lost,
    `next_step` what to do. `status` is ours to the browser. `wait` is in seconds, None where nobody named a wait.
    """

    status: int
    sign: str
    title: str
    why: str = ""
    kept: str = ""
    next_step: str = ""
    wait: int | None = None
    operation: str = ""


class NoCredential(Exception):  # noqa: N818 - the state of the person
    """The person has no SigningHub credential, so nothing can be asked in their name."""


def of(error: Exception, method: str, *, may_be_done: bool, is_kept: bool) -> Failure | None:
    """The failure to show for an exception, or None for one that is nobody's fault but ours.

    `may_be_done`: a change was sent to SigningHub, and may have happened or not; `is_kept`: what was typed is still
    there.
    """
    if isinstance(error, ApiError):
        found = _of_api(error, kept=_kept(is_kept), may_be_done=may_be_done)
        return replace(found, operation=error.operation)
    if isinstance(error, AuditUnavailable):
        return Failure(
            503,
            _("The audit record cannot be written"),
            _("Nothing was changed"),
            _("Every change is written down before it is made, and that is not possible right now."),
            _kept(is_kept),
            _("Try again in a minute. If it stays so, tell whoever runs the console."),
        )
    if isinstance(error, OperationalError | InterfaceError):
        # Locked, overloaded or gone. What was typed may be what could not be kept, so nothing is said of it.
        return _of_database(is_change=method not in SAFE_METHODS, may_be_done=may_be_done)
    if isinstance(error, NoCredential):
        return Failure(
            403,
            _("The console refused"),
            _("No SigningHub credential has been given to you"),
            _("A custodian of the vault can give you one."),
        )
    return None


def _of_database(*, is_change: bool, may_be_done: bool) -> Failure:
    sign = _("The console’s database does not answer")
    if may_be_done:
        step = _("Look at the record before trying again.")
        return Failure(503, sign, _("It is not known whether this was done"), next_step=step)
    title = _("Nothing was sent to SigningHub") if is_change else _("This page could not be made")
    return Failure(503, sign, title, next_step=_("Try again in a moment."))


def _of_api(error: ApiError, *, kept: str, may_be_done: bool) -> Failure:
    if isinstance(error, ApiForbidden):
        right = right_of(error)
        checked = right and refusal_sentence(right, Source.SIGNINGHUB)
        return forbidden(checked or "", said=_said(error), sign=_("SigningHub refused"), kept=kept)
    if isinstance(error, ApiMissing):
        return Failure(
            404,
            _("SigningHub does not have it"),
            _("There is no such record"),
            _said(error),
            kept,
            _("Somebody may have deleted it. Open the list again to see what is there now."),
        )
    if isinstance(error, ApiNotOffered):
        return Failure(
            404,
            _("SigningHub does not have it"),
            _("This SigningHub does not offer it"),
            _said(error),
            kept,
            _("Whoever set up the environment can map it by hand."),
        )
    if isinstance(error, ApiConflict):
        return Failure(
            409,
            _("SigningHub refused"),
            _("The record is not in a state that allows this"),
            _said(error),
            kept,
            _("Open the record again to see how it stands now."),
        )
    if isinstance(error, ApiBusy):
        return _of_busy(error, kept)
    if isinstance(error, ApiSignedOut | ExchangeRefused):
        return Failure(
            502,
            _("SigningHub refused"),
            _("SigningHub does not accept the console’s credential"),
            _said(error),
            kept,
            _("A custodian of the vault has to look at the credential."),
        )
    if isinstance(error, ApiRefused):
        return Failure(422, _("SigningHub refused"), _("SigningHub did not accept this"), _said(error), kept)
    if isinstance(error, ApiReadOnly):
        return Failure(403, _("The console refused"), _("Nothing can be changed here"), _said(error), kept)
    if isinstance(error, ApiSealed):
        return Failure(503, _("The console refused"), _("The credential you act through is sealed"), _said(error), kept)
    return _of_silence(error, kept, may_be_done=may_be_done)


def _of_busy(error: ApiBusy, kept: str) -> Failure:
    wait = None if error.retry_after is None else max(1, math.ceil(error.retry_after))
    return Failure(
        429 if error.status == 429 else 503,
        _("SigningHub is busy"),
        _("SigningHub asks to wait"),
        _said(error),
        kept,
        _("Try again in a moment.") if wait is None else _("Try again in %(time)s.") % {"time": _time(wait)},
        wait,
    )


def _of_silence(error: ApiError, kept: str, *, may_be_done: bool) -> Failure:
    may_have_happened = may_be_done and error.sent
    is_timeout = isinstance(error, ApiUnreachable) and error.timed_out
    return Failure(
        504 if is_timeout else 502,
        _("SigningHub did not answer") if is_timeout else _("SigningHub gave no usable answer"),
        _("It is not known whether this was done") if may_have_happened else _("SigningHub cannot be reached"),
        _said(error),
        kept,
        _("Look at the record before trying again.") if may_have_happened else _("Try again in a moment."),
    )


def right_of(error: ApiError) -> Permission | None:
    """The right that SigningHub checks for the operation that failed, where one is known."""
    contract = load_contract()
    if not contract.has(error.operation):
        return None
    right = contract.operation(error.operation).right
    return Permission(Area(right[0]), Right(right[1])) if right else None


def _said(error: ApiError) -> str:
    return error.message[:LONGEST_MESSAGE]


def _kept(is_kept: bool) -> str:
    return _("What you typed is kept.") if is_kept else ""


def _time(seconds: int) -> str:
    if seconds <= LONG_WAIT_SECONDS:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    minutes = math.ceil(seconds / 60)
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def forbidden(why: str, *, said: str = "", sign: str = "", kept: str = "") -> Failure:
    """A refusal, with the sentence that names the missing right and the side that refuses; `said` is SigningHub's."""
    return Failure(
        403,
        sign or _("The console refused"),
        _("You may not do this"),
        " ".join(part for part in (why, said) if part),
        kept,
        _("Somebody who manages people can change your role."),
    )


def read_only(whose: str) -> Failure:
    """The answer to a change, or to a private page, while somebody looks with another person's eyes."""
    return Failure(
        403,
        _("The console refused"),
        _("Nothing can be changed here"),
        _("You look with the eyes of %(name)s, and only look. Their own profile stays theirs.") % {"name": whose},
        next_step=_("Leave their view to act in your own name."),
    )


def foreign() -> Failure:
    """The answer to what another site made the browser send."""
    return Failure(
        403,
        _("The console refused"),
        _("This request came from another site"),
        _("Nothing was done. A page of another site tried to act here in your name, or a proxy changes your requests."),
        next_step=_("Open the console in a new tab and go on there."),
    )


def unmarked() -> Failure:
    """The answer where a view has no permission mark, so that nobody can say who may see it."""
    return Failure(
        500,
        _("The console stopped"),
        _("This page is closed by mistake"),
        _("It does not say who may open it, so it opens for nobody."),
        next_step=_("Tell whoever runs the console, with the reference below."),
    )


def answer(request: HttpRequest, failure: Failure) -> HttpResponse:
    """The page, or the notice for an htmx request, that says this failure.

    Never fails for the same reason as the request did: where the store is down, the page does without it. A part of
    a page says it in its own place (console/screens/parts.py).
    """
    part = parts.part_asked(request)
    if part is not None:
        return _unmoved(parts.say_failure(request, part, failure), failure)
    is_fragment = parts.is_asked_alone(request)
    template = "errors/notice.html" if is_fragment else "errors/error.html"
    context = _context(request, failure)
    try:
        text = render_to_string(template, context | {"layout": _layout(request)}, request)
    except StoreError as error:
        log.error("failures.store_down", error=type(error).__name__)
        text = render_to_string(template, context | {"layout": "door.html"})
    response = HttpResponse(text, status=failure.status)
    if is_fragment:
        # Into the notices, whatever the element asked for.
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "innerHTML show:top"
        return _unmoved(response, failure)
    return _with_wait(response, failure)


def _unmoved(response: HttpResponse, failure: Failure) -> HttpResponse:
    """A fragment taken whole; the address in the browser stays that of the page."""
    response["HX-Reselect"] = "unset"
    response["HX-Push-Url"] = "false"
    response["HX-Replace-Url"] = "false"
    return _with_wait(response, failure)


def _with_wait(response: HttpResponse, failure: Failure) -> HttpResponse:
    if failure.wait is not None:
        response["Retry-After"] = str(failure.wait)
    return response


def _context(request: HttpRequest, failure: Failure) -> dict[str, Any]:
    facts = [(_("Operation"), failure.operation)] if failure.operation else []
    return {
        "sign_text": failure.sign,
        "error_title": failure.title,
        "explanation": " ".join(part for part in (failure.why, failure.next_step) if part),
        "kept": failure.kept,
        "acts": _acts(request, failure),
        "reference": getattr(request, "request_id", ""),
        "facts": facts,
    }


def _acts(request: HttpRequest, failure: Failure) -> list[tuple[str, str]]:
    """Where to go on: the page itself where trying again makes sense, the list it belongs to, and home."""
    if getattr(request, "htmx", None):
        return []
    acts = []
    if request.method in SAFE_METHODS and failure.status in {429, 502, 503, 504}:
        acts.append((_("Try again"), request.get_full_path()))
    # Set by console/screens/urls.py: the list that the screen belongs to.
    back = getattr(request, "way_back", None)
    if back is not None and back[1] != request.path:
        acts.append((_("Go to %(list)s") % {"list": back[0]}, back[1]))
    return [*acts, (_("Go to the start page"), "/")]


def _layout(request: HttpRequest) -> str:
    """The console's frame for somebody whose sign-in is complete, else the door. Raises the store's errors."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return "door.html"
    owed: Owed = import_string(settings.OWED)(request)
    return "base.html" if owed is Owed.NOTHING else "door.html"


def is_kept(request: HttpRequest) -> bool:
    """Whether what was typed outlives a failure: beside a notice the form stays, and a screen's form has a draft."""
    if request.method in SAFE_METHODS:
        return False
    view = request.resolver_match.func if request.resolver_match else None
    return bool(getattr(request, "htmx", False)) or getattr(view, "draft_fields", None) is not None


# The handlers that console/urls.py names, and settings.CSRF_FAILURE_VIEW.


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what came could not be read as a request."""
    is_large = isinstance(exception, RequestDataTooBig)
    failure = Failure(
        413 if is_large else 400,
        _("The console refused"),
        _("That is more than the console takes at once") if is_large else _("The request could not be read"),
        _("Nothing was done."),
    )
    return answer(request, failure)


def forbidden_page(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: a view refused by itself."""
    log.info("view.refused", error=type(exception).__name__)
    return answer(request, forbidden(_("This needs a right that you do not hold.")))


def missing_page(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such address."""
    log.info("page.missing", error=type(exception).__name__)
    failure = Failure(
        404, _("Nothing is here"), _("There is no such page"), _("The address may be mistyped, or the page has moved.")
    )
    return answer(request, failure)


def crashed(request: HttpRequest) -> HttpResponse:
    """500: an error of the console's own; the log has it under the reference."""
    is_change = request.method not in SAFE_METHODS
    failure = Failure(
        500,
        _("The console stopped"),
        _("It is not known whether this was done") if is_change else _("This page could not be made"),
        _("An error in the console itself. It is in the console’s log under the reference below."),
        next_step=_("Look at the record before trying again.") if is_change else "",
    )
    return answer(request, failure)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is older than the sign-in, or its cookie is gone. Nothing was sent on."""
    log.warning("csrf.refused", reason=reason)
    failure = Failure(
        403,
        _("The console refused"),
        _("This form is older than your sign-in"),
        _("Nothing was done."),
        _keep_late_form(request),
        _("Open the page again and send the form from there."),
    )
    return answer(request, failure)


def _keep_late_form(request: HttpRequest) -> str:
    """Keep a form that came from our own page with a token of before the last sign-in; says so if it did."""
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return ""
    late = cast("ConsoleRequest", request)
    late.former_user = former_user.read(late)
    return _kept(keep_posted(late))
