"""The pages of a custodian's desk: a form, and a question before an act. What they are about lives in the database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.sign_in.fresh import View, fresh_factor
from console.requests import ConsoleRequest
from console.screens.asking import is_typed
from console.screens.forms import Shown
from console.screens.resource import Text

if TYPE_CHECKING:
    from console.api.doctor import Finding

Crumbs = Sequence[tuple[Text, str]]


@dataclass(frozen=True)
class FormPage:
    """A form on a page of its own. `crumbs` are (title, address) pairs, `notes` sentences before the fields.

    `seen` is the seen_of what the form changes, for is_stale.
    """

    title: Text
    button: Text
    crumbs: Crumbs
    notes: Sequence[Text] = ()
    icon: str = "check"
    seen: str = ""


@dataclass(frozen=True)
class Question:
    """What is asked before an act.

    `sentences` say what it does; an `obstacle` is why it cannot be done now; `typed` has to be typed to confirm.
    """

    title: Text
    crumbs: Crumbs
    sentences: Sequence[Text]
    button: Text = ""
    icon: str = ""
    is_danger: bool = False
    obstacle: Text = ""
    typed: str = ""


def show_form(
    request: ConsoleRequest,
    page: FormPage,
    form: forms.BaseForm,
    *,
    problem: Text = "",
    findings: Iterable[Finding] = (),
) -> HttpResponse:
    """The form as it stands; 422 where it was refused, by itself or with a `problem` or `findings` of a try."""
    found = list(findings)
    is_refused = bool(form.errors or problem or found)
    context = {
        "page": page,
        "form": form,
        "fields": [Shown(field, None, "") for field in form if not field.is_hidden],
        "hidden": form.hidden_fields(),
        "problem": problem or " ".join(map(str, form.non_field_errors())),
        "findings": found,
        "back": page.crumbs[-1][1],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK
    return render(request, "access/desk_form.html", context, status=status)


def seen_of(values: Mapping[str, object]) -> str:
    """A record as one short text, which goes out with its form and comes back with it."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()


def is_stale(request: ConsoleRequest, seen: str) -> bool:
    """Whether a form was opened on something else than what is there now: sent, it would undo what was done since."""
    return request.method == "POST" and request.POST.get("seen", seen) != seen


def changed_meanwhile() -> str:
    """What to say of a stale form."""
    return _("Somebody else changed this meanwhile. Here is how it stands now; what you chose was not saved.")


def fresh_at(name: str) -> Callable[[View], View]:
    """Let a view run only soon after a second factor; afterwards the page of that name opens, with the same keys."""
    return fresh_factor(lambda **keys: reverse(name, kwargs=keys))


def is_confirmed(request: ConsoleRequest, question: Question) -> bool:
    """Whether the act can be done: it was asked for, nothing stands in its way, and what had to be typed was typed."""
    return request.method == "POST" and not question.obstacle and is_typed(request, question.typed)


def ask(
    request: ConsoleRequest, question: Question, *, problem: Text = "", findings: Iterable[Finding] = ()
) -> HttpResponse:
    """The page that asks; 422 where the act was tried and refused."""
    found = list(findings)
    is_tried = request.method == "POST"
    if is_tried and not question.obstacle and not is_typed(request, question.typed):
        problem = _("What was typed is not what was asked for.")
    context = {
        "question": question,
        "problem": problem,
        "findings": found,
        "back": question.crumbs[-1][1],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_tried else HTTPStatus.OK
    return render(request, "access/desk_ask.html", context, status=status)
