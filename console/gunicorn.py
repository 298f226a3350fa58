"""How gunicorn runs the console: `gunicorn -c console/gunicorn.py console.wsgi -b 127.0.0.1:8000`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
# A thread mostly waits for SigningHub; memory, not the processor, is what more of them cost.
# More than may wait for it at once (console/api/places.py), or nothing else would be answered meanwhile.
threads = 16
# Longer than the longest call (an export), so that a worker is never killed over a slow SigningHub.
timeout = 150
graceful_timeout = 30
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000

# The default is one socket for every gunicorn of this account; nothing here uses it.
control_socket_disable = True
# What the console writes (an SQLite file, at most) is for its own account only.
umask = 0o077
# Each request is a line of console.middleware.Envelope: the route instead of the path, and never a query string.
accesslog = None
errorlog = "-"
# The scheme behind a proxy is read by Django, and only from TRUSTED_PROXIES (console/addresses.py).
forwarded_allow_ips = ""
limit_request_line = 8190
limit_request_fields = 60


def on_starting(_server: Arbiter) -> None:
    """Refuse to start in one sentence, once, in the master; a worker that cannot start would be started for ever."""
    from console import wsgi  # noqa: F401 - importing it reads the settings and runs the checks
