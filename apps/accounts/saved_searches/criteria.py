"""What a saved search and the list of accounts call the same questions; the one place that knows both spellings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.accounts.forms import AccountFilters
from console.api.contract import Operation
from console.api.records import with_declared_names
from console.screens.cells import humanise, is_empty, plain, truth
from console.screens.resource import Text

Row = Mapping[str, Any]

BILLING_MODES = {
    "ONLINE_BILLING": gettext_lazy("Online"),
    "OFFLINE_BILLING": gettext_lazy("Offline"),
    "NO_BILLING": gettext_lazy("No billing"),
    "NO_BILLING_TRIAL": gettext_lazy("No billing, trial"),
}
PAYMENT_TYPES = {
    "NONE": gettext_lazy("None"),
    "PAY_REGULARLY": gettext_lazy("Pay regularly"),
    "PAY_AS_YOU_GO": gettext_lazy("Pay as you go"),
}
# What of a list's address is no filter, and so no part of a search.
ARRANGEMENT = ("sort", "columns", "size")


def _text(value: Any) -> str:
    return plain(value).strip()


def _flag(value: Any) -> str:
    meant = truth(value)
    return _text(value) if meant is None else str(meant)


def day_of(value: Any) -> str:
    """The day in a date that may have a time after it, which means nothing there; "" where there is none."""
    written = _text(value)[:10]
    try:
        return written if parse_date(written) else ""
    except ValueError:
        return ""


def _days(value: Any) -> str:
    """A number of days that the list can be asked for; "" for any other."""
    written = _text(value)
    return written if written.isascii() and written.isdigit() and 1 <= len(written.lstrip("0")) <= 4 else ""


@dataclass(frozen=True)
class Criterion:
    """One question under its two names: `name` in a saved search, `filter` in the list.

    `pairs` translates the values, saved → filter; without it they are the same. `read` writes what is saved as text,
    as `pairs` and the list take it, `words` says the values to people.
    """

    name: str
    filter: str
    read: Callable[[Any], str] = _text
    pairs: Mapping[str, str] | None = None
    words: Mapping[str, Text] | None = None
    is_flag: bool = False

    @property
    def title(self) -> str:
        """What the list calls it."""
        return str(AccountFilters.base_fields[self.filter].label)

    def as_filter(self, saved: Any) -> str:
        """The value of the list's filter that asks the same; "" where there is none."""
        value = self.read(saved)
        return value if self.pairs is None else self.pairs.get(value, "")

    def as_saved(self, value: str) -> Any:
        """What a saved search calls a value of the filter; None where it has no word for it."""
        if self.pairs is None:
            return value
        saved = next((ours for ours, theirs in self.pairs.items() if theirs == value), None)
        return saved == "True" if self.is_flag and saved is not None else saved

    def say(self, saved: Any) -> str:
        """A saved value in words."""
        value = self.read(saved) or _text(saved)
        return str((self.words or {}).get(value) or value)


CRITERIA = (
    Criterion("user_name", "user_name"),
    Criterion("user_email", "user_email"),
    Criterion("common_name", "common_name"),
    Criterion(
        "activated",
        "activated",
        _flag,
        {"True": "ACTIVATED", "False": "REGISTERED"},
        {"True": gettext_lazy("Activated"), "False": gettext_lazy("Not activated")},
        is_flag=True,
    ),
    Criterion(
        "enabled",
        "enabled",
        _flag,
        {"True": "True", "False": "False"},
        {"True": gettext_lazy("Allowed"), "False": gettext_lazy("Denied")},
        is_flag=True,
    ),
    Criterion("last_accessed_days", "last_activity", _days),
    Criterion("country", "country"),
    Criterion("national_id", "national_id"),
    Criterion("created_on_from", "from", day_of),
    Criterion("created_on_to", "to", day_of),
    Criterion("enterprise_name", "enterprise_name"),
    Criterion("service_plan_name", "service_plan"),
    Criterion(
        "billing_mode",
        "billing_mode",
        # Both kinds of no billing have no filter in the list.
        pairs={"ONLINE_BILLING": "ONLINE", "OFFLINE_BILLING": "OFFLINE"},
        words=BILLING_MODES,
    ),
    Criterion(
        "payment_type",
        "payment_type",
        pairs={"PAY_REGULARLY": "PAY_REGULARLY", "PAY_AS_YOU_GO": "PAY_AS_YOU_GO"},
        words=PAYMENT_TYPES,
    ),
)
BY_NAME = {criterion.name: criterion for criterion in CRITERIA}
BY_FILTER = {criterion.filter: criterion for criterion in CRITERIA}


