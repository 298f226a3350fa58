"""The time zones that a person may live in, grouped as the tz database names them."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from functools import lru_cache

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Its other names are older spellings of these.
REGIONS: dict[str, str | Promise] = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific"),
}
Group = tuple[str | Promise, list[tuple[str, str]]]


def zone_choices(present: str = "") -> list[tuple[str, str] | Group]:
    """UTC, then a group for each region; with `present` in front where it is a zone of none of them."""
    groups = _groups(timezone.now().date())
    grouped = {zone for zones in groups.values() for zone, _words in zones}
    known = present in zoneinfo.available_timezones()
    older = [(present, present)] if known and present not in grouped and present != "UTC" else []
    return [("UTC", "UTC"), *older, *((REGIONS[region], zones) for region, zones in groups.items())]


@lru_cache(maxsize=1)
def _groups(day: dt.date) -> dict[str, list[tuple[str, str]]]:
    """Zones by region, each with its place and how far it is from UTC on this day."""
    noon = dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)
    groups: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for zone in sorted(zoneinfo.available_timezones()):
        region, _slash, place = zone.partition("/")
        if place and region in groups:
            groups[region].append((zone, f"{place.replace('_', ' ')} ({offset(zone, noon)})"))
    return groups


def offset(zone: str, moment: dt.datetime) -> str:
    """How far a zone is from UTC at a moment: UTC+05:45."""
    written = f"{moment.astimezone(zoneinfo.ZoneInfo(zone)):%z}"
    return f"UTC{written[:3]}:{written[3:5]}"
