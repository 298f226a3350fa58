"""The sandbox as a WSGI program: one request from the wire to its answer."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from cryptography import x509

from sandbox.answering import ANSWERS, Answer, Call, Refusal, load_answers
from sandbox.contract import Contract, Operation, UnknownPathError, WrongMethodError
from sandbox.faults import Fault, Faults, Kind
from sandbox.operator_log import ACTIVITIES
from sandbox.strictness import check_body, read_arguments, read_body, read_path
from sandbox.world import World

log = logging.getLogger("sandbox")
Environ = dict[str, Any]
StartResponse = Callable[..., Any]
# (operation id, status, JSON) -> the JSON to send instead, or the bytes.
Rewrite = Callable[[str, int, Any], Any]
SECRET_HEADERS = frozenset({"authorization", "cookie", "x-password", "x-subject-token"})
SECRET_WORDS = ("password", "secret", "token", "security_answer")
# Parts of a service plan that only sound like secrets.
NO_SECRETS = frozenset({"requirepassword", "onetimepassword", "timebasedonetimepassword", "aitokens"})
REMEMBERED = 20_000  # requests; a sandbox may run for days
JSON_TYPE = "application/json; charset=utf-8"


@dataclass
class Request:
    """One request as it is remembered for tests: no secret of it is kept."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    operation: str = ""
    body: Any = None
    operator: str = ""
    certificate_serial: str = ""
    fault: str = ""
    status: int = 0


