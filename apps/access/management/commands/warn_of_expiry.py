"""Mail those who can do something about it that a certificate ends; for cron, once a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.access.credentials.warning import due, warn
from apps.access.notices import is_mail_set_up


class Command(BaseCommand):
    """`manage.py warn_of_expiry`"""

    help = (
        "Mail every custodian, and whoever signs in with it themselves, 90, 30, 14, 7 and 1 days before a certificate "
        "ends and when it has ended, each time once. Run it every day; a day that was missed is made up for."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not is_mail_set_up():
            raise CommandError("No mail goes anywhere: set EMAIL_URL.")
        unheard = []
        for credential, at in due():
            told = warn(credential, at)
            self.stdout.write(f"{credential.name}: {', '.join(told) or 'nobody'}")
            if not told:
                unheard.append(credential.name)
        if unheard:
            raise CommandError(f"Nobody could be mailed about {', '.join(unheard)}. The log says why.")
