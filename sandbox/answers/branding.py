"""Branding: logos, colours and pictures, the installation's own and the vendor's."""

from __future__ import annotations

import base64
import binascii
import copy
from typing import Any

from sandbox.answering import Call, Json, answers, invalid
from sandbox.pictures import SIGNATURES, picture
from sandbox.world import World

LEVELS = 13
PICTURES = ("logo", "favicon")
BACKGROUNDS = ("desktop", "mobile")


def _brand(logo: str, first: str, second: str) -> dict[str, Any]:
    colours = {f"level_{number}": first if number % 3 else second for number in range(1, LEVELS + 1)}
    return {
        "logo": picture(160, 40, logo),
        "logo_url": None,
        "favicon": picture(32, 32, logo),
        "favicon_url": None,
        "background_image": {
            "desktop": picture(192, 108, "#dfe6f5"),
            "desktop_url": None,
            "mobile": None,
            "mobile_url": None,
            "x_focus": {"left": 40, "top": 12},
        },
        "colors": {**colours, "x_sidebar": "#0b1f4b", "x_document_fields": "#FFF2B8"},
        "slider_items": [
            {
                "image": picture(64, 36, second),
                "image_url": None,
                "title": "Sign <anywhere>",
                "order": 1,
                "x_link": "/a",
            },
            {"image": None, "image_url": None, "title": "وقّع في أي مكان", "order": 2, "x_link": None},
        ],
    }


def first_branding() -> dict[str, Any]:
    """The branding as a fresh sandbox has it: its own, and the vendor's."""
    return {
        "branding": _brand("#f2b705", "#1843b8", "#7fb4ff"),
        "default_branding": _brand("#ffffff", "#00695c", "#b2dfdb"),
    }


@answers("getBranding")
def get_branding(call: Call) -> Json:
    """Both, with the pictures in Base64, or with their addresses."""
    return {name: _shown(call, name, brand) for name, brand in _branding(call.world).items()}


@answers("updateBranding")
def update_branding(call: Call) -> Json:
    """Everything at once: what is left out of an object in it is gone."""
    body, branding = call.body, _branding(call.world)
    for name in PICTURES:
        _check_picture(name, body[name])
    for name in BACKGROUNDS:
        if body["background_image"].get(name):
            _check_picture(name, body["background_image"][name])
    before = branding["branding"]
    branding["branding"] = {
        "logo_url": None,
        "favicon_url": None,
        **{name: body[name] for name in (*PICTURES, "background_image", "colors")},
        "slider_items": body.get("slider_items"),
    }
    call.record("ADMIN_ACTIVITY_UPDATED", "Branding", before["colors"], body["colors"])
    return [branding["branding"]]


@answers("resetBranding")
def reset_branding(call: Call) -> Json:
    """The vendor's again."""
    branding = _branding(call.world)
    branding["branding"] = copy.deepcopy(branding["default_branding"])
    call.record("ADMIN_ACTIVITY_UPDATED", "Branding", {}, {})
    return _shown(call, "branding", branding["branding"])


@answers("getFavicon")
def get_favicon(call: Call) -> Json:
    """The favicon alone."""
    return _branding(call.world)["branding"]["favicon"]


@answers("getBrandingLogos")
def get_branding_logos(call: Call) -> Json:
    """Get Branding Logos, which a sign-in page may show."""
    return {name: _branding(call.world)["branding"][name] for name in PICTURES}


def _branding(world: World) -> Any:
    if "branding" not in world.resources:
        world.resources["branding"] = first_branding()
    return world.resources["branding"]


def _shown(call: Call, name: str, brand: dict[str, Any]) -> dict[str, Any]:
    if call["x-base64"] != "false":
        return brand
    base = f"https://sign.signinghub.example/{name}"
    addresses = {f"{one}_url": f"{base}/{one}.png" for one in PICTURES}
    return brand | dict.fromkeys(PICTURES) | addresses


def _check_picture(name: str, encoded: str) -> None:
    try:
        data = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise invalid(name, "is not Base64.") from error
    if not data.startswith(SIGNATURES):
        raise invalid(name, "is not a picture.")
