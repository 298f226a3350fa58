"""What a saved search and its list call the same questions; the one machine that turns each into the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from console.api.contract import Operation
from console.api.contract.schemas import Schema
from console.api.records import with_declared_names
from console.screens.cells import humanise, is_empty, plain, truth
from console.screens.filters import FilterForm
from console.screens.resource import Text

Row = Mapping[str, Any]
# What of a list's address is no filter, and so no part of a search.
ARRANGEMENT = ("sort", "columns", "size")


def text(value: Any) -> str:
    """A saved value as a text filter takes it."""
    return plain(value).strip()


def flag(value: Any) -> str:
    """A saved yes or no, however it is spelt."""
    meant = truth(value)
    return text(value) if meant is None else str(meant)


def day_of(value: Any) -> str:
    """The day in a date that may have a time after it, which means nothing there; "" where there is none."""
    written = text(value)[:10]
    try:
        return written if parse_date(written) else ""
    except ValueError:
        return ""


@dataclass(frozen=True)
class Criterion:
    """One question under its two names: `name` in a saved search, `filter` in the list.

    `pairs` translates the values, saved → filter; without it they are the same. `read` writes what is saved as text,
    as `pairs` and the list take it, `words` says the values to people. `title` is what the list calls it; a question
    that the list cannot be asked has no filter, and says its title itself.
    """

    name: str
    filter: str
    read: Callable[[Any], str] = text
    pairs: Mapping[str, str] | None = None
    words: Mapping[str, Text] | None = None
    is_flag: bool = False
    title: Text = ""

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
        value = self.read(saved) or text(saved)
        return str((self.words or {}).get(value) or value)


@dataclass(frozen=True)
class Mapped:
    """The values that can be said the other way, and sentences on those that cannot."""

    values: dict[str, Any]
    left_out: list[str]


class Criteria:
    """The table of one list: its criteria, its filter form, the name of its address and its operation.

    `spellings` are further names of a criterion; `everything` the filter that, with this value, limits nothing.
    """

    def __init__(
        self,
        table: Sequence[Criterion],
        form: type[FilterForm],
        *,
        page: str,
        operation: str,
        spellings: Mapping[str, Sequence[str]] | None = None,
        everything: tuple[str, str] = ("", ""),
    ) -> None:
        titled = [replace(one, title=form.base_fields[one.filter].label or "") if one.filter else one for one in table]
        self.by_name = {criterion.name: criterion for criterion in titled}
        self.by_filter = {criterion.filter: criterion for criterion in titled}
        self.form = form
        self.page = page
        self.operation = operation
        self.everything = everything
        self.declared: dict[str, Schema] = {
            name: {"x-names": list((spellings or {}).get(name, ()))} for name in self.by_name
        }

    def list_of(self, filters: Mapping[str, str]) -> str:
        """The address of the list with these filters."""
        return f"{reverse(self.page)}?{urlencode(filters)}" if filters else reverse(self.page)

    def of(self, search: Row) -> dict[str, Any]:
        """What a saved search asks, its known criteria under their declared names; a server may write them flat."""
        criteria = search.get("criteria")
        if isinstance(criteria, list) and len(criteria) == 1:
            (criteria,) = criteria
        if not isinstance(criteria, Mapping):
            return {name: search[name] for name in self.by_name if not is_empty(search.get(name))}
        named = with_declared_names(criteria, self.declared)
        return {name: value for name, value in named.items() if not is_empty(value)}

    def in_words(self, criteria: Row) -> list[tuple[str, str]]:
        """Each criterion as its title and its value, unknown ones too."""
        return [
            (str(self.by_name[name].title), self.by_name[name].say(value))
            if name in self.by_name
            else (humanise(name), plain(value))
            for name, value in criteria.items()
        ]

    def to_filters(self, criteria: Row, listed: Operation) -> Mapped:
        """A saved search as filters of the list (`listed` is its operation), and what the list cannot be asked."""
        filters, left_out = {}, []
        for name, saved in criteria.items():
            criterion = self.by_name.get(name)
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

    def to_criteria(self, params: QueryDict, listed: Operation, kept: Mapping[str, Schema]) -> Mapped:
        """The filters in a list's address as criteria of a search that has the properties `kept`, and what it cannot
        keep."""
        form = self.form(params, operation=listed)
        criteria: dict[str, Any] = {}
        left_out = []
        if search := params.get("q", "").strip():
            left_out.append(_("The search for “%(text)s” is not kept.") % {"text": search})
        for chip in form.chips(params):
            criterion = self.by_filter.get(chip.name)
            saved = criterion.as_saved(form.values()[chip.name]) if criterion else None
            if criterion and saved is not None and _keeps(kept, criterion.name, saved):
                criteria[criterion.name] = saved
            elif (chip.name, form.values()[chip.name]) != self.everything:
                what = {"title": chip.title, "value": chip.words}
                left_out.append(_("The filter “%(title)s: %(value)s” is not kept.") % what)
        if any(params.get(name) for name in ARRANGEMENT):
            left_out.append(_("The order, the columns and the length of a page are not kept."))
        return Mapped(criteria, left_out)


def _takes(listed: Operation, name: str, value: str) -> bool:
    """Whether this SigningHub's list has the filter, with that value."""
    if name not in listed.arguments:
        return False
    enum = listed.arguments[name].schema.get("enum")
    return enum is None or value in enum


def _keeps(kept: Mapping[str, Schema], name: str, value: Any) -> bool:
    """Whether a search of this SigningHub can hold the value."""
    schema = kept.get(name)
    if schema is None:
        return False
    is_short = not isinstance(value, str) or len(value) <= schema.get("maxLength", len(value))
    return is_short and ("enum" not in schema or value in schema["enum"])
