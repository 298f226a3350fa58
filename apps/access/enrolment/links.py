"""One-time links: only a hash of each is kept, so that whoever reads the database cannot enrol."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apps.access.models import EnrolmentLink, User

LIFETIME = timedelta(hours=24)
TOKEN_BYTES = 32


def make_link(user: User) -> str:
    """A new link's token for this person; earlier links of theirs stop working.

    A personal user whose credential is set already shares its API client and stays in its environment.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = timezone.now()
    with transaction.atomic():
        EnrolmentLink.objects.filter(user=user, used_at=None).update(expires_at=now)
        EnrolmentLink.objects.create(
            user=user,
            environment=user.credential.environment if user.credential else None,
            credential=user.credential,
            token_hash=_hash(token),
            expires_at=now + LIFETIME,
        )
    return token


def address_of(token: str) -> str:
    """The link to hand over; its host is the configured one, whatever a request says."""
    return settings.PUBLIC_URL + reverse("enrol", args=[token])


def open_link(token: str) -> EnrolmentLink | None:
    """The link, if it can still be used."""
    found = EnrolmentLink.objects.filter(token_hash=_hash(token), used_at=None, expires_at__gt=timezone.now())
    link = found.select_related("user", "environment", "credential__environment").first()
    return link if link and link.user.is_active else None


def use_up(link: EnrolmentLink) -> bool:
    """Whether this call is the one that may use the link: of two at once only one is, for a disabled person none."""
    now = timezone.now()
    rows = EnrolmentLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now, user__is_active=True)
    return bool(rows.update(used_at=now))


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
