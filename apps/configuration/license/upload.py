"""Another licence in the place of the present one: what it says, a copy of the old one, and what came of it.

open ──> review ──> save          as in console/screens/editing.py; what was chosen waits, sealed, in the draft
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.configuration.license.file import MAX_BYTES, LicenceRefused, handed_over, said_in
from apps.configuration.license.service import License
from apps.configuration.models import keep_licence
from console.api.errors import ApiInvalid
from console.api.records import Row
from console.permissions import Area, Right, requires
from console.requests import ConsoleRequest
from console.screens import compare, drafts
from console.screens.cells import Reader, plain
from console.screens.meters import ALLOWED_KEYS, NAME_KEYS, USED_KEYS, usage
from console.screens.models import Draft

FILE, TEXT = "file", "license_base64"
PAGE = "configuration/license/upload.html"


@requires(Area.LICENSE, Right.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: ConsoleRequest) -> HttpResponse:
    """Update License and Update Base64 License."""
    request.way_back = (_("Licence"), reverse("license"))  # type: ignore[attr-defined]
    if request.method != "POST":
        outcome = drafts.outcome_of(request, request.GET.get("done", ""))
        return _outcome_page(request, outcome) if outcome else _page(request, "choose")
    draft = drafts.of_form(request)
    if draft is None:
        return _page(request, "choose", _("This page was open for more than 12 hours. Nothing was done."), status=409)
    drafts.give_up_waiting(draft)
    if draft.state == Draft.State.DONE:
        return redirect(draft.location)
    if draft.state == Draft.State.UNKNOWN and request.POST.get("step") == "again":
        drafts.reopen(draft)
    if draft.state != Draft.State.OPEN:
        return _page(request, "waiting", draft=draft, status=409)
    if request.POST.get("step") in ("save", "again"):
        return _save(request, draft)
    return _review(request, draft)


def _review(request: ConsoleRequest, draft: Draft) -> HttpResponse:
    """Say what the chosen file says, beside what the present one does. Nothing is sent yet."""
    try:
        data, is_text = handed_over(request.FILES.get(FILE), request.POST.get(TEXT, ""))
    except LicenceRefused as refused:
        return _page(request, "choose", refused.message, draft=draft, status=422)
    kept = QueryDict(mutable=True)
    kept["content"], kept["how"] = base64.b64encode(data).decode("ascii"), "text" if is_text else "file"
    drafts.keep(draft, kept)
    return _review_page(request, draft, data)


def _review_page(
    request: ConsoleRequest, draft: Draft, data: bytes, problem: str = "", status: int = 200
) -> HttpResponse:
    service = License(request.api)
    present = service.present_file()
    meters, _others = usage(service.constraints(), Reader())
    said = said_in(data)
    context = {
        "changes": compare.told(said_in(present) if present else {}, said),
        "is_legible": bool(said),
        "is_same": present == data,
        "has_present": present is not None,
        "size": len(data),
        "meters": meters,
    }
    return _page(request, "review", problem, draft=draft, status=status, **context)


def _save(request: ConsoleRequest, draft: Draft) -> HttpResponse:
    """Keep a copy of the present licence, then send the other one, once."""
    kept = drafts.input_of(draft)
    if kept is None or not kept.get("content"):
        return _page(request, "choose", _("The file was not kept. Choose it again."), draft=draft, status=409)
    data = base64.b64decode(str(kept["content"]))
    service = License(request.api)
    try:
        with drafts.sending(draft):
            before = _state(service)
            present = service.present_file()
            if present is not None:
                keep_licence(request.api.environment, present, request.user.email)
            is_text = kept.get("how") == "text" or not request.api.contract.has("updateLicense")
            (service.upload_text if is_text else service.upload)(data)
    except ApiInvalid as error:
        return _review_page(request, draft, data, error.message, status=422)
    except drafts.AlreadySent as sent:
        done = sent.draft.state == Draft.State.DONE
        return redirect(sent.draft.location) if done else _page(request, "waiting", draft=sent.draft, status=409)
    message = _("Licence uploaded.")
    drafts.finish(draft, f"{request.path}?done={draft.pk}", message, {"before": before, "kept": present is not None})
    messages.success(request, message)
    return redirect(draft.location)


def _state(service: License) -> dict[str, Any]:
    return {"allowances": by_name(service.constraints()), "validity": service.validity()}


def by_name(constraints: Iterable[Row]) -> dict[str, dict[str, str]]:
    """What is allowed and consumed of each, under the name that SigningHub gives it."""
    found = {}
    for place, row in enumerate(constraints, 1):
        name = next((plain(row[key]) for key in NAME_KEYS if row.get(key)), str(place))
        found[name] = {
            key: plain(next((row[one] for one in keys if one in row), ""))
            for key, keys in (("allowed", ALLOWED_KEYS), ("consumed", USED_KEYS))
        }
    return found


def _outcome_page(request: ConsoleRequest, outcome: dict[str, Any]) -> HttpResponse:
    """What the upload changed: the allowances and the validity before it, and as they are now."""
    before, after = outcome["before"], _state(License(request.api))
    context = {
        "changes": compare.told(before["allowances"], after["allowances"]),
        "validity": after["validity"],
        "validity_before": before["validity"],
        "is_kept": outcome["kept"],
    }
    return _page(request, "outcome", **context)


def _page(
    request: ConsoleRequest, step: str, problem: str = "", *, draft: Draft | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    if step in ("choose", "review"):
        draft = draft or drafts.open_draft(request.user, request.path, {})
    context = {"step": step, "problem": problem, "draft": draft, "limit": MAX_BYTES // 1024, **more}
    return render(request, PAGE, context, status=status)
