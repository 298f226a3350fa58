"""What a person writes in a service agreement: two texts, or the addresses of pages that hold them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.configuration.service_agreements.texts import sanitised
from console.screens.forms import ApiForm

TEXTS = ("terms_of_service", "privacy_policy")
ADDRESSES = ("terms_of_service_url", "privacy_policy_url")


class RichText(forms.Textarea):
    """The source of a text with buttons for its marks, and below it how it looks, which htmx asks the server for."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The field between its buttons and what comes of it."""
        context = {"name": name, "field": super().render(name, value, attrs, renderer), "id": (attrs or {}).get("id")}
        return render_to_string(
            "configuration/service_agreements/rich_text.html",
            context | {"preview": reverse("service-agreements-preview")},
        )


class RichTextField(forms.CharField):
    """HTML, of which only what is harmless is kept. One that nobody touched goes back as it came."""

    widget = RichText(attrs={"rows": 12, "class": "mono", "spellcheck": "true"})

    def clean(self, value: Any) -> Any:
        return sanitised(super().clean(value) or "")


class AgreementForm(ApiForm):
    """Every property of Add Service Agreement and of Update Service Agreement."""

    groups = (
        (gettext_lazy("Agreement"), ("name", "active")),
        (gettext_lazy("Terms of service"), ("terms_of_service", "terms_of_service_url")),
        (gettext_lazy("Privacy policy"), ("privacy_policy", "privacy_policy_url")),
    )
    consequences = {
        "active": gettext_lazy(
            "Activated, it takes the place of the one in force, and everybody has to agree again when they sign in"
            " next. Without an active one, the links to the terms and to the privacy policy vanish."
        )
    }

    name = forms.CharField(label=gettext_lazy("Name"))
    active = forms.BooleanField(
        label=gettext_lazy("Active"), help_text=gettext_lazy("Exactly one agreement is in force.")
    )
    terms_of_service = RichTextField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("HTML. Scripts, styles, pictures, frames and forms are taken out when it is changed."),
    )
    terms_of_service_url = forms.CharField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("A page that holds the terms, instead of the text."),
        widget=forms.URLInput(attrs={"dir": "ltr"}),
        validators=[URLValidator(schemes=["http", "https"])],
    )
    privacy_policy = RichTextField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("HTML. Scripts, styles, pictures, frames and forms are taken out when it is changed."),
    )
    privacy_policy_url = forms.CharField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("A page that holds the policy, instead of the text."),
        widget=forms.URLInput(attrs={"dir": "ltr"}),
        validators=[URLValidator(schemes=["http", "https"])],
    )

    def title(self, name: str) -> str:
        """Both texts are called the same in their sections, so elsewhere the section says which it is."""
        sections = {field: title for title, fields in self.groups for field in fields}
        if name in (*TEXTS, *ADDRESSES) and name in self.fields:
            return f"{sections[name]} · {self.fields[name].label}"
        return super().title(name)

    def clean(self) -> dict[str, Any]:
        """An agreement in force has something to agree to."""
        typed, names = self.cleaned_data, (*TEXTS, *ADDRESSES)
        is_blank = not any((typed if name in self.changed_data else self.base).get(name) for name in names)
        if is_blank and typed.get("active") and "active" in self.changed_data:
            self.add_error("active", _("There is nothing to agree to yet: neither a text nor an address."))
        return typed
