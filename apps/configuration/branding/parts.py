"""What stands beside the branding: the logos before sign-in, and how signatures look."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.configuration.branding.service import Branding
from apps.configuration.picture_forms import address_of
from apps.configuration.pictures import picture_in
from console.permissions import Area, Right, requires
from console.requests import ConsoleRequest
from console.screens.cells import humanise, plain
from console.screens.parts import Part

LOGOS = Part(
    "branding-logos",
    gettext_lazy("Before sign-in"),
    "branding-list",
    operations=("getBrandingLogos", "getFavicon"),
)
APPEARANCES = Part(
    "branding-appearances",
    gettext_lazy("Appearances of signatures"),
    "branding-list",
    operations=("listAppearances",),
)


@requires(Area.BRANDING, Right.READ)
@LOGOS.shows("configuration/branding/pictures.html")
def logos(request: ConsoleRequest) -> dict[str, Any]:
    """Get Branding Logos and Get Favicon, which need no right at SigningHub."""
    service = Branding(request.api)
    shown = [_pair(request, humanise(key), value) for key, value in service.logos().items()]
    return {"pairs": [*shown, _pair(request, _("Favicon of the pages"), service.favicon())]}


@requires(Area.BRANDING, Right.READ)
@APPEARANCES.shows("configuration/branding/pictures.html")
def appearances(request: ConsoleRequest) -> dict[str, Any]:
    """Get Appearances."""
    rows = Branding(request.api).appearances()
    return {"pairs": [_pair(request, humanise(plain(row.get("name"))), row.get("base64")) for row in rows]}


def _pair(request: ConsoleRequest, title: str, value: object) -> tuple[str, str, str]:
    """What a picture is called, where it is, and what is to be said of it."""
    found = picture_in(value)
    return title, address_of(request, value), found.words if found else ""