@dataclass(frozen=True)
class Mapped:
    """The values that can be said the other way, and sentences on those that cannot."""

    values: dict[str, Any]
    left_out: list[str]


def criteria_of(search: Row) -> dict[str, Any]:
    """What a saved search asks, its known criteria under their declared names; a server may write them flat."""
    criteria = search.get("criteria")
    if isinstance(criteria, list) and len(criteria) == 1:
        (criteria,) = criteria
    if not isinstance(criteria, Mapping):
        return {name: search[name] for name in BY_NAME if not is_empty(search.get(name))}
    spellings: dict[str, dict[str, Any]] = {name: {} for name in BY_NAME}
    spellings["service_plan_name"] = {"x-names": ["service_plan"]}
    named = with_declared_names(criteria, spellings)
    return {name: value for name, value in named.items() if not is_empty(value)}


def in_words(criteria: Row) -> list[tuple[str, str]]:
    """Each criterion as its title and its value, unknown ones too."""
    return [
        (BY_NAME[name].title, BY_NAME[name].say(value)) if name in BY_NAME else (humanise(name), plain(value))
        for name, value in criteria.items()
    ]


def to_filters(criteria: Row, listed: Operation) -> Mapped:
    """A saved search as filters of the list (`listed` is Get Accounts), and what the list cannot be asked."""
    filters, left_out = {}, []
    for name, saved in criteria.items():
        criterion = BY_NAME.get(name)
        if criterion is None:
            left_out.append(_("%(title)s: the console does not know this criterion.") % {"title": humanise(name)})
            continue
        value = criterion.as_filter(saved)
        if value and _takes(listed, criterion.filter, value):
            filters[criterion.filter] = value
        else:
            what = {"title": criterion.title, "value": criterion.say(saved)}
            left_out.append(_("%(title)s “%(value)s”: the list has no such filter.") % what)
    return Mapped(filters, left_out)


def _takes(listed: Operation, name: str, value: str) -> bool:
    """Whether this SigningHub's list has the filter, with that value."""
    if name not in listed.arguments:
        return False
    enum = listed.arguments[name].schema.get("enum")
    return enum is None or value in enum


def to_criteria(params: QueryDict, listed: Operation, saving: Operation) -> Mapped:
    """The filters in a list's address as criteria of a search (`saving` is Save Search), and what it cannot keep."""
    form = AccountFilters(params, operation=listed)
    criteria: dict[str, Any] = {}
    left_out = []
    if search := params.get("q", "").strip():
        left_out.append(_("The search for “%(text)s” is not kept.") % {"text": search})
    for chip in form.chips(params):
        criterion = BY_FILTER.get(chip.name)
        saved = criterion.as_saved(form.values()[chip.name]) if criterion else None
        if criterion and saved is not None and _keeps(saving, criterion.name, saved):
            criteria[criterion.name] = saved
        elif chip.name != "accounts" or form.values()[chip.name] != "ALL":
            what = {"title": chip.title, "value": chip.words}
            left_out.append(_("The filter “%(title)s: %(value)s” is not kept.") % what)
    if any(params.get(name) for name in ARRANGEMENT):
        left_out.append(_("The order, the columns and the length of a page are not kept."))
    return Mapped(criteria, left_out)


def _keeps(saving: Operation, name: str, value: Any) -> bool:
    """Whether a search of this SigningHub can hold the value."""
    schema = saving.body_properties.get(name)
    if schema is None:
        return False
    is_short = not isinstance(value, str) or len(value) <= schema.get("maxLength", len(value))
    return is_short and ("enum" not in schema or value in schema["enum"])
