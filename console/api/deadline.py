"""One wall-clock limit over a whole call: connecting, TLS, sending, and every byte of the answer.

httpx measures each socket operation by itself, so a server that drips one byte a second never times out. Here every
operation on the socket gets no more time than the call has left.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpcore
import httpx


class Deadline:
    """A moment by which one call must be over; `seconds` from now, on a clock that nobody sets back."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, 0 where it is over."""
        return max(0.0, self._end - time.monotonic())

    @contextmanager
    def enforced(self) -> Iterator[None]:
        """Hold every socket operation of this thread to this deadline."""
        reset = _current.set(self)
        try:
            yield
        finally:
            _current.reset(reset)


_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


def _allowed(timeout: float | None, too_late: type[Exception]) -> float | None:
    deadline = _current.get()
    if deadline is None:
        return timeout
    left = deadline.left()
    if left <= 0:
        raise too_late("The deadline of the call is over.")
    return left if timeout is None else min(timeout, left)


class _TimedStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _allowed(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _allowed(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        allowed = _allowed(timeout, httpcore.ConnectTimeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, allowed))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _TimedNetwork(httpcore.NetworkBackend):
    def __init__(self, network: httpcore.NetworkBackend) -> None:
        self._network = network

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        allowed = _allowed(timeout, httpcore.ConnectTimeout)
        return _TimedStream(self._network.connect_tcp(host, port, allowed, local_address, socket_options))


class TimedTransport(httpx.HTTPTransport):
    """httpx's own transport, held to the deadline of the call that it serves."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # httpx has no argument for it; test_deadlines.py fails if the attribute ever moves.
        self._pool._network_backend = _TimedNetwork(self._pool._network_backend)
