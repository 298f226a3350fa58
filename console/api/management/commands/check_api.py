"""The doctor on the command line."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.views.decorators.debug import sensitive_variables

from console.api.doctor import State, diagnose, store_fix
from console.vault.models import Credential, Environment
from console.vault.secret_files import read_secret


class Command(BaseCommand):
    """`manage.py check_api --environment NAME`"""

    help = (
        "Check everything between the console and a SigningHub: connection, certificates, sign-in, clocks, how it "
        "reads filters and pages, and what its reads answer. Changes nothing there; --fix stores here what it found."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--environment", required=True, metavar="NAME")
        parser.add_argument("--credential", metavar="NAME", help="needed where the environment has several")
        parser.add_argument("--password-file", metavar="FILE", help="the operator's password, where it is not stored")
        parser.add_argument("--fix", action="store_true", help="store the header encoding and paging order found")

    @sensitive_variables("password")
    def handle(self, *_args: Any, **options: Any) -> None:
        environment = Environment.objects.filter(name=options["environment"]).first()
        if environment is None:
            raise CommandError(f"There is no environment named {options['environment']}.")
        credential = _credential(environment, options["credential"])
        password = read_secret(options["password_file"]) if options["password_file"] else None
        failed = 0
        for finding in diagnose(environment, credential, password=password):
            self.stdout.write(str(finding))
            failed += finding.state is State.FAILED
            if finding.fix and options["fix"]:
                store_fix(environment, finding)
                self.stdout.write(f"{'stored':8} {', '.join(finding.fix)}")
                failed -= 1
            elif finding.fix:
                self.stdout.write(f"{'':8} --fix stores what is right.")
        if failed:
            raise CommandError(f"Checks that failed: {failed}")


def _credential(environment: Environment, name: str | None) -> Credential:
    credentials = Credential.objects.select_related("environment").filter(environment=environment)
    found = list(credentials.filter(name=name) if name else credentials)
    if len(found) == 1:
        return found[0]
    if name or not found:
        raise CommandError(f"Environment {environment} has no credential{' named ' + name if name else ''}.")
    names = ", ".join(sorted(one.name for one in found))
    raise CommandError(f"Environment {environment} has several credentials; --credential names one: {names}")
