"""One act on several chosen records: asked once, done one after the other, and told one by one.

choose (list) ──> ask: which of them it is for ──> do, each by itself ──> what came of each, the undone still chosen

Every record is a change of its own in the audit. What was not done is never called done: a refusal leaves the others
to go on, an end to the conversation (no answer, no time, no right) leaves the rest untouched and says so.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
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
from console.screens.models import Draft
from console.screens.page import parents, service_of, template_of
from console.screens.resource import Action, Resource

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


@require_http_methods(["GET", "HEAD", "POST"])
def act_on_selection(request: ConsoleRequest, *, resource: Resource, action: Action, **keys: Any) -> HttpResponse:
    """The page of an act on chosen records: `?id=…` asks, its POST does it, `?outcome=…` tells what came of it."""
    service = service_of(resource, request, keys)
    back = links.return_to(request, resource.url("list", *parents(keys)))
    if request.method == "POST":
        return _do(request, resource, action, service, back)
    if told := drafts.outcome_of(request, request.GET.get(OUTCOME, "")):
        return _tell(request, resource, action, told, back)
    ids = chosen_ids(request.GET.getlist("id"), resource)
    chosen = [] if len(ids) > MOST else list(_look_up(service, resource, action, ids))
    wanted = [asdict(each) for each in chosen if not each.why]
    context = {
        "chosen": wanted,
        "left_out": [each for each in chosen if each.why],
        "problem": _("At most %d can be done at once. Choose fewer.") % MOST if len(ids) > MOST else "",
        "draft": drafts.open_draft(request.user, request.path, {"chosen": wanted}) if wanted else None,
    }
    return _page(request, resource, action, back, context)


def chosen_ids(typed: Iterable[str], resource: Resource) -> list[int | str]:
    """The ids in an address, each once, in their order; what is no id is left out."""
    kept = dict.fromkeys(typed)
    if resource.key == "int":
        return [int(text) for text in kept if text.isascii() and text.isdigit() and len(text) < 19]
    return [text for text in kept if text not in ("", ".", "..")]


def _look_up(service: Service, resource: Resource, action: Action, ids: list[int | str]) -> Iterator[Chosen]:
    """The chosen records as SigningHub has them now."""
    end = time.monotonic() + LOOKING
    for pk in ids:
        if time.monotonic() > end:
            yield Chosen(pk, str(pk), _("There was no time left to look at it."))
            continue
        try:
            item = service.get(pk)
        except ApiMissing:
            yield Chosen(pk, str(pk), _("There is no such record any more."))
            continue
        why = "" if action.offered_for(item) else _("There is nothing to do for it.")
        yield Chosen(pk, resource.called(item), why)


def _do(request: ConsoleRequest, resource: Resource, action: Action, service: Service, back: str) -> HttpResponse:
    draft = drafts.of_form(request)
    if draft is not None and request.POST.get("step") == "again":
        drafts.reopen(draft)
    if draft is None:
        problem = _("This page was open for more than 12 hours. Nothing was done.")
        return _page(request, resource, action, back, {"problem": problem}, status=409)
    try:
        with drafts.sending(draft):
            _finish(request, draft, action, _each(service, action, draft), back)
    except drafts.AlreadySent as sent:
        draft = sent.draft
    if draft.state == Draft.State.DONE and not draft.message:
        return redirect(draft.location)
    return editing.answered(request, resource, draft, back)


def _finish(request: ConsoleRequest, draft: Draft, action: Action, outcomes: list[Outcome], back: str) -> None:
    """Keep what came of it: a sentence where all was done, else a page that says it of each."""
    # None at all: what was chosen could not be read any more, so that nothing was done.
    if outcomes and all(outcome.state is State.DONE for outcome in outcomes):
        drafts.finish(draft, back, str(action.done))
        return
    told = links.coming_from(request.path, links.return_to(request, ""))
    location = f"{told}{'&' if '?' in told else '?'}{OUTCOME}={draft.pk}"
    drafts.finish(draft, location, "", {"outcomes": [asdict(outcome) for outcome in outcomes]})


def _each(service: Service, action: Action, draft: Draft) -> list[Outcome]:
    """Do it to one after the other, until something says that the next would fare no better."""
    do = getattr(service, action.verb or action.name)
    end = time.monotonic() + LONGEST
    outcomes: list[Outcome] = []
    stopped = ""
    for chosen in (drafts.base_of(draft) or {}).get("chosen", []):
        if not stopped and time.monotonic() > end:
            stopped = _("There was no time left for it.")
        if stopped:
            outcomes.append(Outcome(chosen["id"], chosen["called"], State.UNTOUCHED, stopped))
            continue
        state, why, stopped = _one(do, chosen["id"])
        outcomes.append(Outcome(chosen["id"], chosen["called"], state, why))
    return outcomes


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


def _tell(request: ConsoleRequest, resource: Resource, action: Action, told: dict[str, Any], back: str) -> HttpResponse:
    outcomes = [Outcome(**{**each, "state": State(each["state"])}) for each in told["outcomes"]]
    done = sum(outcome.state is State.DONE for outcome in outcomes)
    return _page(request, resource, action, back, {"outcomes": outcomes, "done": done})


def _page(
    request: ConsoleRequest,
    resource: Resource,
    action: Action,
    back: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    context |= {"resource": resource, "action": action, "back": back, "list_url": back, "title": action.title}
    context["return_to"] = links.return_to(request, "")
    return render(request, template_of(resource, "selection"), context, status=status)
