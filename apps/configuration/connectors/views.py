"""Setting a connector up: its provider first, then what that provider takes; and trying it."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.configuration import dependencies
from apps.configuration.connectors.forms import AddConnectorForm, EditConnectorForm, TestMessageForm
from apps.configuration.connectors.providers import Provider, settings_of
from apps.configuration.connectors.service import Connectors
from apps.configuration.connectors.uploads import take_in
from apps.configuration.picture_forms import address_of, without_logo
from console.api.contract import folded
from console.certificates import CertificateRefused, der_of, facts_of
from console.requests import ConsoleRequest
from console.screens import certificates, editing, links, views
from console.screens.attributes import Pair, attributes_in, pair_in
from console.screens.cells import Reader, plain
from console.screens.facts import Group
from console.screens.forms import Body
from console.screens.page import page_or_part, template_of, way_back
from console.screens.parts import places
from console.screens.resource import Resource, Row


@require_safe
def show_connector(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Get Connector by ID, its certificate by what it says, and what uses it."""
    item = Connectors(request.api).get(pk)
    reader = Reader()
    context = views.detail_context(request, resource, item, pk, keys)
    item_without, logos = without_logo(request, item, "connector_detail")
    shown = {key: value for key, value in item_without.items() if key not in Connectors.derived}
    detail = shown.get("connector_detail")
    certificate = None
    if isinstance(detail, list):
        pairs = {place: pair for place, pair in enumerate(map(pair_in, detail)) if pair and _is_certificate(pair)}
        certificate = next(iter(pairs.values()), None)
        shown["connector_detail"] = [one for place, one in enumerate(detail) if place not in pairs]
    groups = views.groups_of(resource, shown) + logos
    if certificate is not None:
        parsed = facts_of(der_of(str(certificate.value)))
        groups.append(Group(_("Certificate"), certificates.shown(parsed, reader)))
    context |= {"groups": groups, "beside": places(request, [dependencies.part_of(resource)], pk)}
    return page_or_part(request, template_of(resource, "detail"), "facts", context)


def _is_certificate(pair: Pair) -> bool:
    if "certificate" not in folded(pair.name) or not isinstance(pair.value, str):
        return False
    try:
        facts_of(der_of(pair.value))
    except CertificateRefused:
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def add_connector(request: ConsoleRequest, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Add Connector: the provider is chosen first, and decides what is asked for."""
    service = Connectors(request.api)
    if request.method == "POST":
        taken = take_in(request)
        request.POST = taken.data  # type: ignore[assignment]
        return views.add(request, resource=resource, form=partial(AddConnectorForm, problems=taken.problems), **keys)
    if request.GET.get("draft"):
        # What was typed says what was asked for.
        return views.add(request, resource=resource, **keys)
    chosen = request.GET.get("provider", "").strip()
    providers = service.providers()
    if not chosen:
        return _choose(request, resource, providers)
    provider = _named(providers, chosen)
    blanks = [{"attribute_name": name, "attribute_value": ""} for name in provider.settings]
    start: Body = {"provider": provider.name, "identifier": provider.identifier, "status": True}
    return views.add(request, resource=resource, start=start | {"connector_detail": blanks}, **keys)


def _named(providers: list[Provider], chosen: str) -> Provider:
    """The provider of that name; one that Get Providers does not list has only its name, and what is known of it."""
    for provider in providers:
        if chosen in (provider.identifier, provider.name):
            return provider
    return Provider(chosen, chosen, (), settings_of(chosen))


def _choose(request: ConsoleRequest, resource: Resource, providers: list[Provider]) -> HttpResponse:
    """The first step: the providers by what they are for."""
    back = links.return_to(request, "")
    ordered = sorted(providers, key=lambda one: (one.purpose.casefold(), one.name.casefold()))
    groups = [
        (purpose or _("Other"), [(one.name, _asking(request, one, back)) for one in found if one.name])
        for purpose, found in groupby(ordered, key=lambda one: one.purpose)
    ]
    context = {"resource": resource, "groups": groups, "list_url": way_back(request, resource, {}), "back": back}
    return render(request, "configuration/connectors/choose.html", context)


def _asking(request: ConsoleRequest, provider: Provider, back: str) -> str:
    """The second step, for this provider."""
    asked = {"provider": provider.identifier or provider.name} | ({links.RETURN_TO: back} if back else {})
    return f"{request.path}?{urlencode(asked)}"


@require_http_methods(["GET", "HEAD", "POST"])
def edit_connector(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Update Connector: whether it is active, and its settings."""
    problems: dict[str, str] = {}
    if request.method == "POST":
        taken = take_in(request)
        request.POST, problems = taken.data, taken.problems  # type: ignore[assignment]
    if request.POST.get("step") == "keep":
        return views.edit(request, pk, resource=resource, **keys)
    record = Connectors(request.api).get(pk)
    address_of(request, attributes_in(record.get("connector_detail")).get("logo"))
    settings = settings_of(record.get("identifier"), record.get("provider"))
    form = partial(EditConnectorForm, settings=settings, problems=problems)
    notes = [_("Name and provider were settled when the connector was added, and cannot be changed.")]
    return views.edit(request, pk, resource=resource, record=record, form=form, notes=notes, **keys)


@require_http_methods(["GET", "HEAD", "POST"])
def send_test(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Send Message: a text message, to try a connector as it is saved."""
    service = Connectors(request.api)
    record = service.get(pk)
    title = resource.action("send-test").title

    def send(body: Body, _before: Body) -> None:
        service.send_message(record, plain(body.get("mobile_number")))

    edit = editing.Edit(
        request,
        resource,
        TestMessageForm,
        request.api.contract.operation("sendMessage"),
        read=dict,
        send=send,
        title=title,
        back=views.record_address(request, resource, pk, keys),
        done=_("Message sent. SigningHub does not say whether it arrived."),
        is_new=True,
        notes=[_("It goes out as the connector is saved; its secrets stay at SigningHub.")],
        list_url=way_back(request, resource, keys),
    )
    return editing.serve(edit)


@require_safe
def export_metadata(request: ConsoleRequest, pk: Any, *, resource: Resource, **_keys: Any) -> HttpResponse:
    """Export SAML Data: what the identity provider wants to know of SigningHub, as a file."""
    service = Connectors(request.api)
    record: Row = service.get(pk)
    response = HttpResponse(service.sp_metadata(resource.called(record)), content_type="application/samlmetadata+xml")
    response["Content-Disposition"] = f'attachment; filename="signinghub-sp-metadata-{pk}.xml"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
