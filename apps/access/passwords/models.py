"""How far the recovery of an operator's SigningHub password has come."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from console.vault.models import Credential

# Whoever sends a password has an answer, or has died, within this time.
SENDING_AT_MOST = timedelta(minutes=2)


class PasswordRecovery(models.Model):
    """One recovery of the password that a credential's operator has at SigningHub.

    The console is the only gate before it: SigningHub asks for no old password, and binds nothing to the mailed link.
    So the row binds all steps to one credential, and each step to the one before.
    """

    class State(models.TextChoices):
        MAILED = "mailed"
        VERIFIED = "verified"
        SENDING = "sending"
        UNKNOWN = "unknown"
        DONE = "done"
        FAILED = "failed"
        LOST = "lost"
        CLOSED = "closed"

    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="recoveries")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    # Of the link's query: no link counts twice.
    link_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001 - none is none
    # The new password, from before it is sent until it is known whether it works.
    sealed_password = models.BinaryField(default=bytes, editable=False)
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.credential} {self.created_at:%Y-%m-%d %H:%M}: {self.state}"

    def bound_to(self) -> str:
        """What the new password is sealed for."""
        return f"access.password_recovery:{self.pk}:{self.credential_id}"

    @property
    def is_unresolved(self) -> bool:
        """Whether a password was sent and nobody knows what became of it."""
        is_stuck = self.state == self.State.SENDING and (self.sent_at or self.created_at) < _long_ago()
        return self.state == self.State.UNKNOWN or is_stuck

    @property
    def is_open(self) -> bool:
        """Whether the next step may still be taken."""
        return self.state in (self.State.MAILED, self.State.VERIFIED) and self.expires_at > timezone.now()


def unresolved() -> models.Q:
    """The same as is_unresolved, as a condition of the database."""
    state = PasswordRecovery.State
    return models.Q(state=state.UNKNOWN) | models.Q(state=state.SENDING, sent_at__lt=_long_ago())


def _long_ago() -> datetime:
    return timezone.now() - SENDING_AT_MOST
