"""How a SigningHub reads text in its filter headers: tried with a name that it knows, since no guide says it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from console.api.client import AdminApi
from console.api.contract import Operation
from console.api.doctor.finding import Finding, State
from console.api.errors import ApiError
from console.api.records import Row, records_in
from console.vault.models import Environment

LIST = "listAccounts"
# Filters of that list and the keys of its rows that they look at.
TRIED = ("user_name", "common_name", "enterprise_name", "user_email")
ROWS, PAGES = 200, 5


def header_encoding(api: AdminApi) -> Finding:
    """Look for a name that is not ASCII, and ask for it in each encoding: the right one finds it and nothing else."""
    name = _("Filter headers")
    if not api.contract.has(LIST):
        return Finding(name, State.WARNING, _("There is no list of accounts to try it with."))
    operation = api.contract.operation(LIST)
    found = next(_names(api, operation), None)
    if found is None:
        return Finding(name, State.WARNING, _("No account has a name beyond ASCII, so it cannot be told."))
    argument, text = found
    if operation.arguments[argument].location != "header":
        return Finding(name, State.OK, _("Filters do not travel in headers here."))
    current = api.environment.header_encoding
    choices = Environment.HeaderEncoding
    understood = [one for one in choices if _finds(api, operation, argument, text, one)]
    if current in understood:
        return Finding(
            name, State.OK, _("SigningHub reads them as %(encoding)s.") % {"encoding": choices(current).label}
        )
    if not understood:
        return Finding(name, State.FAILED, _("SigningHub finds a name beyond ASCII in none of the three encodings."))
    sentence = _("SigningHub reads them as %(right)s, and this environment is set to %(wrong)s.")
    labels = {"right": understood[0].label, "wrong": choices(current).label}
    return Finding(name, State.FAILED, sentence % labels, {"header_encoding": understood[0].value})


def _names(api: AdminApi, operation: Operation) -> Iterator[tuple[str, str]]:
    """A filter and a value that is not ASCII, from the first pages."""
    for number in range(1, PAGES + 1):
        rows = _rows(api, operation, number, {})
        for argument in TRIED:
            if argument not in operation.arguments:
                continue
            for value in dict.fromkeys(str(row.get(argument) or "") for row in rows):
                # Not one that everybody has: it must tell a filtered list from one that is not.
                tells = any(value not in str(row.get(argument)) for row in rows)
                if tells and value.isprintable() and not value.isascii():
                    yield argument, value
        if len(rows) < ROWS:
            return


def _rows(api: AdminApi, operation: Operation, number: int, filters: dict[str, str]) -> list[Row]:
    arguments: dict[str, Any] = dict(filters)
    page, size = operation.playing("page"), operation.playing("size")
    if page and size:
        arguments |= {page.argument: number, size.argument: min(ROWS, int(size.schema.get("maximum", ROWS)))}
    return records_in(api.call(operation.id, **arguments).data, operation)


def _finds(api: AdminApi, operation: Operation, argument: str, text: str, encoding: str) -> bool:
    environment = copy.copy(api.environment)
    environment.header_encoding = encoding
    asking = AdminApi(environment, api.credential, api.tokens, api.caller)
    asking.patience = api.patience
    try:
        rows = _rows(asking, operation, 1, {argument: text})
    except ApiError:
        # The same list answered a moment ago: what it fails over is the header.
        return False
    return bool(rows) and all(text.casefold() in str(row.get(argument)).casefold() for row in rows)
