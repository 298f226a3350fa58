"""How a value is written: one function per kind, each from any value at all to safe HTML.

Functions instead of templates, because a list page has hundreds of cells. What SigningHub sends may be of another
type than the contract says; a cell then shows the value as text and never fails. User data stands in <bdi> or in an
element with dir="auto", so that a name in one script cannot rearrange its surroundings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from functools import cached_property
from html import escape
from typing import Any

from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from console.api.contract import titles_of
from console.screens.secret_names import without_secrets

NULL = '<span class="null">—</span>'
LONGEST = 2000
# Days before an end from which on it is a warning.
SOON = 30


@dataclass(frozen=True)
class Reader:
    """For whom values are written: the time zone of the dates and today's date there."""

    zone: tzinfo = field(default_factory=timezone.get_current_timezone)

    @cached_property
    def today(self) -> date:
        """The date it is for this person."""
        return timezone.localdate(timezone=self.zone)


# A status as SigningHub spells it: the class that draws its shape, and the word.
STATUSES: dict[str, tuple[str, Any]] = {
    "ACTIVE": ("active", gettext_lazy("Active")),
    "ACTIVATED": ("active", gettext_lazy("Activated")),
    "DISABLED": ("off", gettext_lazy("Access denied")),
    "DORMANT": ("dormant", gettext_lazy("Dormant")),
    "EXPIRED": ("bad", gettext_lazy("Expired")),
    "GUEST": ("guest", gettext_lazy("Guest")),
    "INACTIVE": ("off", gettext_lazy("Inactive")),
    "LOCKED": ("locked", gettext_lazy("Locked")),
    "MARK_DELETED": ("removed", gettext_lazy("Marked for deletion")),
    "REGISTERED": ("waiting", gettext_lazy("Not activated")),
    "REVOKED": ("removed", gettext_lazy("Revoked")),
    "RUNNING": ("active", gettext_lazy("Running")),
    "STOPPED": ("off", gettext_lazy("Stopped")),
    "UNKNOWN": ("none", gettext_lazy("Unknown")),
    "VALID": ("valid", gettext_lazy("Valid")),
}

# How far an act came, as the console's own record says it.
OUTCOMES: dict[str, tuple[str, Any]] = {
    "done": ("yes", gettext_lazy("Done")),
    "refused": ("bad", gettext_lazy("Refused")),
    "failed": ("bad", gettext_lazy("Failed")),
    "unknown": ("waiting", gettext_lazy("Outcome unknown")),
    "intent": ("waiting", gettext_lazy("Begun, outcome unknown")),
}

# Values that the guide's appendix names, by the key they stand under.
APPENDIX = {
    "country": {"x-values-of": "#/components/schemas/Country"},
    "language": {"x-values-of": "#/components/schemas/Language"},
    "time_zone": {"x-values-of": "#/components/schemas/TimeZone"},
    "timezone": {"x-values-of": "#/components/schemas/TimeZone"},
}

# How SigningHub spells the values of its enumerations, where they have more than one word.
ENUMERATION = re.compile(r"[A-Z]+(?:_[A-Z]+)+")
YES = {"true", "yes", "1", "on"}
NO = {"false", "no", "0", "off"}


def humanise(key: object) -> str:
    """A key or an enumeration as words, translated where the contract knows it: MARK_DELETED is "Mark deleted"."""
    return _(words_of(key))


def words_of(key: object) -> str:
    """The English words in a key or an enumeration: MARK_DELETED and markDeleted hold "Mark deleted"."""
    text = str(key).strip()
    spaced = "".join(
        f" {letter}" if letter.isupper() and text[place - 1 : place].islower() else letter
        for place, letter in enumerate(text)
    )
    words = " ".join(spaced.replace("_", " ").replace("-", " ").split())
    if words.isupper() and len(words) <= 3:
        return words
    return (
        words[:1].upper() + words[1:].lower() if words.isupper() or words.islower() else words[:1].upper() + words[1:]
    )


def is_empty(value: object) -> bool:
    """Whether there is nothing to show: None, blank text, an empty list or object. False and 0 are values."""
    return value is None or (isinstance(value, str) and not value.strip()) or value == [] or value == {}


