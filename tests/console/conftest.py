"""People and what they hold, for tests of the lock, the rights and the record.

`credential` leads to no SigningHub at all; `credential_of` makes one that acts in the sandbox.
"""

import pytest
from django.core.cache import cache
from django.test import Client

from apps.access.models import ConsoleRole, User
from console.api import connections
from console.vault.models import Credential, Environment
from tests.console.screens.people import credential_of, signinghub

__all__ = ["credential_of", "signinghub"]


@pytest.fixture(autouse=True)
def own_cache(settings):
    """A cache of this test's own, so that no role learned elsewhere counts here."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "lock"}}
    cache.clear()


@pytest.fixture(autouse=True)
def own_connections():
    """No connection of another test's credential, which had the same number."""
    yield
    connections.close_all()


@pytest.fixture
def environment(db):
    # Port 9 discards: a call that is made after all fails at once, and leaves this machine never.
    return Environment.objects.create(name="nowhere", api_url="https://127.0.0.1:9")


@pytest.fixture
def credential(environment):
    return Credential.objects.create(name="prod-admin", environment=environment, sealed=b"never opened here")


@pytest.fixture
def delegate(credential):
    """Makes a delegate with these rights: {area: [right, …]}."""

    def make(rights=None, *, email="dana@example.org", **fields):
        role = None
        if rights is not None:
            role = ConsoleRole.objects.create(name=f"Role of {email}", rights=rights)
        fields = {"credential": credential, "role": role} | fields
        return User.objects.create(email=email, kind=User.Kind.DELEGATE, **fields)

    return make


@pytest.fixture
def personal(credential):
    return User.objects.create(email="pia@example.org", kind=User.Kind.PERSONAL, credential=credential)


@pytest.fixture
def signed_in_client(settings):
    """Makes a browser in which this person has signed in, with nothing owed."""
    settings.REQUIRE_SECOND_FACTOR = False

    def make(user):
        client = Client()
        client.force_login(user)
        client.user = user
        return client

    return make
