"""Secrets that a command is given: from files or standard input. Arguments would be seen by anybody on the machine."""

from __future__ import annotations

import sys
from pathlib import Path

from django.core.management.base import CommandError
from django.views.decorators.debug import sensitive_variables

STANDARD_INPUT = "-"
MAX_SECRET_BYTES = 4096


@sensitive_variables("content")
def read_limited(path: str, limit: int) -> bytes:
    """The content of a file, or of standard input for "-", up to one byte more than `limit`; or a CommandError."""
    try:
        if path == STANDARD_INPUT:
            content = sys.stdin.buffer.read(limit + 1)
        else:
            with Path(path).open("rb") as file:
                content = file.read(limit + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
    return content


@sensitive_variables()
def read_secret(path: str) -> str:
    """A secret without the line end that editors put behind it; CommandError names the file, never its content."""
    content = read_limited(path, MAX_SECRET_BYTES)
    if len(content) > MAX_SECRET_BYTES:
        raise CommandError(f"{path} is too long for a secret.")
    try:
        secret = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        secret = ""
    secret = secret.removesuffix("\n").removesuffix("\r")
    if not secret:
        raise CommandError(f"{path} is empty or not text.")
    return secret