def plain(value: object) -> str:
    """Any value as one line of text, nested ones too, cut where it would drown the page."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Mapping):
        shown: dict[str, Any] = without_secrets(value)
        # A nested object is mostly {id, name}: its name is what a person would call it.
        named = next((key for key in ("name", "title", "value") if shown.get(key)), None)
        if named is not None and all(key in (named, "id") or is_empty(one) for key, one in shown.items()):
            return plain(shown[named])
        return ", ".join(f"{humanise(key)}: {plain(one)}" for key, one in shown.items() if not is_empty(one))
    if isinstance(value, list | tuple):
        return ", ".join(plain(one) for one in value)
    return "" if value is None else str(value)[:LONGEST]


def as_moment(value: object) -> datetime | None:
    """A date and time in UTC from what SigningHub writes ("2026-11-23 09:41:00 +00" and ISO 8601), or None."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if not isinstance(value, str):
        return None
    try:
        moment = parse_datetime(value.strip())
        if moment is None and (day := parse_date(value.strip())):
            moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    except ValueError:
        return None
    if moment is None:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def truth(value: object) -> bool | None:
    """What a boolean means in any of the spellings seen (true, 1, "True", "yes"), or None."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    return True if word in YES else False if word in NO else None


def text(value: object, _reader: Reader) -> str:
    return NULL if is_empty(value) else f'<span class="cut" dir="auto">{escape(plain(value))}</span>'


def code(value: object, _reader: Reader) -> str:
    """An identifier: fixed width, left to right in every language."""
    return NULL if is_empty(value) else f'<span class="mono" dir="ltr">{escape(plain(value))}</span>'


def email(value: object, _reader: Reader) -> str:
    """An e-mail address: left to right in every language. Not a link, since a slip would open a mail program."""
    return NULL if is_empty(value) else f'<span class="cut" dir="ltr">{escape(plain(value))}</span>'


def link(value: object, reader: Reader) -> str:
    """An address of the web as a link; anything that is not http(s) is only text."""
    address = plain(value).strip()
    if not address.lower().startswith(("https://", "http://")):
        return text(value, reader)
    return f'<a class="cut" dir="ltr" rel="noopener noreferrer" href="{escape(address)}">{escape(address)}</a>'


def named(value: object, reader: Reader, key: str) -> str:
    """A value that the guide's appendix names: the name, and the value where it is another."""
    title = titles_of(APPENDIX[key]).get(value) if isinstance(value, str) else None
    if title is None or title == value:
        return text(value, reader)
    return f'<bdi>{escape(title)}</bdi> <span class="mono mute" dir="ltr">{escape(plain(value))}</span>'


def country(value: object, reader: Reader) -> str:
    """A country by its name in the reader's language, and as SigningHub spells it."""
    return named(value, reader, "country")


def language(value: object, reader: Reader) -> str:
    """A language by its key: en-US is "English"."""
    return named(value, reader, "language")


def time_zone(value: object, reader: Reader) -> str:
    """A time zone by SigningHub's id: "GMT Standard Time" is "(UTC) Dublin, Edinburgh, Lisbon, London"."""
    return named(value, reader, "time_zone")


def yes_no(value: object, reader: Reader) -> str:
    if is_empty(value):
        return NULL
    meant = truth(value)
    if meant is None:
        return text(value, reader)
    word = _("Yes") if meant else _("No")
    return f'<span class="st {"yes" if meant else "no"}">{escape(word)}</span>'


def status(value: object, _reader: Reader) -> str:
    """A word with a shape; a spelling that nobody knows stays legible."""
    if is_empty(value):
        return NULL
    if isinstance(value, bool):
        value = "ACTIVE" if value else "INACTIVE"
    spelt = plain(value).strip()
    shape, word = STATUSES.get(spelt.upper().replace(" ", "_")) or ("none", humanise(spelt))
    return f'<span class="st {shape}"><bdi>{escape(str(word))}</bdi></span>'


def expiry(value: object, reader: Reader) -> str:
    """How long something is valid still that ends then: Valid, the days it has left once they are few, or Expired."""
    end = as_moment(value)
    if end is None:
        return text(value, reader)
    left = (local(end, reader).date() - reader.today).days
    if left < 0 or left > SOON:
        return status("EXPIRED" if left < 0 else "VALID", reader)
    words = ngettext("%(left)d day left", "%(left)d days left", left) % {"left": left}
    return f'<span class="st warn">{escape(words)}</span>'


def outcome(value: object, reader: Reader) -> str:
    """How an act of the console's own record ended."""
    found = OUTCOMES.get(value) if isinstance(value, str) else None
    if found is None:
        return badge(value, reader)
    shape, word = found
    return f'<span class="st {shape}">{escape(str(word))}</span>'


def badge(value: object, _reader: Reader) -> str:
    """An enumeration in words."""
    return NULL if is_empty(value) else f"<bdi>{escape(humanise(plain(value)))}</bdi>"


