"""The console's record of who did what: a row before the act, completed after it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What an entry is about."""

    CHANGE = "change", _("Change in SigningHub")
    SIGN_IN = "sign-in", _("Sign-in")
    SIGN_OUT = "sign-out", _("Sign-out")
    FACTOR = "factor", _("Second factor")
    PASSWORD = "password", _("Password")
    ENROLMENT = "enrolment", _("Enrolment")
    REFUSAL = "refusal", _("Refusal")
    EXPORT = "export", _("Export")
    REVEAL = "reveal", _("Secret shown")
    VAULT = "vault", _("Vault")
    PEOPLE = "people", _("People")


class State(models.TextChoices):
    """How far the act came. An intent that never got an outcome is as unknown as one that says so."""

    INTENT = "intent", _("Begun, outcome unknown")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Outcome unknown")


class Entry(models.Model):
    """One act. Everything is a snapshot: deleting a person or a credential never empties the record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(_("When"), default=timezone.now, db_index=True)
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind)
    person_id = models.BigIntegerField(null=True, db_index=True)
    email = models.CharField(_("Person"), max_length=254, blank=True)
    credential = models.CharField(_("Credential"), max_length=100, blank=True)
    environment = models.CharField(_("Environment"), max_length=100, blank=True)
    address = models.CharField(_("Address"), max_length=45, blank=True)
    request_id = models.CharField(_("Reference"), max_length=36, blank=True, db_index=True)
    screen = models.CharField(_("Screen"), max_length=200, blank=True)
    operation = models.CharField(_("Operation"), max_length=100, blank=True)
    title = models.CharField(_("Act"), max_length=255, blank=True)
    object_id = models.CharField(_("Record"), max_length=255, blank=True)
    values = models.JSONField(_("Values"), default=dict)
    before = models.JSONField(_("Before"), null=True)
    state = models.CharField(_("Outcome"), max_length=10, choices=State)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    detail = models.CharField(_("Detail"), max_length=500, blank=True)
    finished_at = models.DateTimeField(_("Finished"), null=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.email or '-'} {self.title or self.kind}: {self.state}"


class Part(models.TextChoices):
    """What of an entry a link of the chain holds."""

    BEGUN = "begun"
    ENDED = "ended"
    WHOLE = "whole"


class Link(models.Model):
    """One link of the chain: what an entry said when it was written, on top of every link before it.

    Only ever added (console/audit/chain.py). No foreign key: a link outlives its entry, to prove that there was one.
    """

    number = models.BigIntegerField(primary_key=True)
    entry_id = models.UUIDField(db_index=True)
    part = models.CharField(max_length=5, choices=Part)
    # The digest of the link before it; empty for the first one.
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry_id", "part"], name="one_link_per_part")]

    def __str__(self) -> str:
        return f"link {self.number}"


class Chain(models.Model):
    """Where the chain ends. The one row is also the lock under which links are added, one after the other."""

    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    # Whoever can write in the database, but does not hold the vault's keys, cannot make a link that fits.
    sealed_key = models.BinaryField(editable=False)
    # The first link that was made with this key; those before it with one that was lost.
    key_from = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return f"chain of {self.number} links"

    def bound_to(self) -> str:
        """What the key is sealed for."""
        return f"audit.chain:{self.pk}"


class Stream(models.Model):
    """How far the record has been written into the stream (settings.AUDIT_STREAM)."""

    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"streamed up to link {self.number}"
