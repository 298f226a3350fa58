"""Typed work that must not be lost: one draft per opened form."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """A form that somebody opened: the record as it was then, what was typed since, and what came of it.

    `sealed_base` and `sealed_input` are sealed for this row and person (see drafts.py) and wiped when the outcome is
    there; the row itself stays until it expires, so that a second submit gets the first one's answer.
    """

    class State(models.TextChoices):
        OPEN = "open"
        SENDING = "sending"
        DONE = "done"
        # The call went out and no answer came back: it may have taken effect.
        UNKNOWN = "unknown"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    url = models.CharField(max_length=500)
    nonce = models.CharField(max_length=43, unique=True)
    sealed_base = models.BinaryField(null=True)
    sealed_input = models.BinaryField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    sending_since = models.DateTimeField(null=True)
    # The answer to the submit that was carried out: where it led, and the sentence it was told with.
    location = models.CharField(max_length=2000, blank=True)
    message = models.CharField(max_length=500, blank=True)
    typed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["user", "url"])]

    def __str__(self) -> str:
        return f"{self.url} ({self.state})"
