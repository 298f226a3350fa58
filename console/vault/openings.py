"""How often a credential is opened for use: counted by the hour, each hour put on record once another has begun."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from django.db import Error as StoreError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from console.audit.models import Kind
from console.audit.patience import bounded_wait
from console.audit.record import AuditUnavailable, event
from console.vault.models import Credential, Opening

log = structlog.get_logger(__name__)


def count(credential: Credential) -> None:
    """Count that a credential was opened now."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    try:
        with bounded_wait():
            _add(credential, hour)
    except (StoreError, AuditUnavailable) as error:
        # What only reads goes on while nothing can be written, and a change is refused by its own record.
        log.error("vault.opening_not_counted", credential=credential.name, error=type(error).__name__)


def _add(credential: Credential, hour: datetime) -> None:
    one, is_first = Opening.objects.get_or_create(credential=credential, hour=hour)
    Opening.objects.filter(pk=one.pk).update(times=F("times") + 1)
    if is_first:
        put_on_record(credential, before=hour)


def put_on_record(credential: Credential, *, before: datetime | None = None) -> None:
    """Write down how often it was opened in each hour `before` that one, or in every hour; AuditUnavailable."""
    hours = Opening.objects.filter(credential=credential).order_by("hour")
    for one in hours.filter(hour__lt=before) if before else hours:
        values = {"hour": f"{one.hour.astimezone(UTC):%Y-%m-%d %H:%M} UTC", "times": one.times}
        title = gettext_noop("Credential opened for use")
        event(Kind.VAULT, credential=credential, title=title, object_id=credential.name, values=values)
        one.delete()
