"""The authentication backend: everybody who gets in came through `authenticate` here."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from apps.access.models import User, normal_email
from apps.access.sign_in.proof import check_password


class PasswordBackend(BaseBackend):
    """E-mail and password, checked where this kind of person's password lives."""

    @sensitive_variables("password")
    def authenticate(
        self, request: HttpRequest | None, email: str | None = None, password: str | None = None, **_others: Any
    ) -> User | None:
        """The person, with what proved them as `user.proof`; None where anything at all is not right.

        Raises SigningHubSilent where SigningHub would have to say so and does not answer.
        """
        if request is None or not email or not password:
            return None
        user = User.objects.filter(email=normal_email(email)).select_related("credential__environment").first()
        if user is None or not user.is_active:
            make_password(password)  # As much work as checking one.
            return None
        proof = check_password(user, password, request.caller)  # type: ignore[attr-defined]
        if proof is None:
            return None
        user.proof = proof
        return user

    def get_user(self, user_id: Any) -> User | None:
        """The person of an open session, as they are now: a disabled one is nobody from the next request on."""
        return User.objects.filter(pk=user_id, is_active=True).select_related("credential__environment", "role").first()
