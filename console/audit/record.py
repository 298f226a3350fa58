"""Writing the record. A change is written down before it is made; if it cannot be written down, it is not made.

    entry = intent(caller, credential, "updateAccount", "17", body, before=account)
    ... the call ...
    outcome(entry, 200)

Nothing here holds a secret: see console/audit/values.py.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import structlog
from django.db import Error as StoreError
from django.utils import timezone

from console.audit import chain, stream
from console.audit.models import Entry, Kind, Part, State
from console.audit.patience import bounded_wait
from console.audit.values import recorded
from console.vault.seal import SealBroken

if TYPE_CHECKING:
    from apps.access.models import User
    from console.api.caller import Caller
    from console.vault.models import Credential

log = structlog.get_logger(__name__)


class AuditUnavailable(Exception):  # noqa: N818 - the state of the record
    """The act could not be written down, so it was not done."""


def _declared(operation: str) -> tuple[str, Mapping[str, Any]]:
    """The guide's title of an operation, its parameters and the properties of its body; a body of ids counts as one,
    `body`."""
    from console.api.contract import load_contract

    found = load_contract().operation(operation)
    is_ids = found.body_schema.get("type") == "array" and found.body_schema.get("items", {}).get("type") == "integer"
    named = {parameter.argument: parameter.schema for parameter in found.parameters}
    return found.title, {"body": found.body_schema} if is_ids else {**named, **found.body_properties}


def _who(caller: Caller | None) -> dict[str, Any]:
    if caller is None:
        return {}
    user = caller.user
    return {
        "person_id": user.pk if user else None,
        "email": user.email if user else "",
        "address": caller.address,
        "request_id": caller.request_id,
        "screen": caller.screen,
    }


def _as_whom(credential: Credential | None) -> dict[str, str]:
    if credential is None:
        return {}
    return {"credential": credential.name, "environment": credential.environment.name}


def intent(
    caller: Caller,
    credential: Credential | None,
    operation: str,
    object_id: object,
    values: Mapping[str, Any] | None,
    before: Mapping[str, Any] | None = None,
) -> uuid.UUID:
    """Write down, in a committed transaction of its own, that a change is about to be made; returns the entry's id.

    Raises AuditUnavailable if that fails or takes too long: the change must then not be made. Raises RuntimeError
    inside a transaction, whose rollback would take the record with it.
    """
    title, declared = _declared(operation)
    kept = recorded(values or {}, declared)
    entry = Entry(
        kind=Kind.CHANGE,
        operation=operation,
        title=title,
        object_id="" if object_id is None else str(object_id)[:255],
        values=kept,
        before=None if before is None else recorded({k: v for k, v in before.items() if k in kept}, declared),
        state=State.INTENT,
        **_who(caller),
        **_as_whom(credential),
    )
    _write(entry, Part.BEGUN, durable=True)
    return entry.pk


def _write(entry: Entry, part: Part, *, durable: bool = False) -> None:
    try:
        with bounded_wait(durable=durable):
            end = chain.locked()
            entry.save(force_insert=True)
            chain.add(end, entry, part)
            stream.soon()
    except (StoreError, SealBroken) as error:
        log.error("audit.unavailable", kind=entry.kind, operation=entry.operation, error=type(error).__name__)
        raise AuditUnavailable(entry.operation or entry.kind) from error


def outcome(entry_id: uuid.UUID, status: int | None, detail: str = "", *, state: State | None = None) -> None:
    """Complete an entry with the HTTP status SigningHub answered (None: no answer) and a sentence on it.

    `state` says more than the status where the caller knows more: FAILED if the request surely was not sent. Never
    raises for a record that fails now: the act is done, and the entry goes on to say that its outcome is unknown.
    """
    try:
        with bounded_wait():
            end = chain.locked()
            entry = Entry.objects.get(pk=entry_id)
            entry.state, entry.status, entry.detail = state or _state_of(status), status, detail[:500]
            entry.finished_at = timezone.now()
            entry.save(update_fields=["state", "status", "detail", "finished_at"])
            chain.add(end, entry, Part.ENDED)
            stream.soon()
    except (StoreError, SealBroken, Entry.DoesNotExist) as error:
        log.critical("audit.outcome_lost", entry=str(entry_id), status=status, error=type(error).__name__)


def _state_of(status: int | None) -> State:
    if status is None or status >= 500:
        return State.UNKNOWN
    if status >= 400:
        return State.REFUSED
    return State.DONE


def event(
    kind: Kind | str,
    *,
    caller: Caller | None = None,
    person: User | None = None,
    email: str = "",
    address: str = "",
    request_id: str = "",
    credential: Credential | None = None,
    title: str = "",
    object_id: object = "",
    values: Mapping[str, Any] | None = None,
    state: State = State.DONE,
    detail: str = "",
) -> uuid.UUID:
    """Write down something that happened in the console itself: a sign-in, a refusal, a change of the vault.

    Who: `caller`, or `person` (None: nobody known, then `email` as typed). `values` are the caller's to choose: no
    secrets. Inside a transaction the entry stands or falls with it. Raises AuditUnavailable.
    """
    who = _who(caller)
    if person is not None:
        who |= {"person_id": person.pk, "email": person.email}
    if email and not who.get("email"):
        who["email"] = email[:254]
    if address:
        who["address"] = address
    if request_id:
        who["request_id"] = request_id
    if caller is not None and caller.viewed_as is not None:
        values = {**(values or {}), "viewed_as": caller.viewed_as.email}
    entry = Entry(
        kind=Kind(kind),
        title=title[:255],
        object_id=str(object_id or "")[:255],
        values=dict(values or {}),
        state=state,
        detail=detail[:500],
        finished_at=timezone.now(),
        **who,
        **_as_whom(credential),
    )
    _write(entry, Part.WHOLE)
    return entry.pk
