"""Deleting chosen accounts in one call, whose answer is read with care: only what it says plainly counts as done."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.accounts.accounts import holdings
from apps.accounts.accounts.holdings import email_of
from apps.accounts.accounts.service import Accounts
from console.api.contract import Operation
from console.api.errors import ApiError, ApiRefused
from console.api.records import with_declared_names
from console.audit import record
from console.audit.models import Kind
from console.audit.models import State as Recorded
from console.audit.record import AuditUnavailable
from console.requests import ConsoleRequest
from console.screens import links, selection
from console.screens.cells import plain, truth
from console.screens.resource import Resource, Row, Text
from console.screens.secret_names import without_secrets
from console.screens.selection import Named, Outcome, Result, State

# The guide says that there is an outcome for each and not how it is spelt; any other word is no answer.
DONE = frozenset({"DELETED", "DONE", "OK", "REMOVED", "SUCCEEDED", "SUCCESS", "SUCCESSFUL", "TRUE"})
NOT_DONE = frozenset({"ERROR", "FAILED", "FAILURE", "FALSE", "FORBIDDEN", "NOT_DELETED", "NOT_FOUND", "REFUSED"})
LONGEST_SAID = 5000


@require_http_methods(["GET", "HEAD", "POST"])
def delete_chosen(request: ConsoleRequest, *, resource: Resource, **_keys: Any) -> HttpResponse:
    """Delete Bulk Account: says what goes in numbers, asks for typing, and tells what came of each."""
    service = Accounts(request.api)
    back = links.return_to(request, resource.url("list"))
    action = resource.action("delete-chosen")
    return selection.serve(
        selection.Bulk(
            request,
            resource,
            action,
            service,
            back,
            do=partial(_delete, request, service),
            weigh=partial(_weigh, request),
        )
    )


def _weigh(request: ConsoleRequest, accounts: Mapping[int | str, Row]) -> tuple[Sequence[Text], str]:
    """What deleting these means; one account is confirmed by its address, several by their number."""
    count = len(accounts)
    email = email_of(next(iter(accounts.values()))) if count == 1 else ""
    typed = email or ngettext("delete %d account", "delete %d accounts", count) % count
    return holdings.words_for_many(request.api, accounts), typed


def _delete(request: ConsoleRequest, service: Accounts, chosen: list[Named]) -> Result:
    """Send the ids at once, and say of each what the answer says of it."""
    try:
        answer = service.delete_all([each["id"] for each in chosen], [each["called"] for each in chosen])
    except ApiRefused as refused:
        return _all(chosen, State.REFUSED, refused.message)
    except ApiError as error:
        return _all(chosen, State.UNKNOWN if error.sent else State.UNTOUCHED, error.message)
    except AuditUnavailable:
        return _all(chosen, State.UNTOUCHED, _("The audit record cannot be written, so it was not done."))
    result = read_outcomes(answer, chosen, request.api.contract.operation("deleteAccountsBulk"))
    _put_on_record(request, result)
    return result


def _all(chosen: list[Named], state: State, why: str) -> Result:
    return Result([Outcome(each["id"], each["called"], state, why) for each in chosen])


def read_outcomes(answer: Any, chosen: list[Named], operation: Operation) -> Result:
    """What the answer says of each account that was sent; unknown where it does not say so plainly and once."""
    rows = [row for row in answer if isinstance(row, Mapping)] if isinstance(answer, list) else []
    said: dict[int | str, list[Row]] = {each["id"]: [] for each in chosen}
    strays = 0
    for row in rows:
        named = with_declared_names(row, operation.answer_properties)
        about = _about(named, chosen)
        if about is None:
            strays += 1
        else:
            said[about].append(named)
    outcomes = [_outcome(each, said[each["id"]]) for each in chosen]
    is_plain = isinstance(answer, list) and len(rows) == len(answer) and not strays
    is_plain = is_plain and all(outcome.state is not State.UNKNOWN for outcome in outcomes)
    return Result(outcomes, "" if is_plain else _as_it_is(answer))


def _about(row: Row, chosen: list[Named]) -> int | str | None:
    """Which of the sent accounts a row is about: by its id, which may be text."""
    number = str(row.get("id")).strip() if not isinstance(row.get("id"), bool) else ""
    return next((each["id"] for each in chosen if str(each["id"]) == number), None)


def _outcome(each: Named, rows: list[Row]) -> Outcome:
    if len(rows) != 1:
        why = _("SigningHub’s answer does not say.") if not rows else _("SigningHub’s answer says more than one thing.")
        return Outcome(each["id"], each["called"], State.UNKNOWN, why)
    (row,) = rows
    message = plain(row.get("message") or "")
    state = _state(row.get("status"))
    if state is State.DONE:
        return Outcome(each["id"], each["called"], state)
    return Outcome(each["id"], each["called"], state, message or plain(row.get("status") or ""))


def _state(status: Any) -> State:
    """What a status means: a flag, a word, or an HTTP status."""
    if isinstance(status, int) and not isinstance(status, bool):
        return State.DONE if 200 <= status < 300 else State.REFUSED if 400 <= status < 500 else State.UNKNOWN
    word = str(status).strip().upper().replace(" ", "_").replace("-", "_")
    if word in DONE or truth(status) is True:
        return State.DONE
    return State.REFUSED if word in NOT_DONE or truth(status) is False else State.UNKNOWN


def _as_it_is(answer: Any) -> str:
    """An answer that nobody understands, as it came."""
    if answer is None:
        return _("Nothing: the answer was empty.")
    text = (
        answer
        if isinstance(answer, str)
        else json.dumps(without_secrets(answer), ensure_ascii=False, indent=2, default=str)
    )
    return text if len(text) <= LONGEST_SAID else f"{text[:LONGEST_SAID]}…"


def _put_on_record(request: ConsoleRequest, result: Result) -> None:
    """Beside the record of the call, which succeeded as a whole: which of the accounts went."""
    by_state = {
        state.value: [outcome.id for outcome in result.outcomes if outcome.state is state]
        for state in State
        if any(outcome.state is state for outcome in result.outcomes)
    }
    unknown, refused = State.UNKNOWN.value in by_state, State.REFUSED.value in by_state
    state = Recorded.UNKNOWN if unknown else Recorded.REFUSED if refused else Recorded.DONE
    try:
        record.event(
            Kind.CHANGE,
            caller=request.caller,
            credential=request.user.credential,
            title=request.api.contract.operation("deleteAccountsBulk").title,
            values=by_state,
            state=state,
        )
    except AuditUnavailable:
        # The deed is done and its own entry says so; the person must still be told what came of it.
        return
