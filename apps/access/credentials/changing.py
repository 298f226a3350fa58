"""Replacing the PFX of a credential, and going back to the one before."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from apps.access.credentials.forms import ReplaceForm
from apps.access.credentials.replacing import NotAccepted, bring_in
from apps.access.credentials.views import crumbs, custodian, found
from apps.access.desk import FormPage, Question, ask, fresh_at, is_confirmed, show_form
from apps.access.models import normal_email
from console.api.client import AdminApi
from console.api.connections import opened
from console.api.errors import ApiError
from console.api.tokens import SharedTokens
from console.requests import ConsoleRequest
from console.vault.credentials import open_former, put_back_former, replace_credential
from console.vault.identity import Identity
from console.vault.models import Credential
from console.vault.pfx import OpenedPfx, PfxError, open_pfx
from console.vault.seal import SealBroken


def api_of(request: ConsoleRequest, credential: Credential) -> AdminApi:
    """The API through this credential: one's own with one's own token, any other with what the vault holds."""
    if request.user.credential_id == credential.pk:
        return request.api
    return AdminApi(credential.environment, credential, SharedTokens(credential, request.caller), request.caller)


@custodian
@never_cache
@fresh_at("replace-credential")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def replace(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Put another PFX into a credential: it is tried, told to SigningHub where need be, tried again, then stored."""
    credential = found(pk)
    form = ReplaceForm(request.POST or None, request.FILES or None)
    page = FormPage(
        _("Replace the PFX of %(name)s") % {"name": credential.name},
        _("Try it and replace"),
        crumbs(credential),
        [
            _(
                "The new PFX is tried first. Where SigningHub does not know it yet, the operator there is given its "
                "certificate in the same act; if it still does not work, everything stays as it was."
            ),
            _("The present PFX is kept sealed, so that you can go back to it."),
        ],
        icon="upload",
    )
    if request.method != "POST" or not form.is_valid():
        return show_form(request, page, form)
    try:
        new = open_pfx(form.cleaned_data["pfx"], form.cleaned_data["pfx_password"])
        _refuse_another_person(credential, new)
        told = _replace(request, credential, form, new)
    except PfxError as error:
        form.add_error("pfx_password" if error.code == "wrong_password" else "pfx", error.message)
        return show_form(request, page, form)
    except NotAccepted as refused:
        return show_form(request, page, form, problem=_unchanged(), findings=refused.findings)
    except ValidationError as error:
        return show_form(request, page, form, problem=" ".join(error.messages))
    except ApiError as error:
        return show_form(request, page, form, problem=f"{error.message} {_unchanged()}")
    messages.success(request, _said(told))
    return redirect("credential", pk=pk)


@sensitive_variables()
def _replace(request: ConsoleRequest, credential: Credential, form: ReplaceForm, new: OpenedPfx) -> bool:
    client_id = form.cleaned_data["client_id"] or None
    client_secret = form.cleaned_data["client_secret"] or None
    old = opened(credential)
    candidate = Identity(
        new.pem, new.passphrase, client_id or old.client_id, client_secret or old.client_secret, old.admin_password
    )
    store = partial(
        replace_credential,
        credential,
        pfx=form.cleaned_data["pfx"],
        pfx_password=form.cleaned_data["pfx_password"],
        client_id=client_id,
        client_secret=client_secret,
        caller=request.caller,
    )
    return bring_in(api_of(request, credential), candidate, store)


def _refuse_another_person(credential: Credential, new: OpenedPfx) -> None:
    """Another operator's PFX would make everybody who acts through this credential somebody else."""
    email = new.facts.email
    if credential.email and email and normal_email(email) != normal_email(credential.email):
        words = {"new": email, "old": credential.email}
        raise ValidationError(_("This PFX is for %(new)s, and the credential is for %(old)s.") % words)


@custodian
@never_cache
@fresh_at("go-back-credential")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def go_back(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Let the PFX that was replaced last be the credential's again, by the same steps."""
    credential = found(pk)
    former = getattr(credential, "former", None)
    words = {"name": credential.name}
    question = Question(
        _("Go back to the former PFX of %(name)s") % words,
        crumbs(credential),
        [
            _("It is tried first, and the operator's certificate at SigningHub is updated where need be."),
            _("The present PFX is kept sealed in its place."),
        ],
        _("Go back to it"),
        "arrow-back-up",
        obstacle="" if former else _("No former PFX is kept."),
    )
    if former is None or not is_confirmed(request, question):
        return ask(request, question)
    try:
        # The password is the operator's, whatever certificate they use: the present one counts.
        candidate = open_former(former, opened(credential).admin_password)
        store = partial(put_back_former, credential, caller=request.caller)
        told = bring_in(api_of(request, credential), candidate, store)
    except NotAccepted as refused:
        return ask(request, question, problem=_unchanged(), findings=refused.findings)
    except SealBroken as broken:
        return ask(request, question, problem=str(broken))
    except ApiError as error:
        return ask(request, question, problem=f"{error.message} {_unchanged()}")
    messages.success(request, _said(told))
    return redirect("credential", pk=pk)


def _said(told: bool) -> str:
    if told:
        return _("The PFX is replaced, and the operator's certificate at SigningHub with it.")
    return _("The PFX is replaced. SigningHub knew the certificate already.")


def _unchanged() -> str:
    return _("Nothing was changed.")
