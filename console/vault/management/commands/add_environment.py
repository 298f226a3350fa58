"""Add a SigningHub that the console talks to."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from console.audit.models import Kind
from console.audit.record import event
from console.vault.models import Environment
from console.vault.secret_files import read_limited

MAX_CA_BYTES = 1024 * 1024


class Command(BaseCommand):
    """`manage.py add_environment NAME --api-url URL …`"""

    help = "Add a SigningHub that the console talks to."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME")
        parser.add_argument("--api-url", required=True, metavar="URL", help="address of the Admin API")
        parser.add_argument("--auth-url", default="", metavar="URL", help="address of authentication, if another")
        parser.add_argument("--ca-file", metavar="FILE", help="PEM file of the CAs to trust instead of the system's")
        parser.add_argument("--proxy", default="", metavar="URL")
        parser.add_argument("--powerbi-host", metavar="HOST")
        parser.add_argument("--production", action="store_true", help="mark it as production")

    def handle(self, *_args: Any, **options: Any) -> None:
        name = options["name"]
        if Environment.objects.filter(name=name).exists():
            raise CommandError(f"There is already an environment named {name}.")
        environment = Environment(
            name=name,
            api_url=options["api_url"],
            auth_url=options["auth_url"],
            ca_bundle=_ca_bundle(options["ca_file"]),
            proxy=options["proxy"],
            is_production=options["production"],
        )
        if options["powerbi_host"]:
            environment.powerbi_host = options["powerbi_host"]
        try:
            environment.full_clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        with transaction.atomic():
            environment.save()
            event(Kind.VAULT, title="Environment added", object_id=name, values={"api_url": environment.api_url})
        self.stdout.write(f"Environment {name}: {environment.api_url}")


def _ca_bundle(path: str | None) -> str:
    if path is None:
        return ""
    content = read_limited(path, MAX_CA_BYTES)
    if not content or len(content) > MAX_CA_BYTES:
        raise CommandError(f"{path} is not a PEM file of certificates.")
    return content.decode(errors="replace")
