"""What a person may say about themselves at SigningHub, and another password there."""

from __future__ import annotations

import base64
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.access.passwords.rules import MAX_LENGTH
from apps.access.profile.picture import LARGEST, kind_of
from apps.access.sign_in.forms import NewPasswordForm


class SigningHubProfileForm(forms.Form):
    """Name, mobile number and picture; an untouched picture is left as it is."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=255, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    mobile_number = forms.CharField(
        label=gettext_lazy("Mobile number"),
        max_length=15,
        required=False,
        help_text=gettext_lazy("With country code."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "dir": "ltr"}),
    )
    picture = forms.FileField(
        label=gettext_lazy("New picture"),
        required=False,
        help_text=gettext_lazy("PNG, JPEG, GIF or WebP, at most 512 KB."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp"}),
    )
    without_picture = forms.BooleanField(label=gettext_lazy("Remove the picture"), required=False)

    def clean_picture(self) -> str | None:
        """The picture as SigningHub takes it, None where none was chosen."""
        upload = self.cleaned_data.get("picture")
        if not isinstance(upload, UploadedFile):
            return None
        content = upload.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise forms.ValidationError(_("This picture is larger than 512 KB."))
        if not kind_of(content):
            raise forms.ValidationError(_("This is no picture in PNG, JPEG, GIF or WebP."))
        return base64.b64encode(content).decode("ascii")

    def over(self, present: dict[str, Any]) -> dict[str, Any]:
        """The present body with what was changed in it. Call it on a valid form."""
        body = {**present, "name": self.cleaned_data["name"]}
        number = self.cleaned_data["mobile_number"]
        if number != str(present.get("mobile_number") or ""):
            body["mobile_number"] = number or None
        if self.cleaned_data["without_picture"]:
            body["picture"] = None
        elif self.cleaned_data["picture"]:
            body["picture"] = self.cleaned_data["picture"]
        return body


class SigningHubPasswordForm(NewPasswordForm):
    """The SigningHub password: the present one, and a new one twice."""

    old_password = forms.CharField(
        label=gettext_lazy("Present password"),
        max_length=MAX_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old_password", "new_password", "again")
