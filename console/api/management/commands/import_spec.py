"""Take over a SigningHub's own description of its Admin API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from console.api.contract import load_contract
from console.api.spec import Import, MapError, Unmapped, UnreadableFile, build_import, read_map, read_vendor_file
from console.api.spec.vendor import LONGEST_FILE, VendorFile
from console.audit.models import Kind
from console.audit.record import event
from console.vault.models import Environment
from console.vault.secret_files import read_limited

LONGEST_MAP = 1024 * 1024


class Command(BaseCommand):
    """`manage.py import_spec FILE --environment NAME [--map FILE]`"""

    help = (
        "Map a SigningHub's own OpenAPI file (3.0 or 3.1, JSON) onto what the console knows, and speak to it so from "
        "now on. Prints what could not be told apart, with candidates; --map settles it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help='the OpenAPI file; "-" is standard input')
        parser.add_argument("--environment", required=True, metavar="NAME")
        parser.add_argument("--map", metavar="FILE", help="which operation or parameter is which, where that is open")
        parser.add_argument("--dry-run", action="store_true", help="print what would come of it and store nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        environment = Environment.objects.filter(name=options["environment"]).first()
        if environment is None:
            raise CommandError(f"There is no environment named {options['environment']}.")
        try:
            file = read_vendor_file(read_limited(options["file"], LONGEST_FILE))
        except UnreadableFile as error:
            raise CommandError(f"{options['file']}: {error}") from None
        result = self._mapped(file, options["map"], environment)
        for line in report(file, result):
            # Titles and paths are somebody else's text, and a terminal takes orders from text.
            self.stdout.write("".join(letter if letter.isprintable() else " " for letter in line))
        for one in result.signs_nobody_in:
            self.stderr.write(f"Nobody can sign in through {environment} without {one.operation.title}: map it.")
        if options["dry_run"]:
            self.stdout.write("Nothing was stored.")
            return
        store(environment, result)
        self.stdout.write(f"Environment {environment} is spoken to as this file says.")

    def _mapped(self, file: VendorFile, map_file: str | None, environment: Environment) -> Import:
        try:
            text = read_limited(map_file, LONGEST_MAP).decode("utf-8-sig") if map_file else ""
            return build_import(file, read_map(text, load_contract(), file), environment.api_url)
        except (MapError, UnicodeDecodeError) as error:
            reason = error if isinstance(error, MapError) else "It is not text in UTF-8."
            raise CommandError(f"{map_file}: {reason}") from None
        except UnreadableFile as error:
            raise CommandError(str(error)) from None


def store(environment: Environment, result: Import) -> None:
    """Put the overlay in place of the one before, on record."""
    source = result.overlay["source"]
    values = {"digest": source["digest"], "mapped": result.mapped, "unmapped": len(result.unmapped)}
    with transaction.atomic():
        Environment.objects.filter(pk=environment.pk).update(overlay=result.overlay)
        event(Kind.VAULT, title="API description imported", object_id=environment.name, values=values)


def report(file: VendorFile, result: Import) -> Iterator[str]:
    """What came of a file, line by line; the sections are in the form that --map takes."""
    known = result.mapped + len(result.unmapped)
    yield f"{file.title or 'The file'} {file.version}: {len(file.operations)} operations".replace("  ", " ")
    yield f"Mapped: {result.mapped} of the {known} operations that the console knows"
    yield from (f"Note: {note}" for note in result.notes)
    if result.unmapped:
        yield ""
        yield f"Operations not mapped: {len(result.unmapped)} (their screens say so)"
        for one in result.unmapped:
            yield from _section(one)
    if result.hidden:
        yield ""
        yield f"Optional parameters not mapped: {len(result.hidden)} (their filters are not shown)"
        yield from _parameters(result.hidden)
    if result.added:
        yield ""
        yield f"Operations of the file that the console does not use: {len(result.added)}"
        yield from (f"  {one}" for one in result.added)


def _section(one: Unmapped) -> Iterator[str]:
    yield f"[{one.operation.id}]"
    yield f"  # {one.operation.title}: {one.reason}"
    yield from _candidates(one.candidates)


def _parameters(hidden: Iterable[Unmapped]) -> Iterator[str]:
    before = None
    for one in hidden:
        if one.operation is not before:
            yield f"[{one.operation.id}]"
        before = one.operation
        yield f"  # {one.parameter}: {one.reason}"
        yield from _candidates(one.candidates)


def _candidates(names: Iterable[str]) -> Iterator[str]:
    yield from (f"  #   candidate: {name}" for name in names)
