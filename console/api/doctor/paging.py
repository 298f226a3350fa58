"""Which comes first in a path, the page or its size: the guide does not print it, and families of SigningHub differ."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from console.api.client import AdminApi
from console.api.contract import Operation, digest_of
from console.api.doctor.finding import Finding, State
from console.api.errors import ApiRefused
from console.api.records import records_in


def paging_order(api: AdminApi) -> Finding:
    """Ask each paged list for page 1 of two rows. One row means that it was read as page 2 of one row."""
    name = _("Paging")
    lists = [one for one in api.contract.operations if _pages_in_path(one)]
    orders = {one.id: _is_swapped(api, one) for one in lists if _can_be_tried(one)}
    swapped = [one for one in lists if orders.get(one.id)]
    right = [one for one in lists if orders.get(one.id) is False]
    if not swapped:
        if not right:
            return Finding(name, State.WARNING, _("No list has two rows, so the order cannot be told."))
        fine = ngettext("%(n)d list gives the page asked for.", "%(n)d lists give the page asked for.", len(right))
        return Finding(name, State.OK, fine % {"n": len(right)})
    # Where every list that could be tried is the other way round, those that could not are taken to be so too.
    meant = swapped if right else [one for one in lists if orders.get(one.id) is not False]
    titles = ", ".join(one.title for one in swapped)
    sentence = _("Page and size are the other way round: %(titles)s.") % {"titles": titles}
    return Finding(name, State.FAILED, sentence, {"overlay": _turned(api.environment.overlay, meant)})


def _pages_in_path(operation: Operation) -> bool:
    page, size = operation.playing("page"), operation.playing("size")
    return bool(page and size and page.location == size.location == "path")


def _can_be_tried(operation: Operation) -> bool:
    played = (operation.playing("page"), operation.playing("size"))
    others = [one for one in operation.parameters if one.required and one not in played]
    return not (others or operation.is_export or operation.writes)


def _is_swapped(api: AdminApi, operation: Operation) -> bool | None:
    """Whether the order is the other way round; None where the list has too few rows to tell, or is refused."""
    try:
        rows = _count(api, operation, 1, 2)
        if rows > 1:
            return False
        return True if _count(api, operation, 2, 1) > rows else None
    except ApiRefused:
        return None


def _count(api: AdminApi, operation: Operation, number: int, size: int) -> int:
    page, rows = operation.playing("page"), operation.playing("size")
    assert page is not None  # noqa: S101 - see _pages_in_path
    assert rows is not None  # noqa: S101
    arguments: dict[str, Any] = {page.argument: number, rows.argument: size}
    answer = api.call(operation.id, **arguments)
    return len(records_in(answer.data, operation))


def _turned(overlay: Mapping[str, Any] | None, operations: Iterable[Operation]) -> dict[str, Any]:
    """The overlay with page and size of these operations in each other's place."""
    turned: dict[str, Any] = copy.deepcopy(dict(overlay or {}))
    for operation in operations:
        entry = turned.setdefault("operations", {}).setdefault(operation.id, {})
        changes = entry.setdefault("parameters", {})
        page, size = operation.playing("page"), operation.playing("size")
        assert page is not None  # noqa: S101 - see _pages_in_path
        assert size is not None  # noqa: S101
        changes[page.name] = {**(changes.get(page.name) or {}), "name": size.wire_name}
        changes[size.name] = {**(changes.get(size.name) or {}), "name": page.wire_name}
    if "source" in turned:
        turned["source"].pop("digest", None)
        turned["source"]["digest"] = digest_of(turned)
    return turned
