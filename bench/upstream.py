"""`python -m bench.upstream`: a SigningHub that costs next to nothing, so that what is measured is not the emulator.

It is the sandbox, with its TLS and its contract, except that a read asked once before is answered from memory.
"""

from __future__ import annotations

import argparse
import json
import signal
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sandbox.application import Application, Environ, StartResponse
from sandbox.server import Sandbox

# Asked with GET, outside of the contract: what has happened here so far.
COUNTS = "/bench/counts"
# What makes two reads the same: where they go, what they filter by, and whose they are.
TOLD_APART = ("HTTP_X_", "HTTP_ACCEPT", "HTTP_AUTHORIZATION")
OF_ONE_REQUEST = frozenset({"HTTP_X_REQUEST_ID", "HTTP_X_FORWARDED_FOR"})

Kept = tuple[str, list[tuple[str, str]], list[bytes]]


class Canned:
    """The sandbox's application with a memory for reads, each of which takes `delay` seconds."""

    def __init__(self, sandbox: Sandbox, delay: float) -> None:
        self.sandbox = sandbox
        self.delay = delay
        self.application: Application = sandbox.application
        self.answered = 0
        self._kept: dict[tuple[Any, ...], Kept] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ["PATH_INFO"] == COUNTS:
            counts = {"connections": self.sandbox.connections.made, "requests": self.answered}
            body = json.dumps(counts).encode()
            start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
            return [body]
        self.answered += 1
        if environ["REQUEST_METHOD"] != "GET":
            return self.application(environ, start_response)
        time.sleep(self.delay)
        key = _key(environ)
        kept = self._kept.get(key)
        if kept is None:
            begun: list[Any] = []
            body_parts = list(self.application(environ, lambda *arguments: begun.extend(arguments)))
            kept = (begun[0], begun[1], body_parts)
            if kept[0].startswith("200"):
                self._kept[key] = kept
        start_response(kept[0], kept[1])
        return kept[2]


def _key(environ: Environ) -> tuple[Any, ...]:
    told_apart = (name for name in environ if name.startswith(TOLD_APART) and name not in OF_ONE_REQUEST)
    return (environ["PATH_INFO"], environ["QUERY_STRING"], *((name, environ[name]) for name in sorted(told_apart)))


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(prog="python -m bench.upstream")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--accounts", type=int, required=True)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds that every read takes")
    options = parser.parse_args()
    sandbox = Sandbox(options.dir, options.port, options.accounts)
    sandbox.application = Canned(sandbox, options.delay)  # type: ignore[assignment] # all that the server needs is a callable
    sandbox.start()
    signal.pause()


if __name__ == "__main__":
    main()
