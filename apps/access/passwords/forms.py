"""What a custodian types to recover a password."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.access.sign_in.forms import NewPasswordForm

LONGEST_LINK = 4000


class ReasonForm(forms.Form):
    """Why this is done."""

    reason = forms.CharField(
        label=_("Reason"), min_length=5, max_length=300, help_text=_("It goes into the audit, beside your name.")
    )


class LinkForm(forms.Form):
    """The link from the mail, whole or only what follows q=."""

    link = forms.CharField(
        label=_("Link from the mail"),
        max_length=LONGEST_LINK,
        help_text=_("Copy it without opening it: it works once."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )


class FirstPasswordForm(NewPasswordForm, ReasonForm):
    """A password in place of a generated one, and why."""

    field_order = ("reason", "new_password", "again")
