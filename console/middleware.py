"""What happens around every view, from the outside in: envelope, refusal of foreign requests, presence, the lock.

The lock reads the mark that each view carries (console/permissions.py). A view without a mark is never shown.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.contrib import auth, messages
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from console import failures, former_user
from console.addresses import client_address, drop_forged
from console.api.caller import Caller
from console.api.client import AdminApi
from console.api.errors import ApiForbidden, ApiSignedOut
from console.api.tokens import PersonalTokens, SharedTokens, forget
from console.audit import record
from console.audit.models import Kind, State
from console.permissions import (
    Finishing,
    NeedsConsoleRight,
    OpenToAll,
    Owed,
    Permission,
    SignedIn,
    mark_of,
    name_of,
)
from console.requests import ConsoleRequest
from console.rights import Source, Verdict, console_verdict, remember_refusal, verdict
from console.screens.drafts import keep_posted

log = structlog.get_logger("console.requests")

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from apps.access.models import User

GetResponse = Callable[[HttpRequest], HttpResponseBase]

HEADERS = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        [
            *(f"{feature}=()" for feature in ("camera", "display-capture", "geolocation", "hid", "microphone", "midi")),
            *(f"{feature}=()" for feature in ("payment", "serial", "usb", "xr-spatial-tracking", "browsing-topics")),
            # Copy buttons, passkeys, and a report on the whole screen.
            *(f"{feature}=(self)" for feature in ("clipboard-write", "fullscreen")),
            *(f"publickey-credentials-{act}=(self)" for act in ("create", "get")),
        ]
    ),
}


class Envelope:
    """The outermost: the request's id and address, the headers of every answer, one line in the log."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: ConsoleRequest) -> HttpResponseBase:
        started = time.monotonic()
        drop_forged(request.META, settings.TRUSTED_PROXIES)
        request.address = client_address(request.META, settings.TRUSTED_PROXIES)
        # Never the browser's own: an id that a stranger chooses could point at somebody else's entries.
        request.request_id = str(uuid.uuid4())
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.request_id)
        response = self.get_response(request)
        self.seal(request, response)
        log.info(
            "request",
            method=request.method,
            # The route, not the path: paths hold e-mail addresses and enrolment links; queries hold searches.
            route=request.resolver_match.route if request.resolver_match else "",
            status=response.status_code,
            ms=round((time.monotonic() - started) * 1000),
            address=request.address,
        )
        return response

    @staticmethod
    def seal(request: ConsoleRequest, response: HttpResponseBase) -> None:
        """Set the headers that every answer carries, errors and static files included."""
        response["X-Request-ID"] = request.request_id
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        is_static = request.resolver_match is None and response.has_header("Cache-Control")
        if not is_static:
            response["Cache-Control"] = "no-store"
            patch_vary_headers(response, ["HX-Request", "Cookie"])


def refuse_too_large(get_response: GetResponse) -> GetResponse:
    """Refuse more than any page takes by what the request says of itself: Django would store any upload of a stranger.

    Without a Content-Length there is no body: neither gunicorn nor Django reads one then.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length[:20]) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            return failures.bad_request(request, RequestDataTooBig())
        return get_response(request)

    return middleware


def refuse_foreign(get_response: GetResponse) -> GetResponse:
    """Refuse what another site makes a browser send, before a session is even looked at."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method not in failures.SAFE_METHODS and _is_foreign(request):
            return failures.answer(request, failures.foreign())
        return get_response(request)

    return middleware


def _is_foreign(request: HttpRequest) -> bool:
    if request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        return True
    origin = request.headers.get("Origin")
    return origin is not None and origin not in {settings.PUBLIC_URL, f"{request.scheme}://{request.get_host()}"}


