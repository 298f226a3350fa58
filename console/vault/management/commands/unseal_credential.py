"""Let a sealed credential be used again, where no custodian gets in any more to do it on screen."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from console.vault.credentials import unseal_credential
from console.vault.models import Credential


class Command(BaseCommand):
    """`manage.py unseal_credential NAME`"""

    help = "Let a sealed credential be used again. On record, like the page of the same act."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME")

    def handle(self, *_args: Any, **options: Any) -> None:
        credential = Credential.objects.filter(name=options["name"]).first()
        if credential is None:
            raise CommandError(f"There is no credential {options['name']}.")
        if credential.sealed_since is None:
            raise CommandError(f"{credential.name} is not sealed.")
        unseal_credential(credential)
        self.stdout.write(f"{credential.name} can be used again.")