def day(value: object, reader: Reader) -> str:
    """A date; a moment is shown as the date it was for the reader."""
    if isinstance(value, str) and len(value.strip()) == 10 and as_moment(value):
        # A bare date is the same day everywhere: no zone may shift it.
        return f'<time datetime="{escape(value.strip())}">{escape(value.strip())}</time>'
    moment = as_moment(value)
    if moment is None:
        return text(value, reader)
    there = local(moment, reader)
    return f'<time datetime="{moment.isoformat()}">{there:%Y-%m-%d}</time>'


def moment(value: object, reader: Reader) -> str:
    """A date and time in the reader's zone; today in words."""
    when = as_moment(value)
    if when is None:
        return text(value, reader)
    there = local(when, reader)
    shown = f"{there:%H:%M}"
    shown = (
        pgettext("a time today", "Today %s") % shown if there.date() == reader.today else f"{there:%Y-%m-%d} {shown}"
    )
    return f'<time datetime="{when.isoformat()}">{escape(shown)}</time>'


def local(when: datetime, reader: Reader) -> datetime:
    """A moment in the reader's zone."""
    try:
        return when.astimezone(reader.zone)
    except (OverflowError, ValueError):
        # Year 1 and year 9999, SigningHub's "never", leave the calendar when a zone is applied.
        return when


def number(value: object, reader: Reader) -> str:
    amount = as_number(value)
    return text(value, reader) if amount is None else f'<span class="num">{escape(grouped(amount))}</span>'


def money(value: object, reader: Reader) -> str:
    """An amount, with its currency where the value brings one: {amount, currency}."""
    currency = ""
    if isinstance(value, Mapping):
        currency = plain(value.get("currency") or "")
        value = value.get("amount", value.get("value"))
    amount = as_number(value)
    if amount is None:
        return text(value, reader)
    return f'<span class="num">{escape(f"{grouped(amount, 2)} {currency}".strip())}</span>'


def as_number(value: object) -> Decimal | None:
    """The number in a value, or None where there is none (a boolean is not a number; nor is "NaN")."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount.adjusted()) < 40 else None


def grouped(amount: Decimal, places: int | None = None) -> str:
    """A number with thousands marks in the reader's language."""
    return str(formats.number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True))


def listed(value: object, _reader: Reader) -> str:
    """Several values in one cell, each on its own as far as writing direction goes."""
    if is_empty(value):
        return NULL
    values = value if isinstance(value, list | tuple) else [value]
    shown = ", ".join(NULL if is_empty(one) else f"<bdi>{escape(plain(one))}</bdi>" for one in values)
    return f'<span class="cut">{shown}</span>'


Kind = Callable[[object, Reader], str]
KINDS: dict[str, Kind] = {
    "badge": badge,
    "code": code,
    "country": country,
    "date": day,
    "datetime": moment,
    "email": email,
    "expiry": expiry,
    "language": language,
    "link": link,
    "list": listed,
    "money": money,
    "number": number,
    "outcome": outcome,
    "status": status,
    "text": text,
    "time_zone": time_zone,
    "yes_no": yes_no,
}
# Numbers stand at the end of their cell.
NUMERIC = frozenset({"money", "number"})


def cell(kind: str, value: object, reader: Reader) -> SafeString:
    """One value as safe HTML, by the name of its kind."""
    return mark_safe(KINDS[kind](value, reader))  # noqa: S308 - every kind escapes what it is given


def guessed(value: object, reader: Reader, key: str = "") -> SafeString:
    """A value whose kind nobody declared: by its type, then by what its key says."""
    if isinstance(value, bool):
        # Wherever the guide has a status that is a flag, it says whether something is active.
        return cell("status" if key == "status" else "yes_no", value, reader)
    if isinstance(value, list):
        return cell("list", value, reader)
    if isinstance(value, int | float):
        return cell("code" if key == "id" or key.endswith("_id") else "number", value, reader)
    if isinstance(value, str) and key in APPENDIX:
        return mark_safe(named(value, reader, key))  # noqa: S308 - it escapes
    if key == "status" and isinstance(value, str) and value.strip().upper() in STATUSES:
        return cell("status", value, reader)
    if isinstance(value, str) and as_moment(value):
        return cell("date" if len(value.strip()) == 10 else "datetime", value, reader)
    if isinstance(value, str) and ENUMERATION.fullmatch(value):
        return cell("badge", value, reader)
    return cell("email" if key.endswith("email") else "text", value, reader)
