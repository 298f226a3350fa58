"""The licence as a file: the present one, raw or in Base64, and those that others took the place of."""

from __future__ import annotations

import base64

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.configuration.license.service import License
from apps.configuration.models import KeptLicence
from console.audit import record
from console.audit.models import Kind
from console.permissions import Area, Right, requires
from console.requests import ConsoleRequest

SHOWN = 50


@requires(Area.LICENSE, Right.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def download(request: ConsoleRequest) -> HttpResponse:
    """Download License and Download Base64 License; a POST answers with the file."""
    request.way_back = (_("Licence"), reverse("license"))  # type: ignore[attr-defined]
    mine = KeptLicence.objects.filter(environment=request.api.environment)
    if request.method != "POST":
        return render(request, "configuration/license/download.html", {"kept": mine[:SHOWN]})
    day = localdate().isoformat()
    if key := request.POST.get("kept", ""):
        old = mine.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 19 else None
        if old is None:
            raise Http404
        return _file(request, f"license-until-{old.kept_at:%Y-%m-%d}-{old.short}.xml", old.file())
    if request.POST.get("as") == "base64":
        return _file(request, f"license-{day}.base64.txt", base64.b64encode(License(request.api).file_as_text()))
    return _file(request, f"license-{day}.xml", License(request.api).file())


def _file(request: ConsoleRequest, name: str, content: bytes) -> HttpResponse:
    """The file, after it is on record that it was handed out."""
    record.event(
        Kind.EXPORT,
        caller=request.caller,
        credential=request.user.credential,
        title=_("Licence"),
        values={"file": name, "bytes": len(content)},
    )
    # The type says nothing of what is in it, so that no browser opens it.
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)
