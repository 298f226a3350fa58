"""One act on several chosen records: asked once, done one after the other, and told one by one.

choose (list) ──> ask: which of them it is for ──> do, each by itself ──> what came of each, the undone still chosen

Every record is a change of its own in the audit. What was not done is never called done: a refusal leaves the others
to go on, an end to the conversation (no answer, no time, no right) leaves the rest untouched and says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from console.api.errors import ApiBusy, ApiError, ApiForbidden, ApiMissing, ApiRefused, ApiSignedOut
from console.api.service import Service
from console.audit.record import AuditUnavailable
from console.requests import ConsoleRequest
from console.screens import drafts, editing, links
from console.screens.asking import is_typed
from console.screens.models import Draft
from console.screens.page import parents, service_of, template_of
from console.screens.resource import Action, Resource, Row, Text

# As many as the longest page of a list; more is work for a job.
MOST = 100
# In seconds, for all of them together: well before a sender counts as gone (drafts.SENDING_AT_MOST).
LONGEST = 60
# In seconds, for looking them all up before asking: a page that somebody waits for.
LOOKING = 15
OUTCOME = "outcome"


class State(StrEnum):
    """What came of one record."""

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    UNTOUCHED = "untouched"


@dataclass(frozen=True)
class Outcome:
    """What came of one record, and why, in SigningHub's words or ours."""

    id: int | str
    called: str
    state: State
    why: str = ""


@dataclass(frozen=True)
class Chosen:
    """A chosen record; `why` says what keeps the act from it, and is empty where nothing does."""

    id: int | str
    called: str
    why: str = ""


@dataclass(frozen=True)
class Result:
    """What came of all of them; `said` is SigningHub's own answer where the console does not understand it."""

    outcomes: list[Outcome]
    said: str = ""


Named = dict[str, Any]


def _nothing_more(_items: Mapping[int | str, Row]) -> tuple[Sequence[Text], str]:
    return (), ""


@dataclass(frozen=True)
class Bulk:
    """An act on chosen records at work. `do` takes their ids and names; `weigh` says of the records as they were read
    what the act means for them, in sentences, and what must be typed to confirm it."""

    request: ConsoleRequest
    resource: Resource
    action: Action
    service: Service
    back: str
    do: Callable[[list[Named]], Result]
    weigh: Callable[[Mapping[int | str, Row]], tuple[Sequence[Text], str]] = _nothing_more


@require_http_methods(["GET", "HEAD", "POST"])
def act_on_selection(request: ConsoleRequest, *, resource: Resource, action: Action, **keys: Any) -> HttpResponse:
    """The page of an act on chosen records: `?id=…` asks, its POST does it, `?outcome=…` tells what came of it."""
    service = service_of(resource, request, keys)
    back = links.return_to(request, resource.url("list", *parents(keys)))
    return serve(Bulk(request, resource, action, service, back, partial(_each, service, action)))


def serve(bulk: Bulk) -> HttpResponse:
    """Answer a request to the address of an act on chosen records."""
    request = bulk.request
    if request.method == "POST":
        return _do(bulk)
    if told := drafts.outcome_of(request, request.GET.get(OUTCOME, "")):
        return _tell(bulk, told)
    ids = chosen_ids(request.GET.getlist("id"), bulk.resource)
    if len(ids) > MOST:
        return _page(bulk, {"problem": _("At most %d can be done at once. Choose fewer.") % MOST})
    found = list(_look_up(bulk, ids))
    items = {chosen.id: item for chosen, item in found if item is not None}
    consequences, typed = bulk.weigh(items) if items else ((), "")
    asked = {
        "chosen": [asdict(chosen) for chosen, item in found if item is not None],
        "consequences": [str(sentence) for sentence in consequences],
        "typed": typed,
    }
    draft = drafts.open_draft(request.user, request.path, asked) if items else None
    left_out = [chosen for chosen, item in found if item is None]
    return _page(bulk, {**asked, "left_out": left_out, "draft": draft})


def chosen_ids(typed: Iterable[str], resource: Resource) -> list[int | str]:
    """The ids in an address, each once, in their order; what is no id is left out."""
    kept = dict.fromkeys(typed)
    if resource.key == "int":
        return [int(text) for text in kept if text.isascii() and text.isdigit() and len(text) < 19]
    return [text for text in kept if text not in ("", ".", "..")]


