"""A tiny real server that keeps what it was sent, byte by byte, and answers what a test tells it to."""

import contextlib
import json
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Received:
    """One request as it came."""

    method: str
    target: str
    headers: list[tuple[str, bytes]]
    body: bytes

    def values(self, name: str) -> list[bytes]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def value(self, name: str) -> bytes | None:
        found = self.values(name)
        return found[0] if found else None

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    """An answer. `data` is sent as JSON unless `body` is given; `by_hand` writes to the socket itself."""

    status: int = 200
    data: Any = None
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    by_hand: Callable[[socket.socket], None] | None = None

    def send(self, connection: socket.socket) -> None:
        if self.by_hand:
            self.by_hand(connection)
            return
        body = json.dumps(self.data).encode() if self.body is None else self.body
        headers = {"Content-Type": "application/json", "Content-Length": str(len(body))} | self.headers
        lines = [f"HTTP/1.1 {self.status} Status", *(f"{name}: {value}" for name, value in headers.items() if value)]
        connection.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + body)


class WireServer(socketserver.ThreadingTCPServer):
    """Answers `replies` in turn, the last one for ever; sign-in has its own two answers."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.context = context
        self.replies: list[Reply] = [Reply(data={})]
        self.sign_in: dict[str, Reply] = {
            "/authenticate": Reply(data={"subject_token": "canary-subject-token"}),
            "/token": Reply(data={"access_token": "canary-bearer", "token_type": "Bearer", "expires_in": 3600}),
        }
        self.received: list[Received] = []
        self.signed_in: list[Received] = []
        self.connections = 0
        self.over = threading.Event()
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"{'https' if self.context else 'http'}://127.0.0.1:{self.server_address[1]}"

    def answer(self, *replies: Reply) -> None:
        self.replies = list(replies)

    def reply_to(self, received: Received) -> Reply:
        with self._lock:
            if received.target in self.sign_in:
                self.signed_in.append(received)
                return self.sign_in[received.target]
            self.received.append(received)
            return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Broken connections are what many tests are about."""


class _Connection(socketserver.BaseRequestHandler):
    server: WireServer

    def handle(self) -> None:
        connection = self.request
        connection.settimeout(20)
        self.server.connections += 1
        with contextlib.suppress(OSError):
            if self.server.context:
                connection = self.server.context.wrap_socket(connection, server_side=True)
            while received := _read_request(connection):
                self.server.reply_to(received).send(connection)
            connection.close()


def _read_request(connection: socket.socket) -> Received | None:
    head = b""
    while b"\r\n\r\n" not in head:
        chunk = connection.recv(65536)
        if not chunk:
            return None
        head += chunk
    head, _, body = head.partition(b"\r\n\r\n")
    line, *lines = head.split(b"\r\n")
    method, target, _version = line.decode("ascii").split(" ")
    pairs = [
        (name.decode("ascii"), value.removeprefix(b" ")) for name, _, value in (one.partition(b":") for one in lines)
    ]
    length = next((int(value) for name, value in pairs if name.lower() == "content-length"), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return Received(method, target, pairs, body)
