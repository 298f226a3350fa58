"""What SigningHub knows of the person: their operator with picture and number, their password, and the session's rest.

An operator whom several people act through is nobody's own, so only a personal user changes anything here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from apps.access.notices import sign_in_changed
from apps.access.profile.picture import content_of, kind_of
from apps.access.profile.signinghub_forms import SigningHubPasswordForm, SigningHubProfileForm
from apps.access.sign_in import limits
from apps.access.sign_in.adapters import AccountAdapter
from console.api.connections import opened
from console.api.errors import ApiError, ApiInvalid, ApiRefused, ApiUnreachable
from console.api.records import record_in, records_in, with_declared_names
from console.api.tokens import keep_password
from console.audit.models import Kind
from console.permissions import signed_in
from console.requests import ConsoleRequest
from console.rights import forget_role
from console.screens import cells, facts
from console.screens.cells import Reader
from console.screens.forms import fold
from console.screens.parts import Part, places

PROVIDERS = Part(
    "signinghub-providers",
    gettext_lazy("What a connector may connect to"),
    page="signinghub-profile",
    operations=("listProviders",),
)
POLICY = Part(
    "signinghub-policy",
    gettext_lazy("SigningHub’s own content security policy"),
    page="signinghub-profile",
    operations=("getCspHeader",),
    rows=1,
)
TITLES = {
    "name": gettext_lazy("Name"),
    "email": gettext_lazy("E-mail"),
    "mobile_number": gettext_lazy("Mobile number"),
    "is_password_generated": gettext_lazy("Password generated"),
    "role_name": gettext_lazy("Role"),
}
NOT_A_FACT = {"id", "picture", "role", "status"}

View = Callable[..., HttpResponse]


def _with_credential(view: View) -> View:
    """A view for somebody who acts through an operator at all."""

    @wraps(view)
    def open_for(request: ConsoleRequest, **keys: Any) -> HttpResponse:
        return redirect("profile") if request.user.credential is None else view(request, **keys)

    return open_for


def _operator(request: ConsoleRequest) -> dict[str, Any]:
    """Get Operator (Session User), its declared keys under their declared names."""
    operation = request.api.contract.operation("getSessionOperator")
    record = record_in(request.api.call(operation.id).data)
    if not record:
        raise ApiUnreachable(_("SigningHub answered without the record."), operation=operation.id)
    return with_declared_names(record, operation.answer_properties)


def _why_fixed(request: ConsoleRequest) -> str:
    """Why this person changes nothing of the operator; "" where it is their own."""
    if request.user.is_personal:
        return ""
    return _("You act through an operator that others use too, so its profile and its password are not changed here.")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@_with_credential
def profile(request: ConsoleRequest) -> HttpResponse:
    """Show the operator, and change their name, number and picture ("Update Operator" of the session)."""
    operator = _operator(request)
    fixed = _why_fixed(request)
    form = SigningHubProfileForm(
        request.POST or None,
        request.FILES or None,
        initial={"name": operator.get("name"), "mobile_number": operator.get("mobile_number")},
    )
    may_save = not fixed and request.api.contract.has("updateSessionOperator")
    if request.method == "POST" and may_save and form.is_valid() and _saved(request, form, operator):
        messages.success(request, _("The profile at SigningHub is saved."))
        return redirect("signinghub-profile")
    reader = Reader()
    role = operator.get("role")
    own = {key: value for key, value in operator.items() if key not in NOT_A_FACT}
    own["role_name"] = role.get("name") if isinstance(role, Mapping) else role
    context = {
        "form": form if may_save else None,
        "fixed": fixed,
        "groups": facts.groups(own, TITLES, reader),
        "standing": cells.cell("status", cells.truth(operator.get("status")), reader),
        "has_picture": bool(content_of(operator.get("picture"))),
        "may_change_password": not _why_no_password(request),
        "parts": places(request, [PROVIDERS, POLICY]),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "access/signinghub/profile.html", context, status=status)


def _saved(request: ConsoleRequest, form: SigningHubProfileForm, operator: Mapping[str, Any]) -> bool:
    """Whether SigningHub took it; the form says why not."""
    operation = request.api.contract.operation("updateSessionOperator")
    before = {name: operator[name] for name in operation.body_properties if name in operator}
    try:
        request.api.call(operation.id, body=form.over(before), before=before)
    except ApiInvalid as refused:
        _say(form, refused)
        return False
    forget_role(request)
    return True


def _say(form: SigningHubProfileForm | SigningHubPasswordForm, refused: ApiInvalid) -> None:
    """Put SigningHub's refusal beside the fields that it names, and above the form where it names none."""
    folded = {fold(name): name for name in form.fields}
    for said, sentences in refused.field_errors.items():
        for sentence in sentences:
            form.add_error(folded.get(fold(said)), sentence)
    if not refused.field_errors:
        form.add_error(None, refused.message)


