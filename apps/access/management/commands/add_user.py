"""Make a person known to the console."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from apps.access.management import console_rights
from apps.access.models import ConsoleRole, User
from console.audit.models import Kind
from console.audit.record import event
from console.vault.models import Credential
from console.vault.secret_files import read_secret


class Command(BaseCommand):
    """`manage.py add_user EMAIL --credential NAME [--role ROLE --password-file FILE] [--auditor …]`"""

    help = (
        "Add a person. Without --role: a personal user, whose own credential this is and who signs in with the "
        "SigningHub password. With --role: a delegate, who acts through a shared credential within that role. "
        "`manage.py enrol EMAIL` lets the person set what is still missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--credential", required=True, metavar="NAME")
        parser.add_argument("--role", metavar="ROLE", help="a console role; makes the person a delegate")
        parser.add_argument(
            "--password-file",
            metavar="FILE",
            help='the console password ("-" is standard input); personal users need it only if SigningHub asks none',
        )
        console_rights.add_options(parser)

    @sensitive_variables()
    def handle(self, *_args: Any, **options: Any) -> None:
        credential = Credential.objects.filter(name=options["credential"]).first()
        if credential is None:
            raise CommandError(f"There is no credential named {options['credential']}.")
        user = User(email=options["email"], credential=credential, kind=User.Kind.PERSONAL)
        if options["role"]:
            user.kind, user.role = User.Kind.DELEGATE, _role(options["role"])
        console_rights.give(user, options)
        password = read_secret(options["password_file"]) if options["password_file"] else None
        try:
            user.full_clean(exclude=["password"])
            if password:
                validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        if password:
            user.set_password(password)
        with transaction.atomic():
            user.save()
            event(Kind.PEOPLE, credential=credential, title="Person added", object_id=user.email)
        through = f"within the role {user.role}" if user.role else "with an own credential"
        self.stdout.write(f"{user.email} acts through {credential.name}, {through}.")


def _role(name: str) -> ConsoleRole:
    role = ConsoleRole.objects.filter(name__iexact=name).first()
    if role is None:
        known = ", ".join(ConsoleRole.objects.order_by("name").values_list("name", flat=True))
        raise CommandError(f"There is no console role named {name}. There are: {known}.")
    return role
