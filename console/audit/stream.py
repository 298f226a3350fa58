"""The record as lines of JSON for a SIEM: into a file or standard output, in order, nothing left out.

A line is written after its link is committed. Where that fails, the record stands all the same, the log cries out,
and the next entry writes what is missing first. After a crash a line may come twice; its number says so.
"""

from __future__ import annotations

import json
import os
import select
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.conf import settings
from django.db import Error as StoreError
from django.db import transaction

from console.audit import chain
from console.audit.models import Entry, Link, Stream
from console.audit.patience import bounded_wait

log = structlog.get_logger(__name__)

STANDARD_OUTPUT = "stdout"
AT_ONCE = 500
# A reader at the other end of a pipe that takes nothing for so long counts as gone.
LONGEST_WAIT_MS = 1000


def soon() -> None:
    """Write what the stream lacks as soon as the present transaction is committed."""
    if settings.AUDIT_STREAM:
        transaction.on_commit(flush)


def lacks() -> bool:
    """Whether any link is not in the stream yet."""
    written = Stream.objects.filter(pk=chain.ONLY).values_list("number", flat=True).first() or 0
    return Link.objects.filter(number__gt=written).exists()


def flush() -> int:
    """Write the next lines, at most AT_ONCE; returns how many. Never raises: the act itself is done and on record."""
    try:
        with bounded_wait():
            return _write_next()
    except (OSError, StoreError) as error:
        log.critical("audit.stream_lost", error=type(error).__name__)
        return 0


def _write_next() -> int:
    Stream.objects.get_or_create(pk=chain.ONLY)
    # The lock keeps the lines of several processes in order.
    place = Stream.objects.select_for_update().get(pk=chain.ONLY)
    links = list(Link.objects.filter(number__gt=place.number).order_by("number")[:AT_ONCE])
    if not links:
        return 0
    entries = Entry.objects.in_bulk([link.entry_id for link in links])
    with _opened() as sink:
        for link in links:
            _write(sink, _line(link, entries.get(link.entry_id)))
    place.number = links[-1].number
    place.save(update_fields=["number"])
    return len(links)


def _line(link: Link, entry: Entry | None) -> bytes:
    said = chain.content(entry, link.part) if entry else {"id": str(link.entry_id)}
    line = {"number": link.number, "part": link.part, **said, "previous": link.previous, "digest": link.digest}
    # Control and bidirectional characters come out as \\u escapes: a value can neither break a line nor turn it round.
    return json.dumps(line, ensure_ascii=True).encode() + b"\n"


@contextmanager
def _opened() -> Iterator[int]:
    if settings.AUDIT_STREAM == STANDARD_OUTPUT:
        yield 1
        return
    sink = os.open(settings.AUDIT_STREAM, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        yield sink
    finally:
        os.close(sink)


def _write(sink: int, line: bytes) -> None:
    ready = select.poll()
    ready.register(sink, select.POLLOUT)
    while line:
        if not ready.poll(LONGEST_WAIT_MS):
            raise TimeoutError
        line = line[os.write(sink, line) :]