@signed_in
@require_safe
@_with_credential
def picture(request: ConsoleRequest) -> HttpResponse:
    """The operator's picture, as an image and nothing else."""
    content = content_of(_operator(request).get("picture"))
    if not content:
        raise Http404
    headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "inline"}
    return HttpResponse(content, content_type=kind_of(content), headers=headers)


def _why_no_password(request: ConsoleRequest) -> str:
    """Why this person cannot change the SigningHub password here; "" where they can."""
    user = request.user
    if not user.is_personal or user.credential is None:
        return _why_fixed(request)
    if user.signinghub_asks_password is False:
        return _("SigningHub asks no password of you; the console’s own is on your profile.")
    if opened(user.credential).admin_password:
        return _("This password is kept in the vault, for others too. A custodian changes it there.")
    return "" if request.api.contract.has("changePassword") else _("This SigningHub does not offer that.")


@signed_in
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@_with_credential
def change_password(request: ConsoleRequest) -> HttpResponse:
    """Change Password at SigningHub, by somebody who types the present one."""
    if why := _why_no_password(request):
        messages.warning(request, why)
        return redirect("signinghub-profile")
    form = SigningHubPasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and _changed(request, form):
        return redirect("signinghub-profile")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "access/signinghub/password.html", {"form": form}, status=status)


@sensitive_variables("old", "new")
def _changed(request: ConsoleRequest, form: SigningHubPasswordForm) -> bool:
    """Whether the page can be left; the form says why not. Guesses are counted as at sign-in."""
    old, new = form.cleaned_data["old_password"], form.cleaned_data["new_password"]
    try:
        attempt = limits.count_attempt(request, request.user.email)
    except limits.TooManyTries:
        form.add_error("old_password", AccountAdapter.error_messages["rate_limited"])
        return False
    try:
        request.api.call("changePassword", body={"old_password": old, "new_password": new})
    except ApiInvalid as refused:
        _say(form, refused)
        if "old_password" not in form.errors:
            attempt.take_back()
        return False
    except ApiRefused as refused:
        # Some servers answer a wrong password as they answer a missing right, so it stays counted.
        form.add_error(None, refused.message)
        return False
    except ApiError as silence:
        attempt.take_back()
        if not silence.sent:
            raise
        # Not sent again: the next sign-in tells which of the two it is.
        messages.warning(
            request, _("SigningHub did not confirm the new password. At the next sign-in try it, or else the old one.")
        )
        return True
    attempt.take_back()
    keep_password(request.session, new)
    sign_in_changed(request, request.user, Kind.PASSWORD, gettext_noop("SigningHub password changed"))
    messages.success(request, _("The SigningHub password is changed. Your other sessions have ended."))
    return True


@signed_in
@PROVIDERS.shows("access/signinghub/providers.html")
def providers(request: ConsoleRequest) -> dict[str, Any]:
    """Get Providers."""
    if request.user.credential is None:
        return {"providers": []}
    operation = request.api.contract.operation("listProviders")
    rows = records_in(request.api.call(operation.id).data, operation)
    return {
        "providers": [
            (cells.plain(row.get("name") or row.get("attribute_name") or ""), cells.plain(row.get("purposes") or ""))
            for row in rows
        ]
    }


@signed_in
@POLICY.shows("access/signinghub/policy.html")
def policy(request: ConsoleRequest) -> dict[str, Any]:
    """Get CSP Header: shown as text. The console answers with a policy of its own, whatever this one allows."""
    if request.user.credential is None:
        return {"directives": []}
    said = cells.plain(request.api.call("getCspHeader").data)
    return {"directives": [part.strip() for part in said.split(";") if part.strip()]}


urlpatterns = [
    path("profile/signinghub/", profile, name="signinghub-profile"),
    path("profile/signinghub/picture/", picture, name="signinghub-picture"),
    path("profile/signinghub/password/", change_password, name="signinghub-password"),
    path("profile/signinghub/providers/", providers, name=PROVIDERS.name),
    path("profile/signinghub/policy/", policy, name=POLICY.name),
]