def _look_up(bulk: Bulk, ids: list[int | str]) -> Iterator[tuple[Chosen, Row | None]]:
    """The chosen records as SigningHub has them now; no record where the act is not for it."""
    end = time.monotonic() + LOOKING
    for pk in ids:
        if time.monotonic() > end:
            yield Chosen(pk, str(pk), _("There was no time left to look at it.")), None
            continue
        try:
            item = bulk.service.get(pk)
        except ApiMissing:
            yield Chosen(pk, str(pk), _("There is no such record any more.")), None
            continue
        if bulk.action.offered_for(item):
            yield Chosen(pk, bulk.resource.called(item)), item
        else:
            yield Chosen(pk, bulk.resource.called(item), _("There is nothing to do for it.")), None


def _do(bulk: Bulk) -> HttpResponse:
    request = bulk.request
    draft = drafts.of_form(request)
    is_again = request.POST.get("step") == "again"
    if draft is not None and is_again:
        drafts.reopen(draft)
    if draft is None:
        return _page(bulk, {"problem": _("This page was open for more than 12 hours. Nothing was done.")}, 409)
    if draft.state == Draft.State.OPEN:
        asked = drafts.base_of(draft) or {}
        if not is_typed(request, asked.get("typed", "")):
            # The page that offers to send again has no field for it, so it is asked here once more.
            problem = "" if is_again else _("What was typed is not what was asked for.")
            return _page(bulk, {**asked, "draft": draft, "problem": problem}, 200 if is_again else 422)
    try:
        with drafts.sending(draft):
            chosen = (drafts.base_of(draft) or {}).get("chosen", [])
            _finish(bulk, draft, bulk.do(chosen) if chosen else Result([]))
    except drafts.AlreadySent as sent:
        draft = sent.draft
    if draft.state == Draft.State.DONE and not draft.message:
        return redirect(draft.location)
    return editing.answered(request, bulk.resource, draft, bulk.back)


def _finish(bulk: Bulk, draft: Draft, result: Result) -> None:
    """Keep what came of it: a sentence where all was done, else a page that says it of each."""
    # None at all: what was chosen could not be read any more, so that nothing was done.
    if result.outcomes and all(outcome.state is State.DONE for outcome in result.outcomes):
        drafts.finish(draft, bulk.back, str(bulk.action.done))
        return
    told = links.coming_from(bulk.request.path, links.return_to(bulk.request, ""))
    location = f"{told}{'&' if '?' in told else '?'}{OUTCOME}={draft.pk}"
    drafts.finish(draft, location, "", asdict(result))


def _each(service: Service, action: Action, chosen: list[Named]) -> Result:
    """Do it to one after the other, until something says that the next would fare no better."""
    do = getattr(service, action.verb or action.name)
    end = time.monotonic() + LONGEST
    outcomes: list[Outcome] = []
    stopped = ""
    for each in chosen:
        if not stopped and time.monotonic() > end:
            stopped = _("There was no time left for it.")
        if stopped:
            outcomes.append(Outcome(each["id"], each["called"], State.UNTOUCHED, stopped))
            continue
        state, why, stopped = _one(do, each["id"])
        outcomes.append(Outcome(each["id"], each["called"], state, why))
    return Result(outcomes)


def _one(do: Any, pk: int | str) -> tuple[State, str, str]:
    """Do it to one record: what came of it, why, and why the others are left alone ("" where they are not)."""
    try:
        do(pk)
    except (ApiForbidden, ApiSignedOut, ApiBusy) as refused:
        return State.REFUSED, refused.message, _("SigningHub refused an earlier one: %s") % refused.message
    except ApiRefused as refused:
        return State.REFUSED, refused.message, ""
    except ApiError as error:
        stopped = _("SigningHub did not answer for an earlier one.")
        return State.UNKNOWN if error.sent else State.UNTOUCHED, error.message, stopped
    except AuditUnavailable:
        why = _("The audit record cannot be written, so it was not done.")
        return State.UNTOUCHED, why, why
    return State.DONE, "", ""


def _tell(bulk: Bulk, told: dict[str, Any]) -> HttpResponse:
    outcomes = [Outcome(**{**each, "state": State(each["state"])}) for each in told["outcomes"]]
    done = sum(outcome.state is State.DONE for outcome in outcomes)
    return _page(bulk, {"outcomes": outcomes, "done": done, "said": told.get("said", "")})


def _page(bulk: Bulk, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context |= {"resource": bulk.resource, "action": bulk.action, "title": bulk.action.title}
    context |= {"back": bulk.back, "list_url": bulk.back, "return_to": links.return_to(bulk.request, "")}
    return render(bulk.request, template_of(bulk.resource, "selection"), context, status=status)
