"""A custodian's pages for the SigningHub passwords of operators: which credential, and the steps of its recovery.

A GET changes nothing and asks SigningHub nothing, whoever opens it how often.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from apps.access.passwords import recovery as steps
from apps.access.passwords.forms import FirstPasswordForm, LinkForm, ReasonForm
from apps.access.passwords.models import PasswordRecovery
from apps.access.sign_in.forms import NewPasswordForm
from apps.access.sign_in.fresh import fresh_factor
from apps.access.sign_in.signinghub import WrongOperatorError
from console import failures
from console.api.errors import ApiInvalid, ExchangeRefused
from console.permissions import ConsoleRight, console_right
from console.requests import ConsoleRequest
from console.vault.models import Credential

State = PasswordRecovery.State


def page_of(pk: int) -> str:
    """The address of a credential's page."""
    return reverse("password-recovery", args=(pk,))


custodian = console_right(ConsoleRight.CUSTODIAN)
recent = fresh_factor(page_of)


def act(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """An act of a credential's page, which only a POST does: a GET, such as after the factor, leads to the page."""

    @never_cache
    @recent
    @sensitive_post_parameters()
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def do(request: ConsoleRequest, pk: int) -> HttpResponse:
        return view(request, pk) if request.method == "POST" else redirect(page_of(pk))

    return do


@custodian
@require_safe
def every_credential(request: ConsoleRequest) -> HttpResponse:
    """Which credential it is about."""
    credentials = Credential.objects.select_related("environment").order_by("name")
    return render(request, "access/passwords/list.html", {"credentials": credentials})


@custodian
@never_cache
@recent
@require_safe
def one_credential(request: ConsoleRequest, pk: int) -> HttpResponse:
    """What can be done for this credential now."""
    return _page(request, _credential(pk))


@custodian
@act
def ask_for_mail(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Forgot Password."""
    credential, form = _credential(pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, credential, mail=form)
    try:
        is_confirmed = steps.ask_for_mail(request, credential, form.cleaned_data["reason"])
    except steps.TooSoon:
        return _conflict(request, _("A mail was asked for within the last five minutes, or an outcome is unknown."))
    if is_confirmed:
        messages.success(request, _("SigningHub mails the link to the operator. Paste it here within 15 minutes."))
    else:
        messages.warning(request, _("SigningHub did not confirm that it mails the link. If it comes, paste it here."))
    return redirect(page_of(pk))


@custodian
@act
def check_link(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Decrypt URL: valid or invalid is all that is said."""
    credential, form = _credential(pk), LinkForm(request.POST)
    if not form.is_valid():
        return _page(request, credential, link=form)
    try:
        is_valid = steps.check_link(request, credential, form.cleaned_data["link"])
    except steps.NotNow:
        return _conflict(request, _("There is no mail to wait for: it was not asked for, or too long ago."))
    if not is_valid:
        form.add_error("link", _("The link is not valid."))
        return _page(request, credential, link=form)
    messages.success(request, _("The link is valid."))
    return redirect(page_of(pk))


@custodian
@act
def reset(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Reset Password."""
    credential, form = _credential(pk), NewPasswordForm(request.POST)
    if steps.belongs_to_another(credential, request.user):
        return _not_yours(request)
    if not form.is_valid():
        return _page(request, credential, reset=form)
    try:
        result = steps.reset(request, credential, form.cleaned_data["new_password"])
    except steps.NotNow:
        return _conflict(request, _("No link was found valid within the last minutes, or it was used already."))
    except ApiInvalid as refused:
        return _page(request, credential, reset=_refused(form, refused))
    return _told(request, result)


@custodian
@act
def set_first(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Set New Password, in place of one that SigningHub generated."""
    credential, form = _credential(pk), FirstPasswordForm(request.POST)
    if steps.belongs_to_another(credential, request.user):
        return _not_yours(request)
    if not form.is_valid():
        return _page(request, credential, first=form)
    try:
        result = steps.set_first(request, credential, form.cleaned_data["reason"], form.cleaned_data["new_password"])
    except steps.NotNow:
        return _conflict(request, _("The outcome of another change is unknown. Find it out first."))
    except (steps.NotGenerated, WrongOperatorError, ExchangeRefused):
        return _conflict(request, _("The vault does not hold a password that SigningHub generated for this operator."))
    except ApiInvalid as refused:
        return _page(request, credential, first=_refused(form, refused))
    return _told(request, result)


@custodian
@act
def resolve(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Find out what became of a password that was sent without an answer."""
    credential = _credential(pk)
    if steps.belongs_to_another(credential, request.user):
        return _not_yours(request)
    try:
        result = steps.resolve(request, credential)
    except steps.NotNow:
        return _conflict(request, _("Nothing is unknown here, or somebody is finding it out already."))
    return _told(request, result)


def _credential(pk: int) -> Credential:
    return get_object_or_404(Credential.objects.select_related("environment"), pk=pk)


def _page(request: ConsoleRequest, credential: Credential, **typed: forms.Form) -> HttpResponse:
    """The page; `typed` is the one form that was refused, by its name."""
    found = steps.latest(credential)
    context: dict[str, Any] = {
        "credential": credential,
        "recovery": found,
        "is_mailed": bool(found and found.is_open and found.state == State.MAILED),
        "is_verified": bool(found and found.is_open and found.state == State.VERIFIED),
        "is_unknown": bool(found and found.is_unresolved),
        "is_others": steps.belongs_to_another(credential, request.user),
        "mail": ReasonForm(auto_id="mail-%s"),
        "link": LinkForm(auto_id="link-%s"),
        "reset": NewPasswordForm(auto_id="reset-%s"),
        "first": FirstPasswordForm(auto_id="first-%s"),
    }
    for name, form in typed.items():
        form.auto_id = f"{name}-%s"
        context[name] = form
    status = HTTPStatus.UNPROCESSABLE_ENTITY if typed else HTTPStatus.OK
    return render(request, "access/passwords/recovery.html", context, status=status)


@sensitive_variables("form")
def _refused(form: forms.Form, refused: ApiInvalid) -> forms.Form:
    form.add_error("new_password", list(refused.field_errors.get("new_password", [])) or [refused.message])
    return form


def _told(request: ConsoleRequest, result: PasswordRecovery) -> HttpResponse:
    """Back to the page, with what came of it."""
    if result.state == State.DONE:
        messages.success(request, _("The new password works, and the console uses it from now on."))
    elif result.state == State.FAILED:
        messages.error(request, _("The password was not changed. The console goes on with the old one."))
    elif result.state == State.LOST:
        messages.error(request, _("SigningHub accepts neither the new password nor the old one. Begin a new recovery."))
    else:
        messages.warning(request, _("It is not known whether the password was changed. The old one is kept."))
    return redirect(page_of(result.credential_id))


def _conflict(request: ConsoleRequest, why: str) -> HttpResponse:
    said = failures.Failure(HTTPStatus.CONFLICT, _("The console refused"), _("This step cannot be taken now"), why)
    return failures.answer(request, said)


def _not_yours(request: ConsoleRequest) -> HttpResponse:
    return _conflict(request, _("Somebody signs in with this password themselves. Only they choose it."))
