"""What a list is asked: a filter form that can say itself in words, and the one reader of a list's address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from console.api.contract import Operation, titles_of
from console.screens import links
from console.screens.cells import humanise
from console.screens.forms import TOO_LONG
from console.screens.pickers import Suggesting
from console.screens.resource import Column, Resource, Text

SIZES = (25, 50, 100)
USUAL_SIZE = 50
# Far beyond any list; keeps a typed page number within what SigningHub takes for an integer.
LAST_PAGE = 1_000_000
# How far a filter may be typed; SigningHub takes them as request headers.
LONGEST = 255


class DateInput(forms.DateInput):
    """The browser's own date field; always ISO 8601, whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class EnumField(forms.ChoiceField):
    """One value of an enumeration. The values come from the contract; `words` says them to people."""

    def __init__(self, *, words: Mapping[str, Text] | None = None, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.words = dict(words or {})
        self.offer(self.words)

    def offer(self, values: Iterable[str]) -> None:
        """Take the values to choose from, in their order; those without a word are humanised."""
        self.choices = [("", "—"), *((value, self.words.get(value) or humanise(value)) for value in values)]


@dataclass(frozen=True)
class Chip:
    """One filter in force: what it is called, its value in words, and the query string without it."""

    name: str
    title: Text
    words: str
    without: str


class Filters(forms.Form):
    """The filters of a list. What its address holds is checked as any other input.

    `groups` arranges the fields under headings.
    """

    groups: ClassVar[tuple[tuple[Text, tuple[str, ...]], ...]] = ()
    use_required_attribute = False

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="filter-%s")

    def sections(self) -> list[tuple[Text, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [
            (title, bound)
            for title, names in self.groups
            if (bound := [self[name] for name in names if name in self.fields])
        ]

    def suggestions(self) -> list[SafeString]:
        """What typed fields suggest: the same on every page of a list, so no turn of a page brings it anew."""
        widgets = [(name, field.widget) for name, field in self.fields.items()]
        return [widget.suggestions(name) for name, widget in widgets if isinstance(widget, Suggesting)]

    def values(self) -> dict[str, str]:
        """The valid filters as text, by the name of the field, which is that of SigningHub's argument."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return {name: value.isoformat() if hasattr(value, "isoformat") else str(value) for name, value in found.items()}

    def chips(self, params: QueryDict, apart_from: str = "") -> list[Chip]:
        """The filters in force, in words; `apart_from` is shown elsewhere (as tabs)."""
        return [
            Chip(
                name=name,
                title=self.fields[name].label or humanise(name),
                words=self._in_words(name, value),
                without=links.with_changes(params, **{name: None, "page": None}),
            )
            for name, value in self.values().items()
            if name != apart_from
        ]

    def _in_words(self, name: str, value: str) -> str:
        field_ = self.fields[name]
        if isinstance(field_, forms.ChoiceField):
            return str(dict(field_.choices).get(value, value))  # type: ignore[arg-type]
        return field_.widget.values.get(value, value) if isinstance(field_.widget, Suggesting) else value


class FilterForm(Filters):
    """The filters of one of SigningHub's lists. A field is named as the argument of the operation: x-user-name is
    `user_name`. A value that the contract does not know is not sent, and the page says so.
    """

    def __init__(self, data: Any = None, *, operation: Operation) -> None:
        super().__init__(data)
        for name in list(self.fields):
            if name in operation.arguments:
                narrow(self.fields[name], operation.arguments[name].schema)
            elif operation.is_paged or name not in operation.row_properties:
                # This SigningHub's own contract has no such parameter: the filter is not offered.
                del self.fields[name]


def narrow(field_: forms.Field, schema: Mapping[str, Any]) -> None:
    """Hold a filter field to the contract: its enumeration, its longest text."""
    if isinstance(field_, EnumField):
        field_.offer(schema.get("enum") or field_.words)
    elif isinstance(field_, forms.CharField):
        longest = min(schema.get("maxLength", LONGEST), LONGEST)
        field_.validators.append(MaxLengthValidator(longest, TOO_LONG))
        if titles := titles_of(schema):
            # Typed with suggestions: a list of records must not wait for the list of countries.
            field_.widget = Suggesting(titles)


@dataclass
class ListState:
    """All that a list's address says, checked; what was wrong in it is in `remarks`, in words."""

    number: int = 1
    size: int = USUAL_SIZE
    sort: str = ""
    ascending: bool = False
    search: str = ""
    filters: dict[str, str] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()
    remarks: list[str] = field(default_factory=list)


def read_state(params: QueryDict, resource: Resource, form: Filters | None) -> ListState:
    """Read a list's address. Nothing in it can fail: what is not understood becomes a remark and its usual value."""
    state = ListState(search=params.get("q", "").strip()[:LONGEST] if resource.search else "")
    state.number = _whole(params, "page", 1, state, range(1, LAST_PAGE))
    state.size = _whole(params, "size", USUAL_SIZE, state, SIZES)
    _read_sort(params, resource, state)
    state.columns = chosen_columns(params, resource)
    if params.get("q", "").strip() and not resource.search:
        state.remarks.append(_("This list cannot be searched."))
    if form is not None:
        for name in form.base_fields.keys() - form.fields.keys():
            if params.get(name):
                state.remarks.append(
                    _("This SigningHub has no filter “%(name)s”.") % {"name": form.base_fields[name].label}
                )
        state.filters = form.values()
        for name in form.errors:
            state.remarks.append(
                _("The filter “%(name)s” does not take this value.") % {"name": form.fields[name].label}
            )
    return state


def _whole(params: QueryDict, name: str, usual: int, state: ListState, allowed: Iterable[int]) -> int:
    typed = params.get(name, "")
    if not typed:
        return usual
    if typed.isascii() and typed.isdigit() and len(typed) < 9 and int(typed) in allowed:
        return int(typed)
    state.remarks.append(
        _("The address asks for %(name)s “%(typed)s”, which does not exist.") % {"name": name, "typed": typed[:40]}
    )
    return usual


def _read_sort(params: QueryDict, resource: Resource, state: ListState) -> None:
    typed = params.get("sort", "")
    keys = {column.sort for column in resource.columns if column.sort}
    if typed.removeprefix("-") in keys:
        state.sort, state.ascending = typed.removeprefix("-"), not typed.startswith("-")
        return
    if typed:
        state.remarks.append(_("The list cannot be sorted by “%(typed)s”.") % {"typed": typed[:40]})
    state.sort, state.ascending = resource.default_sort.removeprefix("-"), not resource.default_sort.startswith("-")


def chosen_columns(params: QueryDict, resource: Resource) -> tuple[Column, ...]:
    """The columns the address names, in the declared order; the usual ones where it names none.

    The first column says what the record is and leads to it, so it is always there.
    """
    wanted = {name for part in params.getlist("columns") for name in part.split(",")}
    if not wanted & {column.name for column in resource.columns}:
        return tuple(column for column in resource.columns if column.shown)
    first, *others = resource.columns
    return (first, *(column for column in others if column.name in wanted))
