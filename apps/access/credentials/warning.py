"""Mail before a certificate ends: once at each step of console/vault/expiry.py, remembered by the record of it."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.access.models import User
from apps.access.notices import mail
from console.audit.models import Entry, Kind
from console.audit.record import event
from console.vault.expiry import step
from console.vault.models import Credential

WARNED = gettext_noop("Mailed that the certificate ends")


def due() -> list[tuple[Credential, int]]:
    """The credentials in use whose certificate has come to a step that nobody was mailed about, each with the step."""
    in_use = Credential.objects.filter(sealed_since=None).select_related("environment").order_by("not_after")
    reached = [(one, at) for one in in_use if (at := step(one.days_left())) is not None]
    return [(one, at) for one, at in reached if not _told(one).filter(values__step=at).exists()]


def _told(credential: Credential) -> QuerySet[Entry]:
    about = {"object_id": credential.name, "values__fingerprint": credential.fingerprint}
    return Entry.objects.filter(kind=Kind.VAULT, title=WARNED, **about)


def warn(credential: Credential, at: int) -> list[str]:
    """Mail the custodians, and whoever signs in with this certificate themselves; the addresses that were reached."""
    people = User.objects.filter(is_active=True)
    owners = Q(kind=User.Kind.PERSONAL, credential=credential)
    told = [
        one.email for one in people.filter(owners | Q(is_custodian=True)).order_by("email") if _mailed(one, credential)
    ]
    if told:
        values = {"step": at, "fingerprint": credential.fingerprint, "mailed": told}
        event(Kind.VAULT, credential=credential, title=WARNED, object_id=credential.name, values=values)
    return told


def _mailed(person: User, credential: Credential) -> bool:
    assert credential.not_after is not None  # noqa: S101 - else no step of it was reached
    context = {
        "name": credential.name,
        "day": credential.not_after.date().isoformat(),
        "days": credential.days_left(),
        "people": credential.users.filter(is_active=True).count(),
        "link": settings.PUBLIC_URL + reverse("credential", args=[credential.pk]) if person.is_custodian else "",
    }
    with translation.override(person.language):
        body = render_to_string("access/mail/expiry.txt", context)
        return mail(person, _("A certificate of SigningHub Admin ends: %(name)s") % {"name": credential.name}, body)
