"""Look whether the record of who did what is as it was written."""

from __future__ import annotations

import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from console.audit.chain import ONLY
from console.audit.models import Chain, Entry, Link
from console.audit.verify import Fault, Finding, findings
from console.vault.seal import SealBroken

SENTENCES = {
    Fault.EDITED: "was edited",
    Fault.DELETED: "was deleted: its link is there, the entry is not",
    Fault.MOVED: "was put in another place: it does not follow the link before it",
    Fault.SLIPPED_IN: "was slipped in: the chain knows nothing of it",
}


class Command(BaseCommand):
    """`manage.py verify_audit [--known NUMBER:DIGEST]`"""

    help = (
        "Look whether any entry of the audit was edited, deleted, slipped in or moved, and name it. Prints where the "
        "chain ends: noted elsewhere, it proves later (--known) that nothing of what is there today was cut off."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--known", metavar="NUMBER:DIGEST", help="an end of the chain that was noted earlier")

    def handle(self, *_args: Any, **options: Any) -> None:
        wrong = 0
        try:
            for finding in findings():
                wrong += 1
                self.stdout.write(_in_words(finding))
        except SealBroken as broken:
            raise CommandError(f"The chain cannot be checked: {broken}") from None
        wrong += self._lacks(options["known"])
        if wrong:
            raise CommandError(f"{wrong} found. The record is not as it was written.")
        end = Chain.objects.filter(pk=ONLY).first()
        self.stdout.write(f"{Entry.objects.count()} entries, nothing edited, deleted or moved.")
        if end:
            self.stdout.write(f"The chain ends at {end.number}:{end.digest}")

    def _lacks(self, known: str | None) -> int:
        if known is None:
            return 0
        number, _colon, digest = known.partition(":")
        if not re.fullmatch(r"[0-9]{1,18}", number):
            raise CommandError("--known is written NUMBER:DIGEST, as this command prints it.")
        if Link.objects.filter(number=number, digest=digest).exists():
            return 0
        self.stdout.write(f"Link {number} is no longer the one that was noted.")
        return 1


def _in_words(finding: Finding) -> str:
    if finding.fault is Fault.NO_END:
        return "The end of the chain is missing."
    if finding.fault is Fault.GAP:
        return f"Links {finding.number} to {finding.last} are missing."
    entry = Entry.objects.filter(pk=finding.entry_id).first() if finding.entry_id else None
    if finding.fault is Fault.NO_KEY:
        return f"Links {finding.number} to {finding.last} were made with a key that was lost: only their order holds."
    where = f"Link {finding.number}, entry" if finding.number else "Entry"
    return f"{where} {finding.entry_id}{f' ({entry})' if entry else ''} {SENTENCES[finding.fault]}."
