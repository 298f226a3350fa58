"""Pick lists from SigningHub's reference operations; where one fails, the field is typed and says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from console.api.client import AdminApi
from console.api.errors import ApiError
from console.screens.cells import plain
from console.screens.forms import ApiForm, Picker

log = structlog.get_logger(__name__)

# Countries and languages change with a release of SigningHub, not within an hour.
REMEMBERED_SECONDS = 3600
VALUE_KEYS = ("key", "value", "name", "code", "id")
WORD_KEYS = ("value", "name", "title", "key", "id")


def fill(fields: Sequence[Picker], form: ApiForm, api: AdminApi) -> None:
    """Give each field its list. The one place where a screen lives with a failed call: the field still works."""
    names = {field: name for name, field in form.fields.items()}
    for field in fields:
        try:
            choices = offered(api, field.source)
        except ApiError as error:
            log.info("picker.list_failed", operation=field.source, error=type(error).__name__)
            choices = []
        if choices:
            field.offer(choices, form.base.get(names[field]))
        else:
            field.help_text = _("The list could not be read from SigningHub, so this is typed as SigningHub spells it.")


def offered(api: AdminApi, operation: str) -> list[tuple[str, str]]:
    """The values and words of a reference list, remembered for a while per SigningHub and language."""
    key = f"picker:{api.environment.pk}:{operation}:{get_language()}"
    remembered = cache.get(key)
    if remembered is None:
        remembered = read_options(api.call(operation).data)
        cache.set(key, remembered, REMEMBERED_SECONDS)
    return [(value, words) for value, words in remembered]


def read_options(data: Any) -> list[tuple[str, str]]:
    """Values and words from a list in any of the likely shapes: {country: [{key, value}]}, [{name}], ["…"], {k: v}."""
    if isinstance(data, Mapping):
        nested = next((value for value in data.values() if isinstance(value, list)), None)
        if nested is None:
            return [(str(key), plain(value) or str(key)) for key, value in data.items()]
        data = nested
    options = []
    for item in data if isinstance(data, list) else []:
        if isinstance(item, Mapping):
            value = next((item[key] for key in VALUE_KEYS if item.get(key) not in (None, "")), None)
            words = next((item[key] for key in WORD_KEYS if item.get(key) not in (None, "")), value)
            if value is not None:
                options.append((str(value), plain(words)))
        elif item not in (None, ""):
            options.append((str(item), str(item)))
    return options
