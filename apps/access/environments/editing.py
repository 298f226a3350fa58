"""Adding a SigningHub to the console, and changing where one is and how it wants to be spoken to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.access.desk import Crumbs, FormPage, changed_meanwhile, fresh_at, is_stale, seen_of, show_form
from console.api.caller import Caller
from console.api.models import AccessToken
from console.audit.models import Kind
from console.audit.record import event
from console.permissions import ConsoleRight, console_right
from console.requests import ConsoleRequest
from console.vault.models import Credential, Environment

# Whatever says which server is spoken to: its tokens are for nobody else.
WHERE = {"api_url", "auth_url", "ca_bundle", "proxy"}
# The address of the page that adds one.
TAKEN = "add"


class EnvironmentForm(forms.ModelForm):
    """Everything that can be set of an environment; its name stays."""

    class Meta:
        model = Environment
        fields = (
            *("name", "api_url", "auth_url", "is_production", "colour", "ca_bundle", "proxy", "powerbi_host"),
            "header_encoding",
        )
        help_texts = {
            "name": gettext_lazy("How the console and its audit call it: letters, digits, hyphens."),
            "api_url": gettext_lazy("It begins with https:// and is reached from the console's server."),
            "is_production": gettext_lazy("Its pages carry the sign of production, in words and colour."),
            "colour": gettext_lazy("Of its mark in the page, such as #b42318."),
            "proxy": gettext_lazy("Empty: none."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].disabled = self.instance.pk is not None

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name.lower() == TAKEN:
            raise forms.ValidationError(_("Choose another name: this one is an address of the console."))
        return name


custodian = console_right(ConsoleRight.CUSTODIAN)


def _crumbs(one: Environment | None = None) -> Crumbs:
    way: list[tuple[Any, str]] = [(_("Environments"), reverse("environments"))]
    if one:
        way.append((one.name, reverse("environment", args=[one.name])))
    return way


@custodian
@require_http_methods(["GET", "HEAD", "POST"])
def add_environment(request: ConsoleRequest) -> HttpResponse:
    """A SigningHub that the console does not know yet."""
    form = EnvironmentForm(request.POST or None)
    page = FormPage(_("Add an environment"), _("Add"), _crumbs(), icon="world")
    if request.method != "POST" or not form.is_valid():
        return show_form(request, page, form)
    one = form.save(commit=False)
    _save(one, gettext_noop("Environment added"), form.changed_data, request.caller)
    messages.success(request, _("The environment is added. Give it a credential now."))
    return redirect("environment", name=one.name)


@custodian
@never_cache
@fresh_at("edit-environment")
@require_http_methods(["GET", "HEAD", "POST"])
def edit_environment(request: ConsoleRequest, name: str) -> HttpResponse:
    """Change an environment; where it says another server, everybody's tokens for the old one are dropped."""
    one = get_object_or_404(Environment, name=name)
    seen = seen_of(model_to_dict(one, EnvironmentForm.Meta.fields))
    stale = is_stale(request, seen)
    form = EnvironmentForm(None if stale else request.POST or None, instance=one)
    page = FormPage(
        _("Edit %(name)s") % {"name": one.name},
        _("Save"),
        _crumbs(one),
        [_("The console hands client secrets and passwords to these addresses: be sure that they are SigningHub's.")],
        seen=seen,
    )
    if stale:
        return show_form(request, page, form, problem=changed_meanwhile())
    if request.method != "POST" or not form.is_valid():
        return show_form(request, page, form)
    _save(form.save(commit=False), gettext_noop("Environment changed"), form.changed_data, request.caller)
    messages.success(request, _("The environment is saved."))
    return redirect("environment", name=one.name)


def _save(one: Environment, title: str, changed: list[str], caller: Caller) -> None:
    shown = {"api_url": one.api_url, "auth_url": one.auth_url, "is_production": one.is_production}
    with transaction.atomic():
        one.save()
        if WHERE & set(changed):
            Credential.objects.filter(environment=one).update(version=F("version") + 1)
            AccessToken.objects.filter(credential__environment=one).delete()
        event(Kind.VAULT, caller=caller, title=title, object_id=one.name, values={"fields": sorted(changed), **shown})
