"""Addresses with planted views, one per mark and one per way of failing, in front of the console's own."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import include, path
from django.views import View

from console.api.errors import (
    ApiBusy,
    ApiConflict,
    ApiForbidden,
    ApiInvalid,
    ApiMissing,
    ApiSignedOut,
    ApiUnreachable,
    ExchangeRefused,
)
from console.audit.record import AuditUnavailable
from console.permissions import Area, ConsoleRight, Right, console_right, finishing, open_to_all, requires, signed_in


def shown(request, **_keys):
    return HttpResponse("shown")


class ClassView(View):
    permission = requires(Area.ACCOUNTS, Right.READ)(lambda: None).permission

    def get(self, request):
        return shown(request)


class UnmarkedClassView(View):
    def get(self, request):
        return shown(request)


def marked(mark):
    """A view of its own for each mark: a mark is set on the function itself."""
    return mark(lambda request, **keys: shown(request, **keys))


def failing(error):
    @signed_in
    def view(request):
        if request.method == "POST" and getattr(error, "operation", "") == "updateAccount":
            # As the client of the Admin API notes it.
            request.caller.changes.append(error.operation)
        raise error

    return view


FAILURES = {
    "forbidden": ApiForbidden("Request authorization denied", status=403, operation="updateAccount"),
    "missing": ApiMissing("Account not found", status=404, operation="getAccount"),
    "conflict": ApiConflict("The account is archived.", status=409, operation="updateAccount"),
    "invalid": ApiInvalid("That is not valid.", status=400, operation="updateAccount"),
    "busy": ApiBusy("Slow down.", status=429, retry_after=17.2, operation="getAccount"),
    "busy-for-long": ApiBusy("Slow down.", status=503, retry_after=900, operation="getAccount"),
    "unreachable": ApiUnreachable("The SigningHub server refuses connections.", operation="getAccount", sent=False),
    "lost": ApiUnreachable("SigningHub broke off in the middle of its answer.", operation="updateAccount"),
    "unread": ApiUnreachable("SigningHub broke off in the middle of its answer.", operation="getAccount"),
    "signed-out": ApiSignedOut("The token is not accepted.", status=401, operation="getAccount"),
    "no-token": ExchangeRefused("The client is not accepted.", reason="client", status=401, operation="getAccount"),
    "audit": AuditUnavailable("updateAccount"),
    "denied": PermissionDenied("no"),
    "crash": RuntimeError("canary-inside-the-crash"),
}


@signed_in
def what_is_here(request):
    caller = request.caller
    return HttpResponse(f"{caller.user} {caller.address} {caller.screen} {caller.request_id == request.request_id}")


urlpatterns = [
    path("open/", marked(open_to_all)),
    path("finishing/", marked(finishing)),
    path("signed-in/", marked(signed_in)),
    path("custodian/", marked(console_right(ConsoleRight.CUSTODIAN))),
    path("people/", marked(console_right(ConsoleRight.PEOPLE))),
    path("auditor/", marked(console_right(ConsoleRight.AUDITOR))),
    path("read/<int:pk>/", marked(requires(Area.ACCOUNTS, Right.READ))),
    path("write/", marked(requires(Area.ACCOUNTS, Right.WRITE))),
    path("nested/", partial(partial(marked(requires(Area.ACCOUNTS, Right.WRITE)), first=1), second=2)),
    path("partial/", requires(Area.ACCOUNTS, Right.WRITE)(partial(shown, first=1))),
    path("class/", ClassView.as_view()),
    path("unguarded/", marked(requires(Area.CONNECTORS, Right.READ, guarded=False))),
    path("unmarked/", shown),
    path("unmarked/partial/", partial(shown, first=1)),
    path("unmarked/class/", UnmarkedClassView.as_view()),
    path("below/", include([path("deep/", include([path("unmarked/", shown)]))])),
    path("here/", what_is_here, name="here"),
    *(path(f"fails/{name}/", failing(error)) for name, error in FAILURES.items()),
    path("", include("console.urls")),
]

handler400 = "console.failures.bad_request"
handler403 = "console.failures.forbidden_page"
handler404 = "console.failures.missing_page"
handler500 = "console.failures.crashed"
