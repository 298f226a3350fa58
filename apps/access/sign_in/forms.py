"""What a person types to sign in, and what a passkey answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from cryptography.exceptions import InvalidSignature
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.access.passwords.rules import MAX_LENGTH


class SignInForm(forms.Form):
    """E-mail and password. Never redisplays the password."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=MAX_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whoever mistyped the password goes on there; an address that is there already need not be typed again.
        start = "password" if self["email"].value() else "email"
        self.fields[start].widget.attrs["autofocus"] = True


class NewPasswordForm(forms.Form):
    """A new password, typed twice; `user` lets the validators compare it with the person's own facts."""

    new_password = forms.CharField(
        label=_("New password"),
        max_length=MAX_LENGTH,
        strip=False,
        help_text=_("At least 8 characters; 15 or more are better. A few words in a row are fine."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password again"),
        max_length=MAX_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: object, user: object = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.user = user

    def clean_new_password(self) -> str:
        password = self.cleaned_data["new_password"]
        validate_password(password, self.user)  # type: ignore[arg-type]
        return password

    def clean(self) -> None:
        super().clean()
        first, second = self.cleaned_data.get("new_password"), self.cleaned_data.get("again")
        if first and second and first != second:
            self.add_error("again", _("The two passwords differ."))


class FirstCodeForm(ActivateTOTPForm):
    """Setting up an authenticator app uses its first code up: it does not sign in as well."""

    def clean_code(self) -> str:
        code = super().clean_code()
        Authenticator(user=self.user, type=Authenticator.Type.TOTP).wrap()._mark_code_used(code)
        return code


@contextmanager
def _nonsense_refused() -> Iterator[None]:
    """Refuse what is not a passkey's answer: the libraries beneath expect well-formed ones and raise what comes."""
    try:
        yield
    except (AttributeError, IndexError, InvalidSignature, KeyError, TypeError, ValueError) as error:
        raise ValidationError(_("The passkey was not accepted. Try again.")) from error


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey."""

    def clean(self) -> dict[str, Any]:
        with _nonsense_refused():
            return super().clean()


class PasskeyForm(AuthenticateWebAuthnForm):
    """A passkey as the second factor."""

    def clean_credential(self) -> Authenticator:
        with _nonsense_refused():
            return super().clean_credential()


class PasskeyAgainForm(ReauthenticateWebAuthnForm):
    """A passkey as the proof that a change of factors asks for."""

    def clean_credential(self) -> Authenticator:
        with _nonsense_refused():
            return super().clean_credential()
