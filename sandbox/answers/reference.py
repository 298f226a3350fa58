"""Reference data, keys as the guide's appendix spells them."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from sandbox.answering import Call, Json, answers

# A picture of one pixel.
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@lru_cache(maxsize=1)
def appendix() -> dict[str, dict[str, str]]:
    """Languages, countries and time zones by key."""
    path = Path(__file__).resolve().parent.parent / "data" / "reference.json"
    tables: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8"))
    return tables


def _pairs(table: str) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in appendix()[table].items()]


@answers("listLanguages")
def list_languages(call: Call) -> Json:
    """Get Languages."""
    return {"languages": _pairs("languages")}


@answers("listCountries")
def list_countries(call: Call) -> Json:
    """Get Countries."""
    return {"country": _pairs("countries")}


@answers("listTimeZones")
def list_time_zones(call: Call) -> Json:
    """Get Time Zones."""
    return {"timezone": _pairs("time_zones")}


@answers("listAppearances")
def list_appearances(call: Call) -> Json:
    """Get Appearances."""
    return [{"name": name, "base64": PIXEL} for name in ("COMPANY_LOGO", "HAND_SIGNATURE", "DETAILED_SIGNATURE")]
