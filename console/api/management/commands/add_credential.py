"""Seal a PFX and an API client into the vault, once they have proved good for a token."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.views.decorators.debug import sensitive_variables

from console.api.doctor import State, prove
from console.vault.credentials import open_credential, replace_credential, store_credential
from console.vault.identity import Identity
from console.vault.models import Credential, Environment
from console.vault.pfx import MAX_BYTES, PfxError, open_pfx
from console.vault.seal import SealBroken
from console.vault.secret_files import STANDARD_INPUT, read_limited, read_secret

FILE_OPTIONS = ("pfx", "pfx_password_file", "client_secret_file", "admin_password_file")


class Command(BaseCommand):
    """`manage.py add_credential NAME --environment ENV --pfx FILE …`"""

    help = (
        "Try a PFX and an API client at SigningHub and seal them into the vault. Secrets come from files; "
        '"-" is standard input.'
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME")
        parser.add_argument("--environment", required=True, metavar="ENV")
        parser.add_argument("--pfx", required=True, metavar="FILE")
        parser.add_argument("--pfx-password-file", metavar="FILE", help="left out where the PFX has no password")
        parser.add_argument("--client-id", required=True, metavar="ID")
        parser.add_argument("--client-secret-file", required=True, metavar="FILE")
        parser.add_argument("--admin-password-file", metavar="FILE", help="the operator's password at SigningHub")
        parser.add_argument("--replace", action="store_true", help="put another PFX into the credential of that name")
        parser.add_argument("--without-trying", action="store_true", help="store it without asking SigningHub")

    @sensitive_variables()
    def handle(self, *_args: Any, **options: Any) -> None:
        name = options["name"]
        if [options[option] for option in FILE_OPTIONS].count(STANDARD_INPUT) > 1:
            raise CommandError("Only one secret can come from standard input.")
        environment = Environment.objects.filter(name=options["environment"]).first()
        if environment is None:
            raise CommandError(f"There is no environment named {options['environment']}.")
        old = Credential.objects.filter(name=name).first()
        if old and not options["replace"]:
            raise CommandError(f"There is already a credential named {name}; --replace puts another PFX into it.")
        if old and old.environment != environment:
            raise CommandError(f"The credential {name} belongs to the environment {old.environment}.")
        store = partial(replace_credential, old) if old else partial(store_credential, name, environment)
        try:
            given = _given(options)
            if not options["without_trying"]:
                self._try(environment, _identity(given, old))
            credential = store(**given)
        except PfxError as error:
            raise CommandError(f"{options['pfx']}: {error.message}") from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self._show(credential)

    @sensitive_variables()
    def _try(self, environment: Environment, identity: Identity) -> None:
        """Go through the whole sign-in; CommandError where a step of it fails."""
        failed = 0
        for finding in prove(environment, identity, identity.admin_password):
            self.stdout.write(str(finding))
            failed += finding.state is State.FAILED
        if failed:
            raise CommandError("Nothing was stored. --without-trying stores it all the same.")

    def _show(self, credential: Credential) -> None:
        for label, value in (
            ("Credential", credential.name),
            ("Subject", credential.subject),
            ("Issuer", credential.issuer),
            ("E-mail", credential.email or "none in the certificate"),
            ("Serial number", credential.serial),
            ("SHA-256", credential.fingerprint),
            ("Valid until", f"{credential.not_after:%Y-%m-%d} ({credential.days_left()} days)"),
        ):
            self.stdout.write(f"{label + ':':15} {value}")


@sensitive_variables()
def _given(options: dict[str, Any]) -> dict[str, Any]:
    """What the options and the files behind them give, as store_credential takes it."""
    password_file, admin_file = options["pfx_password_file"], options["admin_password_file"]
    return {
        "pfx": read_limited(options["pfx"], MAX_BYTES),
        "pfx_password": read_secret(password_file) if password_file else "",
        "client_id": options["client_id"],
        "client_secret": read_secret(options["client_secret_file"]),
        "admin_password": read_secret(admin_file) if admin_file else None,
    }


@sensitive_variables()
def _identity(given: dict[str, Any], old: Credential | None) -> Identity:
    """The identity as it would be stored; a replacement keeps the operator's password where none is given."""
    opened = open_pfx(given["pfx"], given["pfx_password"])
    password = given["admin_password"]
    if old and password is None:
        try:
            password = open_credential(old).admin_password
        except SealBroken:
            password = None
    return Identity(opened.pem, opened.passphrase, given["client_id"], given["client_secret"], password)
