"""Write into the stream what it lacks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from console.audit import stream


class Command(BaseCommand):
    """`manage.py stream_audit`"""

    help = "Write every entry that AUDIT_STREAM lacks, in order. Needed after it was first set, or was out of reach."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.AUDIT_STREAM:
            raise CommandError("AUDIT_STREAM is not set.")
        written = 0
        while count := stream.flush():
            written += count
        if stream.lacks():
            raise CommandError("The stream cannot be written; the log says why.")
        # Not on standard output, which may be the stream itself.
        self.stderr.write(f"{written} lines written.")
