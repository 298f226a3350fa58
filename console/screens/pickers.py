"""Pick lists from SigningHub's reference operations; where one fails, the guide's appendix; else the field is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import structlog
from django import forms
from django.core.cache import cache
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from console.api.client import AdminApi
from console.api.contract import Operation, titles_of
from console.api.errors import ApiBusy, ApiError, ApiUnreachable
from console.api.records import record_in
from console.permissions import Area, Permission, Right
from console.screens.cells import APPENDIX, is_empty, plain

if TYPE_CHECKING:
    from console.requests import May
    from console.screens.forms import ApiForm, Picker

log = structlog.get_logger(__name__)

# Countries and languages change with a release of SigningHub, not within an hour.
REMEMBERED_SECONDS = 3600
# A list that did not come is not waited for again at once: every form with this field would.
SILENT_SECONDS = 60
# The form works without the list, so it does not wait for it as long as for a record.
LONGEST_SECONDS = 3.0
VALUE_KEYS = ("key", "value", "name", "code", "id")
WORD_KEYS = ("value", "name", "title", "key", "id")
IN_APPENDIX = {
    "listCountries": APPENDIX["country"],
    "listLanguages": APPENDIX["language"],
    "listTimeZones": APPENDIX["time_zone"],
}


# From an operation's answer to the value and words of each choice, and what more a field wants to know of it.
Read = Callable[[Any, Operation], list[tuple[str, ...]]]


class Suggesting(forms.TextInput):
    """A text field that suggests known values and takes any other. The page holds the `suggestions` beside the form."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__()
        self.values = values

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, value, {**(attrs or {}), "list": f"{name}-values"})

    def suggestions(self, name: str) -> SafeString:
        """The known values, for the field of this name."""
        options = mark_safe(  # noqa: S308 - both are escaped
            "".join([f'<option value="{escape(key)}">{escape(words)}</option>' for key, words in self.values.items()])
        )
        return format_html('<datalist id="{}-values">{}</datalist>', name, options)


def fill(fields: Sequence[Picker], form: ApiForm, api: AdminApi, may: May | None = None) -> None:
    """Give each field its list. The one place where a screen lives with a failed call: the field still works.

    `may` says what the person may read: a list that their role does not open is not asked for.
    """
    names = {field: name for name, field in form.fields.items()}
    for field in fields:
        choices, why = _choices(field, api, may)
        source = field.sources[0]
        if not choices and source in IN_APPENDIX:
            choices = list(titles_of(IN_APPENDIX[source]).items())
            field.help_text = _("SigningHub did not give its list. These are the values of its guide (10.0.3).")
        if choices and source == "listCountries":
            choices = _in_words(choices)
        if choices:
            typed = form.data.get(names[field]) if form.is_bound else None
            field.offer(choices, form.initial.get(names[field]), typed)
        else:
            typing = _("This is typed as SigningHub spells it.")
            field.help_text = " ".join(filter(None, (why, typing, str(field.help_text))))


def _in_words(countries: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Countries by their names in the reader's language and in its order, unless SigningHub named them itself."""
    titles = titles_of(IN_APPENDIX["listCountries"])
    named = [(value, titles.get(value, words) if words == value else words, *more) for value, words, *more in countries]
    return named if named == countries else sorted(named, key=itemgetter(1))


def _choices(field: Picker, api: AdminApi, may: May | None) -> tuple[list[tuple[str, ...]], str]:
    """What the first list that can be had offers; else nothing, and why."""
    why = _("The list could not be read from SigningHub.")
    for source in field.sources:
        if may and api.contract.has(source) and (right := api.contract.operation(source).right):
            verdict = may(Permission(Area(right[0]), Right(right[1])))
            if not verdict.allowed:
                why = verdict.reason
                continue
        try:
            if choices := offered(api, source, field.read, field.remembered_seconds):
                return choices, ""
        except ApiError as error:
            log.info("picker.list_failed", operation=source, error=type(error).__name__)
    return [], why


def offered(api: AdminApi, operation: str, read: Read, seconds: float = REMEMBERED_SECONDS) -> list[tuple[str, ...]]:
    """The values and words of a reference list, remembered for these `seconds` per SigningHub and language.

    Empty where SigningHub has none, or was silent a moment ago. Raises ApiError when the call fails.
    """
    # Each field reads what it needs from the same list.
    key = f"picker:{api.environment.pk}:{operation}:{getattr(read, '__qualname__', '')}:{get_language()}"
    remembered = cache.get(key)
    if remembered is None:
        try:
            data = api.call(operation, deadline=LONGEST_SECONDS).data
            remembered = read(data, api.contract.operation(operation))
        except (ApiUnreachable, ApiBusy):
            cache.set(key, [], SILENT_SECONDS)
            raise
        cache.set(key, remembered, seconds if remembered else min(seconds, SILENT_SECONDS))
    return [tuple(one) for one in remembered]


def read_options(data: Any) -> list[tuple[str, ...]]:
    """Values and words from a list in any of the likely shapes: {country: [{key, value}]}, [{name}], ["…"], {k: v}."""
    if isinstance(data, Mapping):
        nested = next((value for value in data.values() if isinstance(value, list)), None)
        if nested is None:
            return [(str(key), plain(value) or str(key)) for key, value in data.items()]
        data = nested
    options: list[tuple[str, ...]] = []
    for item in data if isinstance(data, list) else []:
        record = record_in(item)
        if record is not None:
            item = {key.lower(): one for key, one in record.items()}
            value = next((item[key] for key in VALUE_KEYS if _is_bare(item.get(key))), None)
            words = next((item[key] for key in WORD_KEYS if not is_empty(item.get(key))), value)
            if value is not None:
                options.append((str(value), plain(words)))
        elif _is_bare(item):
            options.append((str(item), str(item)))
    return options


def _is_bare(value: object) -> bool:
    """Whether a value can be chosen: it has to travel as one word. Nested ones are left to be typed."""
    return not is_empty(value) and not isinstance(value, Mapping | list)
