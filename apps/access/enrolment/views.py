"""The page behind an enrolment link. Opening it changes nothing, so that a mail scanner cannot use it up."""

from __future__ import annotations

import base64
from http import HTTPStatus
from typing import Any

import structlog
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from apps.access.enrolment.forms import IdentityForm, SigningHubPasswordForm
from apps.access.enrolment.identity import SESSION_KEY, LinkUsedUp, Offered, keep, offered
from apps.access.enrolment.links import open_link, use_up
from apps.access.models import EnrolmentLink, User
from apps.access.notices import sign_in_changed
from apps.access.sign_in import limits
from apps.access.sign_in.forms import NewPasswordForm
from apps.access.sign_in.next_page import HOME
from apps.access.sign_in.proof import Proof
from apps.access.sign_in.signinghub import WrongOperatorError, asks_password, prove
from apps.access.sign_in.views import begin
from console.api.errors import ApiBusy, ApiError, ApiUnreachable, ExchangeRefused
from console.audit.models import Kind
from console.permissions import open_to_all
from console.requests import ConsoleRequest
from console.vault.models import Environment
from console.vault.pfx import PfxError

log = structlog.get_logger(__name__)


@open_to_all
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: ConsoleRequest, token: str) -> HttpResponse:
    """Let the holder of a link prove who they are and choose what they sign in with."""
    link = open_link(token)
    if link is None:
        return render(request, "access/enrol_closed.html", status=HTTPStatus.NOT_FOUND)
    if request.method == "POST":
        try:
            attempt = limits.count_attempt(request, link.user.email)
        except limits.TooManyTries:
            return _page(
                request, link, _form_for(request, link), _("Too many tries. Wait five minutes, then try again.")
            )
        answer = _post(request, link)
        if answer.status_code < HTTPStatus.BAD_REQUEST:
            attempt.take_back()
        return answer
    return _page(request, link, _form_for(request, link))


def _form_for(request: ConsoleRequest, link: EnrolmentLink, data: Any = None) -> forms.Form:
    """The form of the step that this browser has come to."""
    if not link.user.is_personal:
        return NewPasswordForm(data, user=link.user)
    offer = _waiting(request, link)
    if offer is None:
        return IdentityForm(data, request.FILES if data is not None else None, link=link)
    if offer.asks_password:
        return SigningHubPasswordForm(data)
    return NewPasswordForm(data, user=link.user)


@sensitive_variables()
def _post(request: ConsoleRequest, link: EnrolmentLink) -> HttpResponse:
    if "another_pfx" in request.POST:
        request.session.pop(SESSION_KEY, None)
        return _page(request, link, _form_for(request, link))
    form = _form_for(request, link, request.POST)
    if not form.is_valid():
        return _page(request, link, form)
    try:
        if isinstance(form, IdentityForm):
            return _take_identity(request, link, form)
        if link.user.is_personal:
            return _take_password(request, link, form)
        return _choose_password(request, link, form)
    except LinkUsedUp:
        return render(request, "access/enrol_closed.html", status=HTTPStatus.NOT_FOUND)


@sensitive_variables()
def _take_identity(request: ConsoleRequest, link: EnrolmentLink, form: IdentityForm) -> HttpResponse:
    """The first step of a personal user: the PFX opens, and SigningHub accepts it."""
    try:
        offer = offered(link, form.cleaned_data)
        asks = asks_password(offer.environment, offer.opened(), caller=request.caller)
    except PfxError as error:
        form.add_error("pfx_password" if error.code == "wrong_password" else "pfx", error.message)
        return _page(request, link, form)
    except ApiError as error:
        return _page(request, link, form, _why(error))
    _wait(request, link, offer, asks)
    return _page(request, link, _form_for(request, link))


@sensitive_variables()
def _take_password(request: ConsoleRequest, link: EnrolmentLink, form: forms.Form) -> HttpResponse:
    """The second step: SigningHub gives this identity a token and names the person's own e-mail."""
    offer, user = _waiting(request, link), link.user
    if offer is None:
        return _page(request, link, _form_for(request, link))
    password = form.cleaned_data["password"] if offer.asks_password else None
    try:
        identity = offer.opened()
        if asks_password(offer.environment, identity, caller=request.caller) != offer.asks_password:
            # What was found a moment ago does not hold, so neither does what the page has asked for.
            request.session.pop(SESSION_KEY)
            return _page(request, link, _form_for(request, link), _("SigningHub's answer has changed. Begin again."))
        proved = prove(offer.environment, identity, password, user.email, request.caller)
    except PfxError as error:
        return _page(request, link, form, error.message)
    except ApiError as error:
        return _page(request, link, form, _why(error))
    except WrongOperatorError:
        log.error("enrolment.other_operator", user=user.pk)
        return _page(request, link, form, _("This certificate belongs to another operator than %s.") % user.email)
    try:
        keep(link, user, offer, form.cleaned_data.get("new_password"), request.caller)
    except ValidationError as error:
        return _page(request, link, form, " ".join(error.messages))
    proof = Proof(proved.exchanged, password, bool(password) and proved.is_password_generated)
    return _enter(request, user, proof)


@sensitive_variables()
def _choose_password(request: ConsoleRequest, link: EnrolmentLink, form: forms.Form) -> HttpResponse:
    """The only step of a delegate."""
    with transaction.atomic():
        if not use_up(link):
            raise LinkUsedUp
        link.user.set_password(form.cleaned_data["new_password"])
        link.user.save(update_fields=["password"])
    return _enter(request, link.user, Proof())


def _enter(request: ConsoleRequest, user: User, proof: Proof) -> HttpResponse:
    # They read this page in the language that suits them.
    user.language = get_language() or user.language
    user.save(update_fields=["language"])
    answer = begin(request, user, proof, HOME)
    sign_in_changed(request, user, Kind.ENROLMENT, gettext_noop("Enrolled by link"))
    return answer


def _why(error: ApiError) -> str:
    """What to say of a failed try at SigningHub: its holder has the link, so nothing needs to be hidden."""
    if isinstance(error, ApiUnreachable | ApiBusy):
        return _("SigningHub does not answer. Try again in a moment. (%s)") % error.message
    if isinstance(error, ExchangeRefused):
        return error.message
    return _("SigningHub refuses the sign-in.")


@sensitive_variables()
def _wait(request: ConsoleRequest, link: EnrolmentLink, offer: Offered, asks: bool) -> None:
    request.session.cycle_key()
    request.session[SESSION_KEY] = {
        "link": link.pk,
        "environment": offer.environment.pk,
        "pfx": base64.b64encode(offer.pfx).decode(),
        "pfx_password": offer.pfx_password,
        "client_id": offer.client_id,
        "client_secret": offer.client_secret,
        "asks_password": asks,
    }


@sensitive_variables()
def _waiting(request: ConsoleRequest, link: EnrolmentLink) -> Offered | None:
    """What this browser handed over for this link before, if anything."""
    kept = dict(request.session.get(SESSION_KEY) or {})
    if kept.pop("link", None) != link.pk:
        return None
    environment = Environment.objects.filter(pk=kept.pop("environment")).first()
    if environment is None:
        return None
    return Offered(environment=environment, pfx=base64.b64decode(kept.pop("pfx")), **kept)


def _page(request: ConsoleRequest, link: EnrolmentLink, form: forms.Form, refusal: str = "") -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors or refusal else HTTPStatus.OK
    context = {"form": form, "person": link.user, "refusal": refusal, "is_first": isinstance(form, IdentityForm)}
    return render(request, "access/enrol.html", context, status=status)
