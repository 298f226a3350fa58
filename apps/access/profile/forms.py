"""What a person may say about themselves."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from apps.access.models import User
from apps.access.passwords.rules import MAX_LENGTH
from apps.access.profile.zones import zone_choices
from apps.access.sign_in.forms import NewPasswordForm


class ProfileForm(forms.ModelForm):
    """Name, language, time zone and theme."""

    # Each in its own words: whoever is lost in one language must find their own.
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[(code, LANG_INFO[code]["name_local"].capitalize()) for code, _name in settings.LANGUAGES],
        help_text=_("Also the language in which SigningHub answers, as far as it knows it."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("All times in the console are shown in it."))

    class Meta:
        model = User
        fields = ("name", "language", "time_zone", "theme")
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["time_zone"].choices = zone_choices(self.instance.time_zone)  # type: ignore[attr-defined]


class ChangePasswordForm(NewPasswordForm):
    """The console password: the old one, and a new one twice."""

    old_password = forms.CharField(
        label=_("Present password"),
        max_length=MAX_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old_password", "new_password", "again")
