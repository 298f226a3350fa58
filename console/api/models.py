"""Where bearer tokens wait between requests: sealed, and renewed by one process at a time."""

from __future__ import annotations

from django.db import models

from console.vault.models import Credential


class AccessToken(models.Model):
    """The token of one credential's version, or of one personal session. The row is also the lock of its renewal."""

    key = models.CharField(max_length=100, unique=True)
    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="+")
    # Empty until the first exchange.
    sealed = models.BinaryField(default=bytes, editable=False)
    # Goes up with every token, so that a process can tell whether somebody else has renewed it meanwhile.
    generation = models.PositiveIntegerField(default=0)
    obtained_at = models.DateTimeField(null=True)
    renew_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, db_index=True)
    # Who is renewing it, and until when the others believe that.
    lease_holder = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    # After a refusal SigningHub is left alone for a moment: it locks operators whose password is wrong too often.
    refused_reason = models.CharField(max_length=20, blank=True)
    refused_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"token {self.pk}, generation {self.generation}"
