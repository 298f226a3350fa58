"""The page of a signing certificate, and its forms."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.signing_certificates.forms import TEXT
from apps.accounts.signing_certificates.service import SigningCertificates, in_words, state_at
from console.certificates import CertificateFacts, CertificateRefused, der_of, facts_of
from console.requests import ConsoleRequest
from console.screens import asking, cells, facts, views
from console.screens.cells import Reader
from console.screens.certificates import shown, without_keys
from console.screens.page import page_or_part, service_of, way_back
from console.screens.resource import Action, Resource, Row

# What is said of a certificate in words stands for what SigningHub sends.
IN_WORDS = {"level": "level_of_assurance", "protection": "key_protection_option"}
TITLES = {
    "capacity_name": gettext_lazy("Capacity"),
    "certificate_alias": gettext_lazy("Alias"),
    "certificate_dn": gettext_lazy("Subject"),
    "level_of_assurance": gettext_lazy("Level of assurance"),
    "key_protection_option": gettext_lazy("Key protection"),
    "default": gettext_lazy("Default"),
}
NOT_A_FACT = {*SigningCertificates.derived, "id", "custom"}
# No certificate is shorter; a name or an alias mostly is.
SHORTEST = 200


@require_safe
def show_certificate(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Get User Signing Certificate by ID, and what the certificate itself says where SigningHub returns it."""
    item = service_of(resource, request, keys).get(pk)
    reader = Reader()
    name, parsed, why = certificate_in(item)
    context = views.detail_context(request, resource, item, pk, keys)
    said = in_words(item, timezone.localdate())
    own = {key: value for key, value in item.items() if key not in NOT_A_FACT and key != name}
    own |= {theirs: said[ours] for ours, theirs in IN_WORDS.items() if theirs in own}
    state = state_at(parsed.not_after, timezone.localdate()) if parsed else said["state"]
    context |= {
        "standing": cells.cell("status", state, reader) if state else "",
        "under": [str(said["source"])] if said["source"] else [],
        "groups": facts.groups(own, TITLES, reader),
        "parsed": shown(parsed, reader) if parsed else [],
        "why": why,
    }
    return page_or_part(request, "accounts/signing_certificates/detail.html", "facts", context)


def certificate_in(item: Row) -> tuple[str, CertificateFacts | None, str]:
    """The key under which a record holds its certificate, what that says, and why it is not known where it is not.

    The guide names no such key, so the first text that is a certificate counts.
    """
    why = _("SigningHub does not return the certificate itself, so only its subject is known here.")
    for key, value in item.items():
        if not isinstance(value, str) or len(value) < SHORTEST:
            continue
        try:
            return key, facts_of(der_of(value)), ""
        except CertificateRefused as refused:
            if "certificate" in key.lower() and key not in TITLES:
                why = _("SigningHub returned something that cannot be read as a certificate: %s") % refused.message
    return "", None, why


@require_http_methods(["GET", "HEAD", "POST"])
def add_certificate(request: ConsoleRequest, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Add User Signing Certificate, by its file or its text."""
    if request.method == "POST":
        request.POST = without_keys(request, TEXT)  # type: ignore[assignment]
    return views.add(request, resource=resource, **keys)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_certificate(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Update User Signing Certificates; how the key is protected was settled when it was added."""
    if request.method == "POST":
        request.POST = without_keys(request, TEXT)  # type: ignore[assignment]
    notes = [_("How the key is protected was settled when the certificate was added, and cannot be changed.")]
    return views.edit(request, pk, resource=resource, notes=notes, **keys)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke_certificate(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Revoke User Signing Certificates, after its name was typed."""
    return _take_away(request, pk, resource, resource.action("revoke"), keys)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_certificate(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Delete User Signing Certificates, after its name was typed."""
    return _take_away(request, pk, resource, resource.action("remove"), keys)


def _take_away(request: ConsoleRequest, pk: Any, resource: Resource, action: Action, keys: Any) -> HttpResponse:
    service = service_of(resource, request, keys)

    def look() -> tuple[Row, asking.Question]:
        item = service.get(pk)
        question = replace(views.question_of(action, item), typed=resource.called(item))
        if cells.truth(item.get("default")):
            default = _("It is the default: the one that the person signs with unless they choose another.")
            question = replace(question, consequences=[*question.consequences, default])
        return item, question

    record = views.record_address(request, resource, pk, keys)
    do = partial(getattr(service, action.verb), pk)
    after = way_back(request, resource, keys)
    return asking.ask(asking.Asked(request, resource, keys, look, do, str(action.done), record, after))
