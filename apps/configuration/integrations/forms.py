"""What a person types about a system integration: its client ID and how long it is valid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.configuration.integrations.service import CUSTOM, PERIODS
from console.screens.forms import ApiForm, Body
from console.screens.saved.forms import Day

DATES = ("valid_from", "valid_to")


class IntegrationForm(ApiForm):
    """Every property of Add System Integration and of Update System Integration."""

    groups = (
        (gettext_lazy("Client"), ("client_id", "active")),
        (gettext_lazy("Validity"), ("validity_period", *DATES)),
    )
    consequences = {
        "active": gettext_lazy("Every program that uses this client is refused while it is inactive."),
        "client_id": gettext_lazy("Every program that uses this client has to be told its new ID."),
    }

    client_id = forms.CharField(
        label=gettext_lazy("Client ID"), widget=forms.TextInput(attrs={"class": "mono", "dir": "ltr"})
    )
    active = forms.BooleanField(
        label=gettext_lazy("Active"), help_text=gettext_lazy("Only an active client is let in.")
    )
    validity_period = forms.ChoiceField(label=gettext_lazy("Valid for"), choices=[*PERIODS.items()])
    valid_from = Day(label=gettext_lazy("Valid from"), help_text=gettext_lazy("Only from one day to another."))
    valid_to = Day(label=gettext_lazy("Valid until"), help_text=gettext_lazy("Only from one day to another."))

    def clean(self) -> dict[str, Any]:
        """The two days go with a custom validity, and only with it."""
        typed = self.cleaned_data
        is_custom = typed.get("validity_period") == CUSTOM
        given = [name for name in DATES if name in self.changed_data and typed.get(name)]
        if not is_custom:
            for name in given:
                self.add_error(name, _("Choose “From one day to another” above, or leave this empty."))
            return typed
        for name in DATES:
            if name in self.fields and not typed.get(name) and name not in self.errors:
                self.add_error(name, _("This is needed from one day to another."))
        begin, end = typed.get("valid_from"), typed.get("valid_to")
        if isinstance(begin, date) and isinstance(end, date) and end <= begin:
            self.add_error("valid_to", _("This is not after the beginning."))
        return typed

    def payload(self, over: Mapping[str, Any] | None = None) -> Body:
        """The body: a new period that SigningHub counts itself takes the days of the old one away."""
        body = super().payload(over)
        if "validity_period" in self.changed_data and body.get("validity_period") != CUSTOM:
            return {name: value for name, value in body.items() if name not in DATES}
        return body


class AddIntegrationForm(IntegrationForm):
    """Add System Integration: active from the start, unless said otherwise."""

    # Nobody uses it yet.
    consequences = {}
    usual: ClassVar[Body] = {"active": True, "validity_period": "TWELVE_MONTHS"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**self.usual, **self.initial}

    def changes(self) -> Body:
        """What was left as it was offered is meant, too."""
        return {name: self.cleaned_data[name] for name in self.usual if name in self.fields} | super().changes()


class OwnIntegrationForm(IntegrationForm):
    """The client as which the console itself comes: what would shut it out cannot be changed here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("client_id", "active"):
            if name in self.fields:
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        """It must not end today or before, nor begin later."""
        typed = super().clean()
        today = timezone.localdate()
        begin, end = typed.get("valid_from"), typed.get("valid_to")
        wrong = {
            "valid_from": isinstance(begin, date) and begin > today,
            "valid_to": isinstance(end, date) and end <= today,
        }
        for name in DATES:
            if wrong[name] and name in self.changed_data:
                self.add_error(name, _("The console would be shut out: this client is its own."))
        return typed
