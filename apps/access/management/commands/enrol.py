"""Let a person in for the first time, or again, by a one-time link."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.access.enrolment.links import LIFETIME, address_of, make_link
from apps.access.management import console_rights
from apps.access.models import User, normal_email
from console.audit.models import Kind
from console.audit.record import event


class Command(BaseCommand):
    """`manage.py enrol EMAIL [--custodian] [--people-admin] [--auditor]`"""

    help = (
        "Print a link by which a person uploads their own PFX or chooses a console password. It works once. Somebody "
        "who is not known yet is added as a personal user if a right is given with it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        console_rights.add_options(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        user = self._person(options["email"], options)
        if not user.is_active:
            raise CommandError(f"{user.email} is disabled.")
        token = make_link(user)
        event(Kind.ENROLMENT, person=user, title="Enrolment link made")
        self.stdout.write(address_of(token))
        self.stderr.write(f"For {user.email}: works once, within {LIFETIME.total_seconds() // 3600:.0f} hours.")

    def _person(self, email: str, options: dict[str, Any]) -> User:
        found = User.objects.filter(email=normal_email(email)).first()
        user = found or User(email=email, kind=User.Kind.PERSONAL)
        is_given = console_rights.give(user, options)
        if not is_given and found is None:
            raise CommandError(f"There is no user {normal_email(email)}. `manage.py add_user` adds one.")
        try:
            user.full_clean(exclude=["password"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        user.save()
        if is_given:
            title = "Person changed" if found else "Person added"
            event(Kind.PEOPLE, title=title, object_id=user.email, values={"rights": sorted(user.console_rights())})
        return user
