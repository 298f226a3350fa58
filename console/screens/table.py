"""The table of a list: heads with their sort links, and the rows as one string."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any
from urllib.parse import quote

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from console.screens import cells, links
from console.screens.cells import Reader
from console.screens.filters import ListState
from console.screens.resource import Column, Resource, Row, Text, is_flagged
from console.screens.secret_names import is_secret
from console.screens.templatetags.look import icon

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
    """A drawn list; `foreign` says that the rows' own keys are shown because none of ours was among them.

    `picks` says that each row has a tick; `menu` is the menu of acts of all rows, "" where there is none.
    """

    heads: list[Head]
    rows: SafeString
    foreign: bool = False
    picks: bool = False
    menu: SafeString | str = ""


@dataclass(frozen=True)
class RowAct:
    """An entry in the menu of a row: a screen of the record. `offered_if` names the flag of the rows that have it."""

    screen: str
    title: Text
    icon: str
    is_danger: bool = False
    offered_if: tuple[str, ...] = ()


def draw(
    resource: Resource,
    items: Sequence[Row],
    state: ListState,
    params: QueryDict,
    *,
    keys: tuple[object, ...],
    here: str,
    reader: Reader,
    path: str = "",
    menu: Sequence[RowAct] = (),
    picks: bool = False,
) -> Table:
    """The heads and rows of one page of a list.

    `keys` are the parent's, `here` is where a row's own page leads back to, `path` where another kind's page does.
    """
    columns = state.columns
    # What the service itself adds to every row does not count as recognised.
    theirs = {column.name for column in resource.columns} - set(getattr(resource.service, "derived", ()))
    foreign = bool(items) and not any(theirs & row.keys() for row in items)
    if foreign:
        columns = guessed_columns(items, link="detail" in resource.screens())
    heads = [head(column, state, params) for column in columns]
    write = _row_writer(resource, columns, keys, here, path, reader, _edges(resource, menu, picks))
    rows = mark_safe("".join([write(row) for row in items]))  # noqa: S308 - cells escape
    return Table(heads, rows, foreign, picks, _menu_of_rows(resource, keys, here, menu))


def preview(
    resource: Resource,
    items: Sequence[Row],
    names: Collection[str],
    *,
    keys: tuple[object, ...],
    reader: Reader,
    here: str = "",
) -> Table:
    """A few rows of a list as a part of the page `here`: those of the named columns that say something in any row."""
    columns = tuple(
        replace(column, sort="")
        for column in resource.columns
        if column.name in names and any(not cells.is_empty(row.get(column.name)) for row in items)
    )
    return draw(resource, items, ListState(columns=columns), QueryDict(), keys=keys, here=here, reader=reader)


def guessed_columns(items: Sequence[Row], link: bool = False) -> tuple[Column, ...]:
    """Columns for rows whose keys nobody foresaw: the keys of the first rows, humanised; `link`: the first leads on."""
    found = dict.fromkeys(str(key) for row in items[:10] for key in row if not is_secret(str(key)))
    return tuple(
        Column(key, cells.humanise(key), kind="guessed", link=link and place == 0)
        for place, key in enumerate(list(found)[:MOST_GUESSED])
    )


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
    path: str,
    reader: Reader,
    edges: Callable[[Row], tuple[str, str]],
) -> Any:
    """A function from a row to its HTML, with all that is the same for every row worked out once."""
    own = _address_writer(resource, keys, here)
    plan = []
    for place, column in enumerate(columns):
        css = " ".join(filter(None, (column.width, "num" if column.kind in cells.NUMERIC else "")))
        tag = 'th scope="row"' if place == 0 else "td"
        opening = f'<{tag} class="{css}"' if css else f"<{tag}"
        # On a phone each row is an entry, where the label stands beside the value.
        stands_alone = place == 0 or column.kind in ("status", "outcome")
        opening += "" if stands_alone else f' data-label="{escape(str(column.title))}"'
        write = cells.KINDS.get(column.kind)
        address = other_address(column.leads_to, path) if column.leads_to else own if column.link else None
        live = _part_writer(column.part) if column.part else None
        plan.append((opening + ">", "</th>" if place == 0 else "</td>", write, column, address, live))

    def write_row(row: Row) -> str:
        before, after = edges(row)
        parts = ["<tr>", before]
        for opening, closing, write, column, address, live in plan:
            value = row.get(column.name)
            shown = write(value, reader) if write else cells.guessed(value, reader, column.name)
            if address and (url := address(row)):
                label = escape(cells.plain(value).strip() or resource.called(row))
                shown = f'<a class="cut" dir="auto" href="{url}">{label}</a>'
            if live and (key := key_of(row, resource)) is not None:
                shown = live(key, shown)
            parts += (opening, shown, closing)
        parts.append(f"{after}</tr>")
        return "".join(parts)

    return write_row


def _part_writer(name: str) -> Callable[[int | str, str], str]:
    """A function from a row's key and its own value to the element that asks for the value of now (part_asks.html)."""
    before, after = reverse(name, args=(0,)).rsplit("0", 1)

    def live(key: int | str, shown: str) -> str:
        own = f"part-{name}-{escape(str(key))}"
        asks = 'hx-trigger="load" hx-target="this" hx-swap="outerHTML" hx-push-url="false" hx-indicator="this"'
        url = f"{before}{quote(str(key), safe='')}{after}"
        return f'<div class="live" id="{own}" data-part aria-busy="true" hx-get="{url}" {asks}>{shown}</div>'

    return live