class Presence:
    """Who is here: request.caller, request.api and request.may, each made when first asked for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: ConsoleRequest) -> HttpResponseBase:
        request.caller = cast(Any, SimpleLazyObject(partial(self._caller, request)))
        request.api = cast(Any, SimpleLazyObject(partial(self._api, request)))
        request.may = partial(verdict, request)
        request.former_user = None
        response = self.get_response(request)
        former_user.write(request, response)
        return response

    @staticmethod
    def _caller(request: ConsoleRequest) -> Caller:
        viewer = getattr(request, "viewer", None)
        user = request.user if request.user.is_authenticated else None
        return Caller(
            user=viewer or user,
            address=request.address,
            language=get_language() or settings.LANGUAGE_CODE,
            request_id=request.request_id,
            screen=request.resolver_match.view_name if request.resolver_match else "",
            viewed_as=user if viewer else None,
        )

    @staticmethod
    def _api(request: ConsoleRequest) -> AdminApi:
        # A stranger has none either; only an open view gets here for one.
        credential = getattr(request.user, "credential", None)
        if credential is None:
            raise failures.NoCredential
        caller = request.caller
        tokens = SharedTokens(credential, caller)
        if request.user.is_personal:
            tokens = PersonalTokens(credential, request.session, caller)
        api = AdminApi(credential.environment, credential, tokens, caller)
        api.gives_up_early = request.method in failures.SAFE_METHODS
        return api


class Lock:
    """Lets a request through to a view only as far as the view's mark says."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.owed: Callable[[HttpRequest], Owed] = import_string(settings.OWED)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: ConsoleRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """None lets the view run; anything else is the answer instead."""
        mark = mark_of(view)
        if isinstance(mark, OpenToAll):
            return None
        if mark is None:
            return self._refuse_unmarked(request, view)
        if not _counts(request.user) and auth.SESSION_KEY in request.session:
            # Disabled or gone: the session is dead now, and stays dead if they are enabled again.
            forget(request.session)
            auth.logout(request)
        owed = self.owed(request)
        if isinstance(mark, Finishing):
            return None if owed is not Owed.NOTHING else HttpResponseRedirect(self._home(request))
        if owed is not Owed.NOTHING:
            return go_to(request, reverse(settings.OWED_PAGES[owed]))
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        return self._refuse(request, mark)

    @staticmethod
    def _home(request: ConsoleRequest) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL) if request.user.is_authenticated else reverse("sign-in")

    @staticmethod
    def _refuse_unmarked(request: ConsoleRequest, view: Callable[..., Any]) -> HttpResponse:
        name = name_of(view)
        log.error("lock.unmarked_view", view=name)
        return failures.answer(request, failures.unmarked())

    @staticmethod
    def _refuse(request: ConsoleRequest, mark: SignedIn | NeedsConsoleRight | Permission) -> HttpResponse | None:
        if isinstance(mark, SignedIn):
            return None
        found = console_verdict(request.user, mark) if isinstance(mark, NeedsConsoleRight) else request.may(mark)
        if found.allowed:
            return None
        return refuse(request, mark, found)


def _counts(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and user.is_active


class Failures:
    """Turns what SigningHub or the record refuses into words for the person; everything else goes on to Django."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: ConsoleRequest, error: Exception) -> HttpResponse | None:
        """The answer for an exception of a view, or None for Django's own handling."""
        may_be_done = bool(request.caller.changes)
        failure = failures.of(error, request.method or "", may_be_done=may_be_done, is_kept=failures.is_kept(request))
        if failure is None:
            return None
        log.warning("failed", kind=type(error).__name__, operation=failure.operation, status=failure.status)
        if isinstance(error, ApiSignedOut) and request.user.is_authenticated and request.user.is_personal:
            return start_over(request)
        if isinstance(error, ApiForbidden):
            permission = failures.right_of(error)
            if permission is not None:
                remember_refusal(request, permission)
            put_on_record(request, str(permission or ""), Source.SIGNINGHUB, operation=error.operation)
        return failures.answer(request, failure)


def start_over(request: ConsoleRequest) -> HttpResponse:
    """End a session whose SigningHub side is over, and ask the person to sign in again."""
    whose = request.user
    forget(request.session)
    auth.logout(request)
    request.former_user = whose
    response = ask_to_sign_in(request)
    messages.warning(request, _("SigningHub has ended your session. Sign in again to go on."))
    return response


def refuse(request: ConsoleRequest, mark: NeedsConsoleRight | Permission, found: Verdict) -> HttpResponse:
    """The answer to somebody who may not do this; the refusal is put on record."""
    put_on_record(request, str(mark), found.source)
    return failures.answer(request, failures.forbidden(found.reason))


def put_on_record(request: ConsoleRequest, right: str, source: Source, *, operation: str = "") -> None:
    """Write down that a person was refused, by which side."""
    try:
        record.event(
            Kind.REFUSAL,
            caller=request.caller,
            credential=request.user.credential,
            title=right,
            values={"operation": operation} if operation else None,
            state=State.REFUSED,
            detail=f"{request.method} {source}",
        )
    except record.AuditUnavailable:
        # The refusal stands without its entry; record.event has logged that it is missing.
        log.warning("refusal.not_recorded", right=right)


def ask_to_sign_in(request: ConsoleRequest) -> HttpResponse:
    """Send somebody without a session to sign in and back; what they were posting is kept as their draft."""
    if request.method == "POST":
        request.former_user = request.former_user or former_user.read(request)
        keep_posted(request)
    query = urlencode({"next": page_of(request)})
    return go_to(request, f"{reverse('sign-in')}?{query}")


def go_to(request: ConsoleRequest, address: str) -> HttpResponse:
    """Move the whole page to another address: a fragment is answered 401, so that nothing is swapped into the page."""
    if request.htmx:
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def page_of(request: ConsoleRequest) -> str:
    """The page the person is on, as a path on this site: for a fragment the page around it, not the fragment."""
    if request.htmx:
        return request.htmx.current_url_abs_path or "/"
    return request.get_full_path()
