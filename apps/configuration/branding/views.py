"""The page of the branding, its form, and the way back to the vendor's own look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.configuration.branding.colours import Contrast, contrast, swatch
from apps.configuration.branding.forms import COLOUR_TITLES, SLOTS, TITLES, BrandingForm
from apps.configuration.branding.parts import APPEARANCES, LOGOS
from apps.configuration.branding.service import Branding
from apps.configuration.branding.slides import SLOT
from apps.configuration.picture_forms import address_of, with_pictures
from apps.configuration.pictures import picture_in
from console.api.records import Row, record_in
from console.permissions import Area, Permission, Right, requires
from console.requests import ConsoleRequest
from console.screens import asking, cells, editing, facts
from console.screens.attributes import attributes_in, is_attribute_list
from console.screens.cells import Reader, humanise, plain
from console.screens.forms import Body
from console.screens.page import page_or_part
from console.screens.parts import places
from console.screens.resource import Resource, Text

# What the form and the question are called; a brand is no list of records.
BRANDING = Resource(
    name="branding",
    title=gettext_lazy("Branding"),
    noun=gettext_lazy("the look of SigningHub"),
    area=Area.BRANDING,
    service=Branding,
    columns=(),
    template="configuration/branding",
    icon="palette",
)
KNOWN = {"logo", "logo_url", "favicon", "favicon_url", "background_image", "colors", "slider_items"}


@dataclass(frozen=True)
class ShownPicture:
    """A picture on the page: its address, "" where there is none to show, and what is to be said of it."""

    title: Text
    address: str
    words: str


@dataclass(frozen=True)
class ShownColour:
    """A colour, how text reads on it, and what the vendor has in its place."""

    title: Text
    value: str
    swatch: SafeString
    contrast: Contrast | None
    default: str
    default_swatch: SafeString


@requires(Area.BRANDING, Right.READ)
@require_safe
def show_branding(request: ConsoleRequest) -> HttpResponse:
    """Get Branding."""
    own, default = Branding(request.api).both()
    colours = list(_colours(own, default))
    pictures = list(_pictures(request, own))
    addresses = {picture.title: picture.address for picture in pictures}
    context = {
        "pictures": pictures,
        "colours": colours,
        "sliders": [_slider(request, item) for item in _items(own.get("slider_items"))],
        "others": facts.groups({key: value for key, value in own.items() if key not in KNOWN}, {}, Reader()),
        "preview": {
            "colours": {name: value for name, value in _values(own.get("colors")).items() if contrast(value)},
            "logo": addresses.get(TITLES["logo"], ""),
            "background": addresses.get(TITLES["background_image__desktop"], ""),
        },
        "places": places(request, (LOGOS, APPEARANCES)),
        "edit_url": reverse("branding-edit") if _may(request, "updateBranding") else "",
        "reset_url": reverse("branding-reset") if _may(request, "resetBranding") else "",
    }
    return page_or_part(request, "configuration/branding/branding.html", "brand", context)


@requires(Area.BRANDING, Right.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_branding(request: ConsoleRequest) -> HttpResponse:
    """Update Branding: all of it at once, read afresh before it is sent."""
    request.way_back = (BRANDING.title, reverse("branding-list"))  # type: ignore[attr-defined]
    service = Branding(request.api)
    if request.method == "POST":
        request.POST = with_pictures(request, SLOTS | SLOT)  # type: ignore[assignment]

    def read() -> Body:
        body = service.body()
        _keep_all(request, body)
        return body

    back = reverse("branding-list")
    return editing.serve(
        editing.Edit(
            request,
            BRANDING,
            BrandingForm,
            request.api.contract.operation("updateBranding"),
            read=read,
            send=service.save,
            title=_("Edit the branding"),
            back=back,
            done=_("Branding saved."),
            notes=[_("Everybody sees it at once, but for the enterprises that have a branding of their own.")],
            list_url=back,
        )
    )


@requires(Area.BRANDING, Right.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def reset_branding(request: ConsoleRequest) -> HttpResponse:
    """Reset Branding, after it was typed."""
    request.way_back = (BRANDING.title, reverse("branding-list"))  # type: ignore[attr-defined]
    service = Branding(request.api)

    def look() -> tuple[Row, asking.Question]:
        return service.both()[0], asking.Question(
            title=_("Reset the branding"),
            question=_("Put back to the vendor’s own:"),
            consequences=[
                _("Logo, favicon, backgrounds and colours go back to those of the vendor, for everybody and at once."),
                _("SigningHub keeps no copy of the present ones. Save the pictures from the page before, if need be."),
            ],
            typed="RESET",
            typed_label=_("Type this to confirm:"),
            is_danger=True,
            icon="arrow-back-up",
        )

    record = reverse("branding-list")
    return asking.ask(asking.Asked(request, BRANDING, {}, look, service.reset, _("Branding reset."), record))


def _may(request: ConsoleRequest, operation: str) -> bool:
    return request.api.contract.has(operation) and request.may(Permission(Area.BRANDING, Right.WRITE)).allowed


def _keep_all(request: ConsoleRequest, body: Mapping[str, Any]) -> None:
    """Have the pictures of a brand at hand, so that the form can show them."""
    slides = [_values(one).get("image") for one in _items(body.get("slider_items"))]
    for value in (body.get("logo"), body.get("favicon"), *_values(body.get("background_image")).values(), *slides):
        address_of(request, value)


def _pictures(request: ConsoleRequest, own: Row) -> Iterator[ShownPicture]:
    background = record_in(own.get("background_image")) or {}
    for name, title in TITLES.items():
        holder, key = (background, name.partition("__")[2]) if "__" in name else (own, name)
        yield _shown(request, title, holder.get(key), holder.get(f"{key}_url"))
    for key, value in background.items():
        if key.removesuffix("_url") not in ("desktop", "mobile"):
            yield ShownPicture(humanise(key), "", plain(value) or "—")


def _shown(request: ConsoleRequest, title: Text, value: object, url: object) -> ShownPicture:
    address = address_of(request, value)
    found = picture_in(value)
    words = found.words if found else ""
    if not found and not cells.is_empty(value):
        words = _("Something that cannot be read as a picture")
    return ShownPicture(title, address, " · ".join(filter(None, (words, plain(url)))))


def _colours(own: Row, default: Row) -> Iterator[ShownColour]:
    theirs = _values(default.get("colors"))
    for key, value in _values(own.get("colors")).items():
        title = COLOUR_TITLES.get(key) or humanise(key)
        other = plain(theirs.get(key))
        yield ShownColour(title, plain(value), swatch(value), contrast(value), other, swatch(theirs.get(key)))


def _values(value: object) -> dict[str, Any]:
    """The values of an object by their names, also where it comes as a list of one, or of pairs."""
    return attributes_in(value if is_attribute_list(value) else record_in(value) or value)


def _items(value: object) -> list[Any]:
    if isinstance(value, Mapping):
        lists = [one for one in value.values() if isinstance(one, list)]
        return lists[0] if len(lists) == 1 else [value]
    return value if isinstance(value, list) else []


def _slider(request: ConsoleRequest, item: Any) -> dict[str, Any]:
    record = record_in(item)
    if record is None:
        return {"address": "", "groups": facts.groups({"value": item}, {}, Reader())}
    rest = {key: value for key, value in record.items() if key != "image"}
    return {"address": address_of(request, record.get("image")), "groups": facts.groups(rest, {}, Reader())}
