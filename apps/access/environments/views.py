"""The SigningHubs that the console talks to: what is set, what is known of them, and the doctor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from django.contrib import messages
from django.db.models import Count, Min
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from apps.access.environments import fixes
from apps.access.environments.facts import description_of, facts_of
from apps.access.environments.forms import ChecksForm, holds_password
from console.api.doctor import Finding, State, diagnose
from console.api.doctor.sign_in import SOON_DAYS
from console.audit.models import Kind
from console.audit.record import event
from console.permissions import ConsoleRight, console_right
from console.requests import ConsoleRequest
from console.screens.parts import PATIENCE
from console.vault.models import Credential, Environment

SHAPES = {State.OK: "yes", State.WARNING: "warn", State.FAILED: "bad"}


@dataclass(frozen=True)
class Visit:
    """The checks of one environment at work, for the person who asked for them."""

    request: ConsoleRequest
    one: Environment
    credential: Credential
    password: str | None = field(repr=False)
    language: str | None = field(default_factory=translation.get_language)
    zone: tzinfo = field(default_factory=timezone.get_current_timezone)

    @sensitive_variables()
    def findings(self) -> Iterator[Finding]:
        """What the doctor finds, as it finds it."""
        caller = self.request.caller
        return diagnose(self.one, self.credential, password=self.password, caller=caller, patience=PATIENCE)


@console_right(ConsoleRight.CUSTODIAN)
@require_safe
def show_environments(request: ConsoleRequest) -> HttpResponse:
    """Every environment."""
    found = Environment.objects.annotate(held=Count("credentials"), first_end=Min("credentials__not_after"))
    rows = [
        {"one": one, "description": description_of(one), "is_over": one.first_end and one.first_end <= timezone.now()}
        for one in found.order_by("name")
    ]
    return render(request, "access/environments/list.html", {"rows": rows, "command": "manage.py add_environment"})


@console_right(ConsoleRight.CUSTODIAN)
@require_safe
def show_environment(request: ConsoleRequest, name: str) -> HttpResponse:
    """One environment, and the form that starts the checks."""
    one = get_object_or_404(Environment, name=name)
    return _page(request, one, ChecksForm(user=request.user, environment=one))


def _page(request: ConsoleRequest, one: Environment, form: ChecksForm, status: int = 200) -> HttpResponse:
    credentials = Credential.objects.select_related("environment").filter(environment=one).order_by("name")
    context = {
        "one": one,
        "facts": facts_of(one),
        "description": description_of(one),
        "credentials": [(held, holds_password(held), _mood(held)) for held in credentials],
        "form": form,
        "command": f"manage.py import_spec FILE --environment {one.name}",
        "mapping": f"manage.py import_spec FILE --environment {one.name} --map FILE",
    }
    return render(request, "access/environments/detail.html", context, status=status)


def _mood(credential: Credential) -> str:
    """The shape that goes with the end of a certificate."""
    left = credential.days_left()
    if left is None:
        return "none"
    return "bad" if credential.is_expired() else "warn" if left < SOON_DAYS else "yes"


@console_right(ConsoleRight.CUSTODIAN)
@sensitive_post_parameters("password")
@sensitive_variables()
@require_POST
def check_environment(request: ConsoleRequest, name: str) -> HttpResponse | StreamingHttpResponse:
    """The doctor, row by row as it finds out: nobody waits for a whole page behind a slow SigningHub."""
    one = get_object_or_404(Environment, name=name)
    form = ChecksForm(request.POST, user=request.user, environment=one)
    if not form.is_valid():
        return _page(request, one, form, status=422)
    credential: Credential = form.cleaned_data["credential"]
    event(
        Kind.VAULT,
        caller=request.caller,
        credential=credential,
        title=gettext_noop("Environment checked"),
        object_id=one.name,
    )
    visit = Visit(request, one, credential, form.cleaned_data.get("password") or None)
    response = StreamingHttpResponse(_checked(visit, *_around(visit)))
    # Or a proxy in front of us collects it all first.
    response["X-Accel-Buffering"] = "no"
    return response


def _around(visit: Visit) -> list[str]:
    """What of the page stands before the rows, between them and the summary, and after it."""
    mark = get_random_string(32)
    context = {"one": visit.one, "credential": visit.credential, "mark": mark}
    return render_to_string("access/environments/checks.html", context, visit.request).split(mark)


@sensitive_variables()
def _checked(visit: Visit, before: str, between: str, after: str) -> Iterator[str]:
    """The page around its rows. The middleware that knew the person's language and zone has ended by now."""
    counts = dict.fromkeys(State, 0)
    yield before
    with translation.override(visit.language), timezone.override(visit.zone):
        for finding in visit.findings():
            counts[finding.state] += 1
            yield _row(visit, finding)
        yield between
        summary = [(SHAPES[state], state.label, count) for state, count in reversed(counts.items()) if count]
        yield render_to_string("access/environments/summary.html", {"summary": summary}, visit.request)
    yield after


def _row(visit: Visit, finding: Finding) -> str:
    context: dict[str, Any] = {"finding": finding, "shape": SHAPES[finding.state], "one": visit.one}
    if finding.fix:
        context["fix"] = fixes.keep(visit.one, visit.request.user, finding)
    return render_to_string("access/environments/finding.html", context, visit.request)


@console_right(ConsoleRight.CUSTODIAN)
@require_POST
def put_right(request: ConsoleRequest, name: str) -> HttpResponse:
    """Store what a check found to be right."""
    one = get_object_or_404(Environment, name=name)
    check = fixes.store(request, one, request.POST.get("fix", ""))
    if check is None:
        messages.warning(request, _("Nothing was stored: these checks are too old. Run them again."))
    else:
        messages.success(request, _("%(check)s: what was found is stored.") % {"check": check})
    return redirect("environment", name=one.name)
