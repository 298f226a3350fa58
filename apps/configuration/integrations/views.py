"""The forms and acts of integrations that end with a secret, or could shut the console itself out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.configuration.integrations import secret
from apps.configuration.integrations.forms import OwnIntegrationForm
from apps.configuration.integrations.service import Integrations, secret_in
from console.api.records import record_in
from console.requests import ConsoleRequest
from console.screens import asking, editing, views
from console.screens.forms import Body
from console.screens.page import way_back
from console.screens.resource import Resource, Row
from console.screens.table import key_of


@require_http_methods(["GET", "HEAD", "POST"])
def add_integration(request: ConsoleRequest, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Add System Integration; the answer holds the secret, and leads to the page that shows it."""
    assert resource.add_form is not None  # noqa: S101 - the address exists only with a form
    operation = request.api.contract.operation("addSystemIntegration")
    back = way_back(request, resource, keys)
    led: list[str] = []

    def send(body: Body, _before: Body) -> None:
        answer = Integrations(request.api).add(body)
        pk = key_of(record_in(answer) or {}, resource)
        if pk is not None:
            secret.keep(request, pk, secret_in(answer, operation))
            led.append(reverse("integrations-secret", args=(pk,)))

    return editing.serve(
        editing.Edit(
            request,
            resource,
            resource.add_form,
            operation,
            read=dict,
            send=send,
            title=_("Add %(noun)s") % {"noun": resource.noun},
            back=back,
            done=_("Integration added."),
            is_new=True,
            list_url=back,
            landing=lambda _body: led[0] if led else "",
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_integration(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Update System Integration; of the console's own client, only how long it is valid."""
    service = Integrations(request.api)
    if not service.is_own(service.get(pk)):
        return views.edit(request, pk, resource=resource, **keys)
    notes = [_("The console itself comes to SigningHub as this client, so its ID and whether it is active stay.")]
    return views.edit(request, pk, resource=replace(resource, edit_form=OwnIntegrationForm), notes=notes, **keys)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_integration(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Delete System Integration, but for the console's own client."""
    service = Integrations(request.api)

    def look() -> tuple[Row, asking.Question]:
        item = service.get(pk)
        question = views.deletion_of(resource, resource.called(item))
        return item, replace(question, obstacle=_obstacle(service, item))

    record = views.record_address(request, resource, pk, keys)
    do, after = partial(service.delete, pk), way_back(request, resource, keys)
    return asking.ask(asking.Asked(request, resource, keys, look, do, _("Integration deleted."), record, after))


@require_http_methods(["GET", "HEAD", "POST"])
def new_secret(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Create Client Secret; it leads to the page that shows it."""
    service, action = Integrations(request.api), resource.action("new-secret")

    def look() -> tuple[Row, asking.Question]:
        item = service.get(pk)
        return item, replace(views.question_of(action, item), obstacle=_obstacle(service, item))

    def do() -> None:
        secret.keep(request, pk, service.new_secret(pk))

    record = views.record_address(request, resource, pk, keys)
    after = reverse("integrations-secret", args=(pk,))
    return asking.ask(asking.Asked(request, resource, keys, look, do, str(action.done), record, after))


def _obstacle(service: Integrations, item: Row) -> str:
    """Why this cannot be done to a client, if it cannot."""
    if not service.is_own(item):
        return ""
    return _(
        "The console itself comes to SigningHub as this client, and would be shut out at once. Give its credential"
        " another client first."
    )
