"""One request out, one answer in: the only place where bytes leave for SigningHub."""

from __future__ import annotations

import time

import httpx
import structlog

from console.api import places, silence
from console.api.answer import Answer, read_answer
from console.api.contract import Operation
from console.api.deadline import Deadline
from console.api.errors import ApiError, ApiRefused
from console.api.failures import unreachable

log = structlog.get_logger(__name__)

# In seconds. A server that does not even accept the connection within 3 will not serve a page.
CONNECT = 3.0
INTERACTIVE = 15.0
EXPORT = 120.0


def deadline_for(operation: Operation, seconds: float | None = None) -> Deadline:
    """The deadline of a call: `seconds` where given, else by the kind of operation."""
    return Deadline(seconds or (EXPORT if operation.is_export else INTERACTIVE))


def host_of(address: httpx.URL | str) -> str:
    """The server behind an address: its name, and its port where that is not the usual one."""
    return httpx.URL(address).netloc.decode("ascii", "replace")


def send(
    client: httpx.Client, request: httpx.Request, operation: Operation, request_id: str, deadline: Deadline
) -> Answer:
    """Send a request and read its answer, all within the deadline; every failure is an ApiError."""
    with places.places.one(request, deadline, operation=operation.id, request_id=request_id):
        return _send(client, request, operation, request_id, deadline)


def _send(
    client: httpx.Client, request: httpx.Request, operation: Operation, request_id: str, deadline: Deadline
) -> Answer:
    left = deadline.left()
    request.extensions["timeout"] = httpx.Timeout(left, connect=min(CONNECT, left), pool=min(CONNECT, left)).as_dict()
    started = time.monotonic()
    status: int | None = None
    failure: ApiError | None = None
    is_answered = True
    try:
        with deadline.enforced():
            response = client.send(request, stream=True)
            status = response.status_code
            try:
                return read_answer(response, operation, request_id)
            finally:
                response.close()
    except httpx.TransportError as error:
        failure = unreachable(error, operation.id, request_id)
        # For a free connection of our own pool we wait ourselves.
        is_answered = not isinstance(error, httpx.TimeoutException) or isinstance(error, httpx.PoolTimeout)
    except ApiError as error:
        failure = error
    finally:
        silence.silence.note(host_of(request.url), is_answered=is_answered)
        _record(operation, status, started, request_id, failure)
    # Raised out here so that no httpx error, whose request holds the token, hangs on it as its context.
    raise failure


def _record(
    operation: Operation, status: int | None, started: float, request_id: str, failure: ApiError | None
) -> None:
    """Never the address with its values, a header or a body: they hold tokens, passwords and personal data."""
    level = "info" if failure is None or isinstance(failure, ApiRefused) else "warning"
    getattr(log, level)(
        "signinghub.call",
        operation=operation.id,
        method=operation.method,
        path=operation.path,
        status=status,
        milliseconds=round((time.monotonic() - started) * 1000),
        request_id=request_id,
        failure=type(failure).__name__ if failure else None,
    )
