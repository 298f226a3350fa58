"""The page that asks before an act on one record: what it does, in the numbers that matter, and then once.

`look` reads the record and makes the question; it is called only where there is something to ask, so the second
submit of an act that took the record away gets the answer of the first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from console.api.errors import ApiInvalid
from console.requests import ConsoleRequest
from console.screens import drafts, editing, links
from console.screens.models import Draft
from console.screens.page import template_of, way_back
from console.screens.resource import Resource, Row, Text


@dataclass(frozen=True)
class Question:
    """What is asked. `title` is the act, `question` stands before the record's name, `consequences` are sentences, and
    `warnings` those that must not be overlooked.

    `typed` must be typed to confirm, `typed_label` says what that is (the name, where it says nothing). `obstacle` is
    why SigningHub is known to refuse: then it is told and nothing is asked. `is_needless` where the record is not in a
    state for it.
    """

    title: Text
    question: Text
    consequences: Sequence[Text] = ()
    typed: str = ""
    typed_label: Text = ""
    obstacle: Text = ""
    is_danger: bool = False
    is_needless: bool = False
    icon: str = ""
    warnings: Sequence[Text] = ()


@dataclass(frozen=True)
class Asked:
    """One act at work: `do` does it, `done` says that it was, `record` is the record's page and `after` where a done
    act leads, where that is another."""

    request: ConsoleRequest
    resource: Resource
    keys: Mapping[str, Any]
    look: Callable[[], tuple[Row, Question]]
    do: Callable[[], object]
    done: str
    record: str
    after: str = ""


def ask(asked: Asked) -> HttpResponse:
    """The page of an act: ask on GET, do on POST, and the same answer to the same POST."""
    request = asked.request
    draft = drafts.of_form(request) if request.method == "POST" else None
    is_again = request.POST.get("step") == "again"
    if draft is not None:
        drafts.give_up_waiting(draft)
        if is_again:
            drafts.reopen(draft)
        if draft.state != Draft.State.OPEN:
            return editing.answered(request, asked.resource, draft, asked.record)
    item, question = asked.look()
    problem, status = "", 200
    if request.method == "POST" and draft is None:
        problem, status = _("This page was open for more than 12 hours. Nothing was done."), 409
    elif draft is not None and question.obstacle:
        status = 409
    elif draft is not None and not is_typed(request, question.typed):
        # The page that offers to send again has no field for it, so it is asked here once more.
        problem, status = ("", 200) if is_again else (_("What was typed is not what was asked for."), 422)
    elif draft is not None:
        try:
            return _do(asked, draft)
        except ApiInvalid as error:
            problem, status = error.message, 422
    return _page(asked, item, question, draft, problem, status)


def is_typed(request: ConsoleRequest, wanted: str) -> bool:
    """Whether what had to be typed was typed: blanks count as a page shows them, marks of direction not at all."""
    return as_seen(request.POST.get("typed", "")) == as_seen(wanted)


def as_seen(text: str) -> list[str]:
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf").split()


def _do(asked: Asked, draft: Draft) -> HttpResponse:
    try:
        with drafts.sending(draft):
            asked.do()
        drafts.finish(draft, asked.after or asked.record, asked.done)
    except drafts.AlreadySent as sent:
        draft = sent.draft
    return editing.answered(asked.request, asked.resource, draft, asked.record)


def _page(asked: Asked, item: Row, question: Question, draft: Draft | None, problem: str, status: int) -> HttpResponse:
    request, resource = asked.request, asked.resource
    context = asdict(question) | {
        "resource": resource,
        "item": item,
        "called": resource.called(item),
        "back": asked.record,
        "return_to": links.return_to(request, ""),
        "list_url": way_back(request, resource, asked.keys),
        "draft": draft or drafts.open_draft(request.user, request.path, {}),
        "problem": problem,
    }
    return render(request, template_of(resource, "act"), context, status=status)
