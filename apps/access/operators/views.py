"""The page of an operator, their forms, and what is done to them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.access.operators.forms import AddOperatorForm, EditOperatorForm
from apps.access.operators.guard import Guard
from apps.access.operators.service import CERTIFICATE, Operators
from console import way_in
from console.api.errors import ApiUnreachable
from console.certificates import CertificateFacts, CertificateRefused, der_of, facts_of
from console.permissions import Area, Right, requires
from console.requests import ConsoleRequest
from console.screens import asking, cells, editing, facts, views
from console.screens.cells import Reader
from console.screens.certificates import shown, without_keys
from console.screens.page import page_or_part, way_back
from console.screens.resource import Resource, Row, Text

CER = "application/pkix-cert"
# Days before the end of a certificate from which it is worth a warning.
SOON = 30
TITLES = {
    "name": gettext_lazy("Name"),
    "email": gettext_lazy("E-mail"),
    "mobile_number": gettext_lazy("Mobile number"),
    "certificate_cn": gettext_lazy("Certificate"),
    "created_on": gettext_lazy("Created"),
    "role_name": gettext_lazy("Role"),
}
NOT_A_FACT = {"id", "inactive", "status", "role", "picture", CERTIFICATE}


@require_safe
def show_operator(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Get Operator by ID, and what their certificate says."""
    item = Operators(request.api).get(pk)
    reader = Reader()
    parsed, why = certificate_in(item)
    role = item.get("role")
    own = {key: value for key, value in item.items() if key not in NOT_A_FACT}
    if isinstance(role, Mapping):
        # Whatever else a server says of the role here, beside its id and its name.
        own |= {f"role_{key}": value for key, value in role.items() if key not in ("id", "name", "role_detail")}
    certificate_url = reverse("operators-certificate", args=(pk,))
    context = views.detail_context(request, resource, item, pk, keys)
    context |= {
        "standing": cells.cell("status", item.get("status"), reader),
        "groups": facts.groups(own, TITLES, reader),
        "parsed": shown(parsed, reader) if parsed else [],
        "why": why,
        "warning": warning_on(parsed, cells.plain(item.get("email") or "")) if parsed else "",
        "certificate_url": certificate_url if request.api.contract.has("getOperatorCertificate") else "",
        "way_in": way_in.sentence(ways) if (ways := way_in.by_operators(request, [item])) else "",
    }
    return page_or_part(request, "access/operators/detail.html", "facts", context)


def certificate_in(item: Row) -> tuple[CertificateFacts | None, str]:
    """What the operator's certificate says, or why that is not known."""
    text = item.get(CERTIFICATE)
    if not isinstance(text, str) or not text.strip():
        return None, _("SigningHub does not return the certificate with the operator.")
    try:
        return facts_of(der_of(text)), ""
    except CertificateRefused as refused:
        return None, _("SigningHub returned something that cannot be read as a certificate: %s") % refused.message


def warning_on(parsed: CertificateFacts, email: str) -> str:
    """What keeps, or soon will keep, this operator from signing in with the certificate."""
    left = (parsed.not_after - timezone.now()).days
    if parsed.not_after <= timezone.now():
        return _("This certificate has expired: the operator cannot sign in with it.")
    if parsed.emails and email.strip().lower() not in parsed.emails:
        return _("This certificate is for %(others)s, not for the operator’s own address.") % {
            "others": ", ".join(parsed.emails)
        }
    words = ngettext("This certificate has %(days)d day left.", "This certificate has %(days)d days left.", left)
    return words % {"days": left} if left < SOON else ""


