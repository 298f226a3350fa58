"""The vault's credentials on screen: who the console acts as at SigningHub, until when, what can be done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, ProtectedError, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.access.credentials.forms import AddCredentialForm
from apps.access.credentials.replacing import has_failed, tried
from apps.access.desk import Crumbs, FormPage, Question, ask, fresh_at, is_confirmed, show_form
from console.api.connections import opened
from console.api.errors import ApiUnreachable
from console.api.models import AccessToken
from console.permissions import ConsoleRight, console_right
from console.requests import ConsoleRequest
from console.vault.credentials import delete_credential, seal_credential, store_opened, unseal_credential
from console.vault.expiry import level
from console.vault.identity import Identity
from console.vault.models import Credential
from console.vault.pfx import PfxError, open_pfx

custodian = console_right(ConsoleRight.CUSTODIAN)


def crumbs(credential: Credential | None = None) -> Crumbs:
    """The way here: the list, and the credential's page."""
    way: list[tuple[Any, str]] = [(_("Credentials"), reverse("credentials"))]
    if credential:
        way.append((credential.name, reverse("credential", args=[credential.pk])))
    return way


def found(pk: int) -> Credential:
    """The credential of that number; a 404 otherwise."""
    return get_object_or_404(Credential.objects.select_related("environment", "former"), pk=pk)


@custodian
@require_safe
def credentials(request: ConsoleRequest) -> HttpResponse:
    """Every credential, those that end first first."""
    listed = Credential.objects.select_related("environment").order_by("not_after", "name")
    listed = listed.annotate(people=Count("users", filter=Q(users__is_active=True)))
    rows = [(one, level(one.days_left())) for one in listed]
    return render(request, "access/credentials/list.html", {"rows": rows})


@custodian
@require_safe
def credential(request: ConsoleRequest, pk: int) -> HttpResponse:
    """One credential: its certificate, who acts through it, what came before it."""
    return show(request, found(pk))


def show(request: ConsoleRequest, shown: Credential, findings: Any = ()) -> HttpResponse:
    """The page of a credential, with what a try of it found, if there was one."""
    days = shown.days_left()
    context = {
        "credential": shown,
        "crumbs": crumbs(),
        "people": shown.users.select_related("role").order_by("email"),
        "former": getattr(shown, "former", None),
        "days": days,
        "level": level(days),
        "findings": list(findings),
    }
    return render(request, "access/credentials/detail.html", context)


@custodian
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def add_credential(request: ConsoleRequest) -> HttpResponse:
    """Upload a PFX and an API client; they are tried at SigningHub before they are sealed."""
    form = AddCredentialForm(request.POST or None, request.FILES or None)
    page = FormPage(
        _("Add a credential"),
        _("Try it and store it"),
        crumbs(),
        [_("The PFX is opened, tried at SigningHub with all that is typed here, and sealed. Nothing gives it back.")],
        icon="key",
    )
    if request.method != "POST" or not form.is_valid():
        return show_form(request, page, form)
    given = form.cleaned_data
    try:
        new = open_pfx(given["pfx"], given["pfx_password"])
        password = given["admin_password"] or None
        identity = Identity(new.pem, new.passphrase, given["client_id"], given["client_secret"], password)
        if not given["without_trying"]:
            findings = tried(given["environment"], identity, request.caller)
            if has_failed(findings):
                return show_form(request, page, form, problem=_not_stored(), findings=findings)
        stored = store_opened(
            given["name"],
            given["environment"],
            new,
            client_id=given["client_id"],
            client_secret=given["client_secret"],
            admin_password=password,
            caller=request.caller,
        )
    except PfxError as error:
        form.add_error("pfx_password" if error.code == "wrong_password" else "pfx", error.message)
        return show_form(request, page, form)
    except ValidationError as error:
        return show_form(request, page, form, problem=" ".join(error.messages))
    messages.success(request, _("The credential is stored."))
    return redirect("credential", pk=stored.pk)


def _not_stored() -> str:
    return _("Nothing was stored. The file has to be chosen again, since browsers do not keep it.")


@custodian
@require_POST
def try_credential(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Go all the way to a token with what is stored, and say how far it came."""
    shown = found(pk)
    try:
        findings = tried(shown.environment, opened(shown), request.caller)
    except ApiUnreachable as error:
        messages.error(request, error.message)
        return redirect("credential", pk=pk)
    return show(request, shown, findings)


@custodian
@require_http_methods(["GET", "HEAD", "POST"])
def seal(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Close a credential: from this moment nothing is called with it, in any process."""
    shown = found(pk)
    people = shown.users.filter(is_active=True).count()
    is_own = request.user.credential_id == shown.pk
    question = Question(
        _("Seal %(name)s") % {"name": shown.name},
        crumbs(shown),
        [
            _("Nobody can act through it until a custodian unseals it; its tokens are dropped at once."),
            _("People who act through it: %(count)d") % {"count": people},
            *([_("You act through it yourself.")] if is_own else []),
            *([_locked_out()] if is_own and request.user.is_personal else []),
        ],
        _("Seal it"),
        "lock",
        is_danger=True,
        obstacle=_("It is sealed already.") if shown.sealed_since else "",
        # One's own way in is closed by nobody in passing.
        typed=shown.name if is_own else "",
    )
    if not is_confirmed(request, question):
        return ask(request, question)
    seal_credential(shown, caller=request.caller)
    AccessToken.objects.filter(credential=shown).delete()
    messages.success(request, _("The credential is sealed."))
    return redirect("credential", pk=pk)


def _locked_out() -> str:
    return _(
        "You sign in with it. Once you have signed out, you come back only after another custodian has unsealed it, or "
        "the command unseal_credential on the server."
    )


@custodian
@never_cache
@fresh_at("unseal-credential")
@require_http_methods(["GET", "HEAD", "POST"])
def unseal(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Let a sealed credential be used again."""
    shown = found(pk)
    question = Question(
        _("Unseal %(name)s") % {"name": shown.name},
        crumbs(shown),
        [_("Whoever acts through it can do so again at once.")],
        _("Unseal it"),
        "lock-open",
        obstacle="" if shown.sealed_since else _("It is not sealed."),
    )
    if not is_confirmed(request, question):
        return ask(request, question)
    unseal_credential(shown, caller=request.caller)
    messages.success(request, _("The credential is unsealed."))
    return redirect("credential", pk=pk)


@custodian
@never_cache
@fresh_at("delete-credential")
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Destroy a credential that nobody acts through any more."""
    shown = found(pk)
    holders = [user.email for user in shown.users.order_by("email")[:10]]
    in_use = _("Give these people another credential first: %(people)s") % {"people": ", ".join(holders)}
    question = Question(
        _("Delete %(name)s") % {"name": shown.name},
        crumbs(shown),
        [
            _("The PFX, its password and the API client are destroyed here, and so is the former PFX."),
            _("At SigningHub the operator stays as it is. What was done through it stays on record."),
        ],
        _("Delete"),
        "trash",
        is_danger=True,
        obstacle=in_use if holders else "",
    )
    if not is_confirmed(request, question):
        return ask(request, question)
    try:
        delete_credential(shown, caller=request.caller)
    except ProtectedError:
        return ask(request, question, problem=_("Somebody was given it just now. Nothing was deleted."))
    messages.success(request, _("The credential is deleted."))
    return redirect("credentials")
