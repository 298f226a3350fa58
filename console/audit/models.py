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
