"""The Admin API as one caller sees it: operations by name, answers as data, every change on record."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import stamina
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from console.api import exchange, silence, wire
from console.api.answer import Answer
from console.api.caller import Caller
from console.api.connections import client_for, opened
from console.api.contract import Contract, Operation, load_contract
from console.api.deadline import Deadline
from console.api.errors import ApiError, ApiForbidden, ApiReadOnly, ApiRefused, ApiSignedOut, ApiUnreachable
from console.api.request import Arguments, build_request, check_arguments
from console.api.tokens import BearerToken, Tokens
from console.audit import record
from console.audit.models import State
from console.vault.models import Credential, Environment

# In seconds. Younger than this, a token is rather not what a 401 is about.
YOUNG = 60
ATTEMPTS = 3
WHO_AM_I = "getSessionOperator"


class AdminApi:
    """The Admin API of one environment, through one credential, on behalf of one caller."""

    def __init__(self, environment: Environment, credential: Credential, tokens: Tokens, caller: Caller) -> None:
        self.environment = environment
        self.credential = credential
        self.tokens = tokens
        self.caller = caller
        # In seconds, for calls that are not told a deadline; None leaves it to the kind of operation.
        self.patience: float | None = None
        # Whether its reads may be refused at once while SigningHub is silent: not where a change waits for them.
        self.gives_up_early = False

    @cached_property
    def contract(self) -> Contract:
        """What this environment's SigningHub offers."""
        return load_contract(self.environment.overlay)

    def own_clients(self) -> frozenset[str]:
        """The ids of the API clients as which the console itself comes to this SigningHub, in anybody's name."""
        found = set()
        for credential in self.environment.credentials.all():
            try:
                found.add(opened(credential).client_id)
            except ApiUnreachable:
                # It does not open, so nobody comes with it.
                continue
        return frozenset(found)

    @sensitive_variables("body", "before", "arguments")
    def call(
        self,
        operation_id: str,
        /,
        *,
        body: Any = None,
        before: Mapping[str, Any] | None = None,
        deadline: float | None = None,
        **arguments: Any,
    ) -> Answer:
        """Ask SigningHub to do `operation_id`; arguments by the names in Operation.arguments, None leaves one out.

        `deadline` is in seconds for the whole call (else `patience`, or by the kind of operation), `before` the
        values that a change replaces, for the record. Raises TypeError for arguments that the operation does not take
        or lacks, KeyError for an unknown operation, ApiError for everything that goes wrong, AuditUnavailable if a
        change cannot be written down: then it was not sent.
        """
        operation = self.contract.operation(operation_id)
        check_arguments(operation, arguments, body)
        operation = operation.asked_with(arguments)
        limit = wire.deadline_for(operation, deadline or self.patience)
        if operation.writes:
            if self.caller.viewed_as is not None:
                raise ApiReadOnly(_("Nothing can be changed while you look with somebody's eyes."), sent=False)
            return self._write(operation, arguments, body, before, limit)
        return self._read(operation, arguments, body, limit)

    def _read(self, operation: Operation, arguments: Arguments, body: Any, limit: Deadline) -> Answer:
        if self.gives_up_early:
            silence.silence.check(wire.host_of(self.environment.api_url), operation.id, self.caller.request_id)
        retries = stamina.retry_context(
            on=_may_pass,
            attempts=ATTEMPTS,
            timeout=limit.left(),
            wait_initial=0.1,
            wait_max=1.0,
            wait_jitter=0.2,
        )
        for attempt in retries:
            with attempt:
                return self._authorised(operation, arguments, body, limit)
        raise AssertionError("stamina neither returned nor raised")

    def _write(
        self, operation: Operation, arguments: Arguments, body: Any, before: Mapping[str, Any] | None, limit: Deadline
    ) -> Answer:
        # Values that cannot be sent are found here, before anything is written down.
        build_request(self.environment, operation, arguments, body, self.caller, None)
        values = body if isinstance(body, Mapping) else {"body": body}
        if body is None:
            values = {name: arguments[name] for name in operation.arguments if arguments.get(name) is not None}
            values = {name: value for name, value in values.items() if not operation.arguments[name].is_in_our_path}
        object_id = _object_id(operation, arguments, body)
        entry = record.intent(self.caller, self.credential, operation.id, object_id, values, before=before)
        self.caller.changes.append(operation.id)
        # What any other end than an answer means: it may have been done.
        status: int | None = None
        detail, state = "", State.UNKNOWN
        try:
            answer = self._authorised(operation, arguments, body, limit)
            status, state = 200, State.DONE
            return answer
        except ApiRefused as refused:
            status, detail, state = refused.status, refused.message, State.REFUSED if refused.sent else State.FAILED
            raise
        except ApiError as error:
            detail, state = error.message, State.UNKNOWN if error.sent else State.FAILED
            raise
        finally:
            record.outcome(entry, status, detail, state=state)

    def _authorised(self, operation: Operation, arguments: Arguments, body: Any, limit: Deadline) -> Answer:
        if "bearer" not in operation.security:
            return self._without_bearer(operation, arguments, body, limit)
        token = self.tokens.current(limit)
        try:
            return self._send(operation, arguments, body, _bearer(token), limit)
        except ApiSignedOut as refused:
            if not self._was_the_token(operation, token, limit):
                raise _forbidden(refused) from refused
        fresh = self.tokens.renewed(token, limit)
        try:
            return self._send(operation, arguments, body, _bearer(fresh), limit)
        except ApiSignedOut as refused:
            raise _forbidden(refused) from refused

    def _was_the_token(self, operation: Operation, token: BearerToken, limit: Deadline) -> bool:
        """Whether a 401 was about the token, so that the call was not done and may be repeated with a new one.

        SigningHub also answers 401 where the role lacks a right. A read on a token of some age is simply repeated.
        Before a change is, and before a token just obtained is given up, we must know: the token is past its life, or
        not accepted either for asking who we are.
        """
        if token.is_past_its_life:
            return True
        is_in_doubt = operation.writes or token.age < YOUNG
        return not is_in_doubt or not self._is_accepted(token, limit)

    def _is_accepted(self, token: BearerToken, limit: Deadline) -> bool:
        try:
            self._send(self.contract.operation(WHO_AM_I), {}, None, _bearer(token), limit)
        except ApiSignedOut:
            return False
        return True

    @sensitive_variables()
    def _without_bearer(self, operation: Operation, arguments: Arguments, body: Any, limit: Deadline) -> Answer:
        """Operations before the token: the API client and a subject token of the certificate, or nothing at all."""
        if "basic" not in operation.security:
            return self._send(operation, arguments, body, None, limit)
        identity = opened(self.credential)
        door = exchange.Door(self.environment, identity, client_for(self.credential), self.caller, limit)
        if "subject_token" in operation.arguments:
            arguments = {**arguments, "subject_token": exchange.subject_token(door)}
        return self._send(operation, arguments, body, exchange.basic_authorization(identity), limit)

    @sensitive_variables()
    def _send(
        self, operation: Operation, arguments: Arguments, body: Any, authorization: str | None, limit: Deadline
    ) -> Answer:
        request = build_request(self.environment, operation, arguments, body, self.caller, authorization)
        return wire.send(client_for(self.credential), request, operation, self.caller.request_id, limit)


def _bearer(token: BearerToken) -> str:
    return f"Bearer {token.value}"


def _forbidden(refused: ApiSignedOut) -> ApiForbidden:
    message = refused.message or _("The role at SigningHub does not allow this.")
    about = {"operation": refused.operation, "request_id": refused.request_id}
    return ApiForbidden(message, status=refused.status, **about)


def _may_pass(error: Exception) -> bool:
    return isinstance(error, ApiUnreachable) and error.passing


def _object_id(operation: Operation, arguments: Arguments, body: Any) -> str:
    """What a change is about, for the record: the ids in its path, or the ids it carries."""
    ids = [str(arguments.get(parameter.argument) or "") for parameter in operation.path_parameters]
    if not ids and isinstance(body, list):
        return ",".join(map(str, body))
    return "/".join(filter(None, ids))