@dataclass
class Response:
    """What goes back: bytes, and how they travel."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class Application:
    """The WSGI callable. `world` is replaced by a reset; `spoken` is the contract in the dialect it speaks.

    `rewrite` may turn each answer into another server's: into other types, with other keys, or none.
    """

    def __init__(self, contract: Contract, world: World, spoken: Contract | None = None) -> None:
        self.contract = contract
        self.spoken = spoken or contract
        self.world = world
        self.faults = Faults()
        self.requests: list[Request] = []
        self.tolerated_headers: frozenset[str] = frozenset()
        self.rewrite: Rewrite | None = None
        self.closing = threading.Event()
        load_answers()

    def _remember(self, request: Request) -> None:
        self.requests.append(request)
        if len(self.requests) > REMEMBERED:
            del self.requests[: REMEMBERED // 2]

    def let_go(self) -> None:
        """Wake the requests that a fault keeps waiting."""
        self.closing.set()
        self.closing = threading.Event()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        request = _remembered(environ)
        self._remember(request)
        raw = _read_raw(environ)
        fault: Fault | None = None
        try:
            operation, in_path = self._route(environ)
            request.operation = operation.id
            fault = self.faults.strike(operation.id)
            request.fault = fault.kind if fault else ""
            response = self._before(fault, request) or self._answer(operation, in_path, environ, raw, request)
        except Refusal as refusal:
            response = self._json(request, refusal.status, refusal.data, refusal.headers)
        request.status = response.status
        return self._after(fault, response, environ, start_response)

    def _route(self, environ: Environ) -> tuple[Operation, dict[str, str]]:
        method = environ["REQUEST_METHOD"].upper()
        try:
            return self.spoken.find(method, read_path(_raw_path(environ)))
        except UnknownPathError as error:
            raise Refusal(404, f"No such path: {str(error)[:200]}") from error
        except WrongMethodError as error:
            allow = ", ".join(error.allowed)
            raise Refusal(405, f"{method} is not allowed here; {allow} is.", headers={"Allow": allow}) from error

    def _answer(
        self, operation: Operation, in_path: dict[str, str], environ: Environ, raw: bytes, request: Request
    ) -> Response:
        world = self.world
        call = Call(
            self.contract.operations[operation.id], self.contract, world, {}, address=environ.get("REMOTE_ADDR", "")
        )
        self._guard(call, environ, request)
        call.arguments = read_arguments(
            operation,
            in_path,
            environ.get("QUERY_STRING", ""),
            _headers(environ),
            world.settings.header_encoding,
            self.tolerated_headers,
        )
        content_type = environ.get("CONTENT_TYPE", "")
        call.body = read_body(operation, content_type, raw)
        request.body = without_secrets(call.body)
        if raw or call.body is not None:
            check_body(operation, content_type, call.body)
        with world.lock:
            given = ANSWERS[operation.id](call)
            answer = given if isinstance(given, Answer) else Answer(given)
            if operation.effect == "write" and call.operator is not None and not call.recorded:
                call.record(ACTIVITIES.get(operation.method, ACTIVITIES["PUT"]), operation.title)
        headers = dict(answer.headers)
        if answer.total is not None:
            headers["x-total-records"] = str(answer.total)
        if isinstance(answer.data, bytes):
            return Response(200, answer.data, {"Content-Type": answer.content_type, **headers})
        return self._json(request, 200, answer.data, headers)

    def _json(self, request: Request, status: int, data: Any, headers: dict[str, str] | None = None) -> Response:
        """JSON on its way out, as `rewrite` would have it; bytes from it are sent as they are."""
        if self.rewrite is not None:
            data = self.rewrite(request.operation, status, data)
        body = data if isinstance(data, bytes) else _json_bytes(data)
        return Response(status, body, headers or {})

    def _guard(self, call: Call, environ: Environ, request: Request) -> None:
        """Let pass who the operation is for: a certificate, an API client, or an operator with the right."""
        call.certificate = environ.get("SSL_CLIENT_CERT", "")
        if call.certificate:
            request.certificate_serial = f"{x509.load_pem_x509_certificate(call.certificate.encode()).serial_number:x}"
        for guard in call.operation.guards:
            if guard == "basic":
                self._check_client(environ.get("HTTP_AUTHORIZATION", ""))
            elif guard == "bearer":
                self._check_token(call, environ.get("HTTP_AUTHORIZATION", ""))
                request.operator = call.who["email"]

    def _check_client(self, authorization: str) -> None:
        scheme, _space, value = authorization.partition(" ")
        try:
            given = base64.b64decode(value, validate=True) if scheme.lower() == "basic" else b""
        except binascii.Error:
            given = b""
        expected = f"{self.world.client_id}:{self.world.client_secret}".encode()
        if not hmac.compare_digest(given, expected):
            raise Refusal(
                401,
                "Client authentication failed.",
                error="invalid_client",
                headers={"WWW-Authenticate": 'Basic realm="SigningHub"'},
            )

    def _check_token(self, call: Call, authorization: str) -> None:
        scheme, _space, token = authorization.partition(" ")
        operator_id = self.world.access_tokens.operator_id(token) if scheme.lower() == "bearer" else None
        operator = self.world.operators.get(operator_id or 0)
        if operator is None or not operator["status"]:
            raise Refusal(401, "User authentication required", headers={"WWW-Authenticate": "Bearer"})
        call.token, call.operator = token, operator
        if call.operation.right and not self.world.allows(operator, *call.operation.right):
            raise Refusal(self.world.settings.forbidden_status, "Request authorization denied")

    def _before(self, fault: Fault | None, request: Request) -> Response | None:
        """The faults that keep the work from being done."""
        if fault is None:
            return None
        match fault.kind:
            case Kind.SLOW:
                self.closing.wait(fault.seconds)
            case Kind.HANG:
                self.closing.wait()
            case Kind.FAIL:
                return self._json(request, fault.status, {"message": fault.message})
            case Kind.RATE_LIMIT:
                return self._json(request, 429, {"message": "Too many requests"}, {"Retry-After": f"{fault.seconds:g}"})
            case Kind.HTML:
                page = b"<!DOCTYPE html><title>Bad gateway</title><h1>Server Error</h1><script>alert(1)</script>"
                return Response(fault.status, page, {"Content-Type": "text/html; charset=utf-8"})
            case Kind.REDIRECT:
                return Response(fault.status, b"", {"Location": "https://127.0.0.1:1/elsewhere"})
        return None

    def _after(
        self, fault: Fault | None, response: Response, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Send the answer, spoilt where a fault says so."""
        kind = fault.kind if fault else None
        if kind is Kind.DROP:
            environ["sandbox.drop"]()
            return []
        body, length = response.body, len(response.body)
        if kind is Kind.BAD_JSON:
            body = b'\xef\xbb\xbf{"message": NaN, "message": "unfinished'
            length = len(body)
        if kind is Kind.TRUNCATE:
            body = body[: length // 2]
        headers = {"Content-Type": JSON_TYPE, "Cache-Control": "no-store", **response.headers}
        if kind is Kind.HUGE and fault is not None:
            length = fault.megabytes * 2**20
        headers["Content-Length"] = str(length)
        if kind is Kind.TRUNCATE:
            environ["sandbox.close"]()
        start_response(f"{response.status} {_reason(response.status)}", list(headers.items()))
        if environ["REQUEST_METHOD"] == "HEAD":
            return []
        return _huge(length) if kind is Kind.HUGE else [body]


def without_secrets(value: Any) -> Any:
    """The same body with every secret value hidden."""
    if isinstance(value, dict):
        return {
            name: "(hidden)" if _is_secret(str(name).lower()) else without_secrets(item) for name, item in value.items()
        }
    if isinstance(value, list):
        return [without_secrets(item) for item in value]
    return value


def _is_secret(name: str) -> bool:
    return name.replace("_", "") not in NO_SECRETS and any(word in name for word in SECRET_WORDS)


def _remembered(environ: Environ) -> Request:
    headers = {name: "(hidden)" if name in SECRET_HEADERS else value for name, value in _headers(environ).items()}
    return Request(
        method=environ["REQUEST_METHOD"],
        path=_raw_path(environ),
        query=environ.get("QUERY_STRING", ""),
        headers=headers,
    )


def _raw_path(environ: Environ) -> str:
    """The path as it was sent: a quoted slash in a segment is not a slash."""
    target: str = environ.get("REQUEST_URI") or environ.get("PATH_INFO", "/")
    if "://" in target:
        target = "/" + target.split("://", 1)[1].partition("/")[2]
    return target.split("?", 1)[0]


def _headers(environ: Environ) -> dict[str, str]:
    return {key[5:].replace("_", "-").lower(): value for key, value in environ.items() if key.startswith("HTTP_")}


def _read_raw(environ: Environ) -> bytes:
    """The whole body, so that a kept connection stays in step whatever the answer is."""
    stream = environ["wsgi.input"]
    length = environ.get("CONTENT_LENGTH", "")
    if length:
        return bytes(stream.read(int(length)))
    return bytes(stream.read()) if environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked" else b""


def _json_bytes(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, allow_nan=False).encode("utf-8", "surrogatepass")


def _reason(status: int) -> str:

    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown"


def _huge(length: int) -> Iterator[bytes]:
    """A valid JSON string of `length` bytes, made while it is sent."""
    yield b'"'
    left = length - 2
    while left > 0:
        piece = min(left, 65536)
        yield b"x" * piece
        left -= piece
    yield b'"'
