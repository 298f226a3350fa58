"""People who may sign in, of both kinds, and the way they do it."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.access.models import ConsoleRole, User

PASSWORD = "correct horse battery staple"


@pytest.fixture
def support(db) -> User:
    """A delegate with the support desk's role."""
    user = User(email="sam@console.example", kind=User.Kind.DELEGATE, role=ConsoleRole.objects.get(name="Support desk"))
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def visitor() -> Client:
    """A browser that nobody has signed in with."""
    return Client()


def sign_in(visitor: Client, email: str, password: str = PASSWORD, **more: str):
    """Post the sign-in page."""
    return visitor.post("/signin/", {"email": email, "password": password, **more})
