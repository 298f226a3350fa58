"""The table of a list: heads with their sort links, and the rows as one string."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe

from console.screens import cells, links
from console.screens.cells import Reader
from console.screens.drafts import is_secret
from console.screens.filters import ListState
from console.screens.resource import Column, Resource, Row, Text

# Columns drawn for rows that share no key with the declared ones.
MOST_GUESSED = 8


@dataclass(frozen=True)
class Head:
    """One head: its words, its class, where a click sorts to, and how it is sorted now (aria-sort's words)."""

    title: Text
    css: str
    sort: str = ""
    sorted: str = ""


@dataclass(frozen=True)
class Table:
    """A drawn list; `foreign` says that the rows' own keys are shown because none of ours was among them."""

    heads: list[Head]
    rows: SafeString
    foreign: bool = False


def draw(
    resource: Resource,
    items: Sequence[Row],
    state: ListState,
    params: QueryDict,
    *,
    keys: tuple[object, ...],
    here: str,
    reader: Reader,
) -> Table:
    """The heads and rows of one page of a list; `keys` are the parent's, `here` is where a row's page leads back to."""
    columns = state.columns
    # What the service itself adds to every row does not count as recognised.
    theirs = {column.name for column in resource.columns} - set(getattr(resource.service, "derived", ()))
    foreign = bool(items) and not any(theirs & row.keys() for row in items)
    if foreign:
        columns = guessed_columns(items)
    heads = [head(column, state, params) for column in columns]
    write = _row_writer(resource, columns, keys, here, reader)
    return Table(heads, mark_safe("".join([write(row) for row in items])), foreign)  # noqa: S308 - cells escape


def guessed_columns(items: Sequence[Row]) -> tuple[Column, ...]:
    """Columns for rows whose keys nobody foresaw: the keys of the first rows, humanised."""
    found = dict.fromkeys(str(key) for row in items[:10] for key in row if not is_secret(str(key)))
    return tuple(Column(key, cells.humanise(key), kind="guessed") for key in list(found)[:MOST_GUESSED])


def head(column: Column, state: ListState, params: QueryDict) -> Head:
    """A column's head; a click on the sorted one turns it round."""
    css = f"{column.width} num".strip() if column.kind in cells.NUMERIC else column.width
    if not column.sort:
        return Head(column.title, css)
    now = column.sort == state.sort
    target = f"-{column.sort}" if now and state.ascending else column.sort
    direction = ("ascending" if state.ascending else "descending") if now else ""
    return Head(column.title, css, links.with_changes(params, sort=target, page=None), direction)


def _row_writer(
    resource: Resource,
    columns: tuple[Column, ...],
    keys: tuple[object, ...],
    here: str,
    reader: Reader,
) -> Any:
    """A function from a row to its HTML, with all that is the same for every row worked out once."""
    address = _address_writer(resource, keys, here)
    plan = []
    for place, column in enumerate(columns):
        css = " ".join(filter(None, (column.width, "num" if column.kind in cells.NUMERIC else "")))
        tag = 'th scope="row"' if place == 0 else "td"
        opening = f'<{tag} class="{css}"' if css else f"<{tag}"
        # On a phone each row is an entry, where the label stands beside the value.
        opening += "" if place == 0 or column.kind == "status" else f' data-label="{escape(str(column.title))}"'
        write = cells.KINDS.get(column.kind)
        plan.append((opening + ">", "</th>" if place == 0 else "</td>", write, column))

    def write_row(row: Row) -> str:
        parts = ["<tr>"]
        for opening, closing, write, column in plan:
            value = row.get(column.name)
            shown = write(value, reader) if write else cells.guessed(value, reader, column.name)
            if column.link and (url := address(row)):
                label = escape(cells.plain(value).strip() or resource.called(row))
                shown = f'<a class="cut" dir="auto" href="{url}">{label}</a>'
            parts += (opening, shown, closing)
        parts.append("</tr>")
        return "".join(parts)

    return write_row


def _address_writer(resource: Resource, keys: tuple[object, ...], here: str) -> Any:
    """A function from a row to the escaped address of its page; "" for a row without a usable id."""
    # Worked out once with a key that stands in no address, because reversing costs more than a whole row.
    sample = resource.url("detail", *keys, 0)
    before, after = sample.rsplit("0", 1)
    tail = escape(links.coming_from(after, here))
    takes = int if resource.key == "int" else str

    def address(row: Row) -> str:
        key = row.get("id")
        if not isinstance(key, takes) or isinstance(key, bool) or key in ("", ".", "..") or str(key).startswith("-"):
            return ""
        return f"{before}{quote(str(key), safe='')}{tail}"

    return address