def _edges(resource: Resource, menu: Sequence[RowAct], picks: bool) -> Callable[[Row], tuple[str, str]]:
    """A function from a row to what stands before and after its columns: its tick, and the button of its menu."""
    some_only = [(each.screen, each.offered_if) for each in menu if each.offered_if]
    choose, acts_on = escape(_("Choose %(name)s")), escape(_("Acts on %(name)s"))

    def edges(row: Row) -> tuple[str, str]:
        key = key_of(row, resource)
        if key is None:
            return ('<td class="pick"></td>' if picks else "", '<td class="acts"></td>' if menu else "")
        name = escape(resource.called(row))
        before = after = ""
        if picks:
            own, label = escape(str(key)), choose % {"name": name}
            before = f'<td class="pick"><input type="checkbox" name="id" value="{own}" aria-label="{label}"></td>'
        if menu:
            missing = " ".join([screen for screen, flags in some_only if not is_flagged(row, flags)])
            without = f' data-without="{missing}"' if missing else ""
            label, in_address = acts_on % {"name": name}, quote(str(key), safe="")
            after = (
                f'<td class="acts"><button type="button" class="more" popovertarget="row-acts" data-key="{in_address}"'
                f'{without} aria-label="{label}"></button></td>'
            )
        return before, after

    return edges


def _menu_of_rows(resource: Resource, keys: tuple[object, ...], here: str, menu: Sequence[RowAct]) -> SafeString | str:
    """The menu of acts that all rows share; a row's key gets into its addresses in the browser (row-acts.js).

    With a menu in each row, most of a list's page was menus.
    """
    if not menu:
        return ""
    items = []
    for act in menu:
        before, after = _around_the_key(resource, keys, here, act.screen)
        address = f'data-before="{before}" data-after="{after}"'
        items.append(f'<li data-act="{act.screen}"><a {address}{_words_of(act)}</a></li>')
    inside = "".join(items)
    return mark_safe(f'<div class="pop menu from-end" id="row-acts" popover><ul>{inside}</ul></div>')  # noqa: S308 - escaped


def _words_of(act: RowAct) -> str:
    css = ' class="danger"' if act.is_danger else ""
    return f"{css}>{icon(act.icon) if act.icon else ''}{escape(str(act.title))}"


def key_of(row: Row, resource: Resource, name: str = "id") -> int | str | None:
    """The row's own id, as an address takes it; None for a row without a usable one."""
    key = row.get(name)
    if resource.key == "int":
        return _number(key)
    text = str(key).strip() if isinstance(key, int | str) and not isinstance(key, bool) else ""
    return None if text in ("", ".", "..") or text.startswith("-") else text


def _number(key: object) -> int | None:
    """An id that is a number, also where it comes as text."""
    if isinstance(key, str) and re.fullmatch(r"[0-9]{1,40}", key.strip()):
        return int(key)
    return key if isinstance(key, int) and not isinstance(key, bool) and key >= 0 else None


def _address_writer(resource: Resource, keys: tuple[object, ...], here: str) -> Any:
    """A function from a row to the escaped address of its page; "" for a row without a usable id."""
    if "detail" not in resource.screens():
        return None
    before, after = _around_the_key(resource, keys, here, "detail")

    def address(row: Row) -> str:
        key = key_of(row, resource)
        return "" if key is None else f"{before}{quote(str(key), safe='')}{after}"

    return address


def _around_the_key(resource: Resource, keys: tuple[object, ...], here: str, screen: str) -> tuple[str, str]:
    """What stands before and after a row's id in the address of a screen of it, escaped."""
    # Worked out once with a key that stands in no address, because reversing costs more than a whole row.
    before, after = resource.url(screen, *keys, 0).rsplit("0", 1)
    return before, escape(links.coming_from(after, here))


def other_address(leads_to: tuple[str, str], here: str) -> Callable[[Row], str]:
    """A function from a row to the escaped address of another kind of record, whose id the row has under a key."""
    name, key = leads_to
    before, after = reverse(name, args=(0,)).rsplit("0", 1)
    tail = escape(links.coming_from(after, here))

    def address(row: Row) -> str:
        number = _number(row.get(key))
        return "" if number is None else f"{before}{number}{tail}"

    return address
