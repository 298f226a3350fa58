"""Where a page stands in its list, the ways to the others, and the ready-made views as tabs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from console.api.service import Page
from console.screens import links
from console.screens.filters import SIZES, Filters, ListState
from console.screens.resource import Resource, Text


@dataclass(frozen=True)
class Pager:
    """The foot of a list. `total` is None where SigningHub does not say; `pages` are (number, address) with None for
    a gap; addresses are "" where there is nowhere to go."""

    first: int
    last: int
    total: int | None
    number: int
    size: int
    previous: str
    next: str
    carried: list[tuple[str, str]]
    pages: list[tuple[int, str] | None] = field(default_factory=list)
    sizes: tuple[int, ...] = SIZES

    @classmethod
    def of(cls, page: Page, params: QueryDict) -> Pager:
        """The foot for a page that SigningHub (or our own cutting) gave."""
        count = len(page.items)
        first = (page.number - 1) * page.size + 1 if count else 0
        last_page = -(-page.total // page.size) if page.total is not None else 0
        follows = page.number < last_page if page.total is not None else count >= page.size

        def to(number: int) -> str:
            return links.with_changes(params, page=number if number > 1 else None)

        return cls(
            first=first,
            last=first + count - 1 if count else 0,
            total=page.total,
            number=page.number,
            size=page.size,
            previous=to(min(page.number - 1, last_page or page.number - 1)) if page.number > 1 else "",
            next=to(page.number + 1) if follows else "",
            carried=[
                (name, value)
                for name, values in params.lists()
                if name not in ("page", "size")
                for value in values
                if value
            ],
            pages=[None if number is None else (number, to(number)) for number in _numbers(page.number, last_page)],
        )


def _numbers(now: int, last: int) -> list[int | None]:
    """The page numbers worth a link: the ends and the neighbours, None for what is left out between them."""
    wanted = sorted({number for number in (1, now - 1, now, now + 1, last) if 1 <= number <= last})
    numbers: list[int | None] = []
    for number in wanted:
        if numbers and number - (numbers[-1] or 0) > 1:
            numbers.append(None)
        numbers.append(number)
    return numbers


@dataclass(frozen=True)
class Tab:
    """A ready-made view: its title, its address, and whether it is the one shown."""

    title: Text
    address: str
    is_current: bool


def tabs(resource: Resource, form: Filters | None, state: ListState, params: QueryDict) -> list[Tab]:
    """The default views that this SigningHub knows; the first is everything."""
    if not resource.views or form is None or resource.views_by not in form.fields:
        return []
    name = resource.views_by
    now = state.filters.get(name, "")
    known: Any = {value for value, _words in form.fields[name].choices}  # type: ignore[attr-defined]
    return [
        Tab(_("All"), links.with_changes(params, **{name: None, "page": None}), not now or now == "ALL"),
        *(
            Tab(view.title, links.with_changes(params, **{name: view.value, "page": None}), view.value == now)
            for view in resource.views
            if view.value in known
        ),
    ]