@require_http_methods(["GET", "HEAD", "POST"])
def add_operator(request: ConsoleRequest, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Add Operator, by the file or the text of their certificate."""
    if request.method == "POST":
        request.POST = without_keys(request, CERTIFICATE)  # type: ignore[assignment]
    form = partial(AddOperatorForm, guard=Guard(request, {}))
    service = Operators(request.api)
    return editing.serve(
        editing.Edit(
            request,
            resource,
            form,
            request.api.contract.operation(service.add_operation),
            read=lambda: {"status": True},
            send=lambda body, _before: service.add({"status": True, **body}),
            title=_("Add operator"),
            back=way_back(request, resource, keys),
            done=_("Operator added."),
            is_new=True,
            notes=[_("The certificate’s chain must be known to the machine from which the operator signs in.")],
            list_url=way_back(request, resource, keys),
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_operator(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Update Operator; the e-mail address stays."""
    if request.method == "POST":
        request.POST = without_keys(request, CERTIFICATE)  # type: ignore[assignment]
    service = Operators(request.api)
    # Read where it is needed, and not each time a draft of the form is kept.
    operator = cast(Row, SimpleLazyObject(partial(service.get, pk)))
    back = views.record_address(request, resource, pk, keys)
    return editing.serve(
        editing.Edit(
            request,
            resource,
            partial(EditOperatorForm, guard=Guard(request, operator)),
            request.api.contract.operation(service.update_operation),
            read=lambda: service.editable_part(operator),
            send=partial(service.update, pk),
            title=_("Edit operator"),
            # Asked for only where the form is drawn, not each time a draft of it is kept.
            notes=cast(Sequence[Text], SimpleLazyObject(lambda: _notes_on(operator))),
            back=back,
            done=_("Operator saved."),
            list_url=way_back(request, resource, keys),
        )
    )


def _notes_on(operator: Row) -> list[Text]:
    return [
        _("The e-mail address cannot be changed: %(email)s.") % {"email": cells.plain(operator.get("email") or "—")}
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def disable_operator(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Update Operator: they may not sign in any more; the console's own way in only by a custodian."""
    return _change_standing(request, pk, resource, "disable", keys)


@require_http_methods(["GET", "HEAD", "POST"])
def enable_operator(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Update Operator: they may sign in again, with all that their role gives."""
    return _change_standing(request, pk, resource, "enable", keys)


def _change_standing(request: ConsoleRequest, pk: Any, resource: Resource, name: str, keys: Any) -> HttpResponse:
    service, action = Operators(request.api), resource.action(name)

    def look() -> tuple[Row, asking.Question]:
        item = service.get(pk)
        guard = Guard(request, item)
        question = views.question_of(action, item)
        if name == "enable":
            return item, replace(question, obstacle=guard.refusal_of_role(item.get("role")))
        return item, way_in.guarded(request, question, guard.ways_in, guard.email)

    record = views.record_address(request, resource, pk, keys)
    do = partial(getattr(service, name), pk)
    return asking.ask(asking.Asked(request, resource, keys, look, do, str(action.done), record))


@require_http_methods(["GET", "HEAD", "POST"])
def delete_operator(request: ConsoleRequest, pk: Any, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Delete Operator, after the address was typed; the console's own way in only by a custodian."""
    service = Operators(request.api)

    def look() -> tuple[Row, asking.Question]:
        item = service.get(pk)
        guard = Guard(request, item)
        question = views.deletion_of(resource, guard.email or resource.called(item))
        return item, way_in.guarded(request, question, guard.ways_in, guard.email)

    record = views.record_address(request, resource, pk, keys)
    after = way_back(request, resource, keys)
    do = partial(service.delete, pk)
    return asking.ask(asking.Asked(request, resource, keys, look, do, _("Operator deleted."), record, after))


@requires(Area.OPERATORS, Right.READ)
@require_safe
def download_certificate(request: ConsoleRequest, pk: int) -> HttpResponse:
    """Get Operator Certificate, as a file."""
    der = _der_in(Operators(request.api).certificate(pk))
    if der is None:
        raise ApiUnreachable(_("SigningHub did not answer with a certificate."), operation="getOperatorCertificate")
    headers = {"Content-Disposition": f'attachment; filename="operator-{pk}.cer"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(der, content_type=CER, headers=headers)


def _der_in(data: Any) -> bytes | None:
    """The certificate in an answer: raw, as Base64 or PEM, or under some key; None where there is none."""
    if isinstance(data, Mapping):
        return next((found for value in data.values() if (found := _der_in(value))), None)
    if isinstance(data, list):
        return next((found for value in data if (found := _der_in(value))), None)
    if isinstance(data, str):
        data = re.sub(r'^data:[^,]{0,200},|["\\]', "", data.strip())
    try:
        return der_of(data) if isinstance(data, str | bytes) and data else None
    except CertificateRefused:
        return None
