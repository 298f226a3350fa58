"""What the audit can be asked, and how much of it goes into a file."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from console.audit.models import Kind, State
from console.screens.filters import DateInput, EnumField, Filters
from console.screens.resource import Text
from console.vault.models import Environment

Groups = tuple[tuple[Text, tuple[str, ...]], ...]


class ActivityFilters(Filters):
    """What one's own acts can be looked through by."""

    kind = EnumField(label=_("Kind"), words=dict(Kind.choices))
    state = EnumField(label=_("Outcome"), words=dict(State.choices))
    title = forms.CharField(label=_("Act"), required=False, max_length=255)
    object_id = forms.CharField(label=_("Record"), required=False, max_length=255)
    since = forms.DateField(label=_("From"), required=False, widget=DateInput())
    until = forms.DateField(label=_("To"), required=False, widget=DateInput())
    reference = forms.CharField(label=_("Reference"), required=False, max_length=36)

    groups: ClassVar[Groups] = (
        (_("What"), ("kind", "title", "object_id", "state")),
        (_("When"), ("since", "until", "reference")),
    )


class AuditFilters(ActivityFilters):
    """What the whole record can be looked through by."""

    email = forms.CharField(label=_("Person"), required=False, max_length=254)
    address = forms.CharField(label=_("Address"), required=False, max_length=45)
    environment = EnumField(label=_("Environment"))

    groups: ClassVar[Groups] = ((_("Who"), ("email", "address", "environment")), *ActivityFilters.groups)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        names = Environment.objects.order_by("name").values_list("name", flat=True)
        self.fields["environment"].choices = [("", "—"), *((name, name) for name in names)]  # type: ignore[attr-defined]


class Format(TextChoices):
    """The kinds of file."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel"


class ExportForm(forms.Form):
    """Which kind of file."""

    format = forms.ChoiceField(label=_("Kind of file"), choices=Format.choices)
