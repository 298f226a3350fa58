"""What a check found, in a form that a terminal and a page can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from console.api.caller import Caller
from console.audit.models import Kind
from console.audit.record import event
from console.vault.models import Environment


class State(models.TextChoices):
    """How a check ended."""

    OK = "ok", _("Fine")
    WARNING = "warning", _("Look at it")
    FAILED = "failed", _("Failed")


@dataclass(frozen=True)
class Finding:
    """One check: its name, how it ended, and a sentence on it.

    `fix` are fields of the environment and the values that would put it right, where the check knows them; nothing is
    stored until `store_fix` is called.
    """

    check: str
    state: State
    sentence: str
    fix: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """One line for a terminal, which takes orders from text: keys and messages in it are SigningHub's."""
        line = f"{self.state.value:8} {self.check}: {self.sentence}"
        return "".join(letter if letter.isprintable() else " " for letter in line)


def store_fix(environment: Environment, finding: Finding, caller: Caller | None = None) -> None:
    """Store what a finding knows to be right, on record."""
    shown = {name: value for name, value in finding.fix.items() if isinstance(value, str)}
    with transaction.atomic():
        Environment.objects.filter(pk=environment.pk).update(**finding.fix)
        event(
            Kind.VAULT,
            caller=caller,
            title=gettext_noop("Environment put right"),
            object_id=environment.name,
            values={"fields": sorted(finding.fix), **shown},
        )
    environment.refresh_from_db()
