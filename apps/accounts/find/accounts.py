"""Accounts by an e-mail or a name: one question to SigningHub, and what can be done to the one that is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.accounts.screens import accounts
from apps.accounts.accounts.service import Accounts
from apps.accounts.find import matching
from apps.accounts.find.destinations import Destination, may_open
from console.api.service import Page, Query
from console.requests import ConsoleRequest
from console.screens import cells
from console.screens.cells import Reader
from console.screens.page import acts_for, allowed
from console.screens.parts import Part
from console.screens.resource import Row
from console.screens.table import key_of

PART = Part(
    "find-accounts",
    gettext_lazy("Accounts"),
    page="find",
    operations=(Accounts.list_operation,),
    frame="accounts/find/accounts.html",
)
# One letter is in nearly every name, but two are a whole name in some scripts.
SHORTEST = 2
SHOWN = 8
# More than are shown, so that an exact match is seen among those that only contain it.
ASKED = 25


@dataclass(frozen=True)
class Hit:
    """An account that was found, as it is shown."""

    id: int
    url: str
    called: str
    name: SafeString
    email: SafeString
    standing: SafeString
    is_owner: bool


@dataclass(frozen=True)
class Found:
    """The accounts that answer a query. `total` is None where SigningHub does not say; `list_url` shows them all.

    `only` is the one that is meant without doubt, with the `acts` on it.
    """

    hits: Sequence[Hit]
    total: int | None
    has_more: bool
    list_url: str
    only: Hit | None
    acts: Sequence[Destination]

    @property
    def count(self) -> int:
        """How many there are, or at least how many are known of."""
        return len(self.hits) if self.total is None else max(self.total, len(self.hits))


def may_search(request: ConsoleRequest) -> bool:
    """Whether this person may read accounts and SigningHub can be asked for them."""
    return may_open(request, accounts) and _filter_for(request, "") != ""


def search(request: ConsoleRequest, query: str) -> Found:
    """Get Accounts: those whose e-mail (a query with @) or name contains the query."""
    name = _filter_for(request, query)
    asked = Query(size=ASKED, search=query) if name == "q" else Query(size=ASKED, filters={name: query})
    page = Accounts(request.api).page(asked)
    rows = [row for row in page.items if key_of(row, accounts) is not None]
    only = _only(rows, page, query)
    words, reader = matching.words_of(query), Reader()
    # The one that is meant is shown first, wherever SigningHub has it.
    rows = sorted(rows, key=lambda row: row is not only)[:SHOWN]
    hits = [_hit(row, words, reader) for row in rows]
    return Found(
        hits,
        page.total,
        page.has_next or len(page.items) > len(hits),
        f"{accounts.url('list')}?{urlencode({name: query})}",
        hits[0] if only else None,
        _acts_on(request, rows[0]) if only or len(page.items) == len(rows) == 1 else (),
    )


def address(query: str) -> str:
    """Where the part with the accounts for a query is."""
    return f"{reverse(PART.name)}?{urlencode({'q': query})}"


def _filter_for(request: ConsoleRequest, query: str) -> str:
    """What carries the query: a filter of the list of accounts, or "q", its search; "" where there is nothing."""
    operation = request.api.contract.operation(Accounts.list_operation)
    if "@" in query and "user_email" in operation.arguments:
        return "user_email"
    if operation.playing("search"):
        return "q"
    return "user_name" if "user_name" in operation.arguments else ""


def _only(rows: Sequence[Row], page: Page, query: str) -> Row | None:
    """The account that is meant without doubt, if there is one.

    An e-mail has to be typed whole, since one that contains it is somebody else's; accents count in it. Of a name its
    beginnings are enough where nobody else answers.
    """
    if "@" in query:
        same = [row for row in rows if str(row.get("user_email") or "").casefold() == query.casefold()]
    elif page.has_next:
        # Somebody of the same name may be on the next page.
        same = []
    else:
        names = {row["id"]: matching.folded(cells.plain(row.get("user_name") or "")) for row in rows}
        words = matching.words_of(query)
        same = [row for row in rows if names[row["id"]] == " ".join(words)]
        if len(page.items) == 1:
            same = [row for row in rows if matching.begin_words(words, names[row["id"]])]
    return same[0] if len(same) == 1 else None


def _hit(row: Row, words: Sequence[str], reader: Reader) -> Hit:
    name, email = (cells.plain(row.get(key) or "").strip() for key in ("user_name", "user_email"))
    number: Any = key_of(row, accounts)
    called = name or email or accounts.called(row)
    return Hit(
        number,
        accounts.url("detail", number),
        called,
        matching.marked(called, words),
        matching.marked(email, words) if name else SafeString(""),
        cells.cell("status", row.get("standing"), reader),
        cells.truth(row.get("enterprise_owner")) is True,
    )


def _acts_on(request: ConsoleRequest, row: Row) -> list[Destination]:
    """The acts that the account's page would offer, as far as the row of the list says how the account stands."""
    number = key_of(row, accounts)
    acts = [
        Destination(
            str(action.title),
            action.icon or accounts.icon,
            accounts.url(action.name, number),
            note=str(action.consequence),
        )
        for action in acts_for(request, accounts, {**row, "user": row})
    ]
    if allowed(request, accounts, "edit"):
        acts.append(Destination(_("Edit %(noun)s") % {"noun": accounts.noun}, "pencil", accounts.url("edit", number)))
    return acts
