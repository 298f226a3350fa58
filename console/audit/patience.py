"""Waiting for the store, but not for long: a record that hangs must become a refusal, not a page that hangs."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

LONGEST_WAIT_MS = 2000
# A server that does not even end a statement in time is not answering at all: then its connection is cut, in seconds.
CUT_AFTER = LONGEST_WAIT_MS / 1000 + 0.5


@contextmanager
def bounded_wait(*, durable: bool = False) -> Iterator[None]:
    """A transaction in which nothing waits longer than LONGEST_WAIT_MS for a lock or an answer.

    `durable`: it must be the outermost one (RuntimeError otherwise), so that it is committed when this ends.
    """
    patience = None
    if connection.vendor == "sqlite":
        patience = _busy_timeout(LONGEST_WAIT_MS)
    try:
        with _cut_off(), transaction.atomic(durable=durable):
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL statement_timeout = {LONGEST_WAIT_MS}")
            yield
    finally:
        if patience is not None:
            _busy_timeout(patience)


def _busy_timeout(milliseconds: int) -> int:
    """Set how long SQLite waits for a lock; returns what it was."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        before = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout = {int(milliseconds)}")
    return before


@contextmanager
def _cut_off() -> Iterator[None]:
    """Cut the connection to a PostgreSQL that has gone silent: what waits for it then fails at once."""
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    # A handle of our own, so that the number cannot belong to another connection by the time it is used.
    line = socket.socket(fileno=os.dup(connection.connection.pgconn.socket))
    timer = threading.Timer(CUT_AFTER, line.shutdown, (socket.SHUT_RDWR,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        line.close()
