"""People who may sign in, of both kinds, and the way they do it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.test import Client

from apps.access.models import ConsoleRole, User
from console.api import connections
from console.vault.credentials import set_admin_password
from console.vault.models import Credential, Environment
from sandbox.server import Sandbox
from tests.credentials import store_operator

PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def own_cache(settings):
    """Counters of this test's own."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "sign-in"}}
    cache.clear()


@pytest.fixture
def support(db) -> User:
    """A delegate with the support desk's role, whose credential is of no interest."""
    user = User(email="sam@console.example", kind=User.Kind.DELEGATE, role=ConsoleRole.objects.get(name="Support desk"))
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def shared(credential_of, sandbox: Sandbox) -> Credential:
    """A credential that several act through, with the operator's password."""
    return set_admin_password(credential_of("administrator"), sandbox.password("administrator"))


@pytest.fixture
def make(db):
    """Makes a delegate who may sign in with PASSWORD."""

    def make(who: str, role: str = "Administrator", **fields) -> User:
        user = User(
            email=f"{who}@console.example", kind=User.Kind.DELEGATE, role=ConsoleRole.objects.get(name=role), **fields
        )
        user.set_password(PASSWORD)
        user.save()
        return user

    return make


@pytest.fixture
def custodian(make, shared) -> Client:
    """The browser of a custodian, who may do everything at SigningHub."""
    user = make("cora", credential=shared, is_custodian=True)
    client = browser_of(user)
    client.user = user
    return client


@pytest.fixture
def environment(db, sandbox: Sandbox) -> Iterator[Environment]:
    """The sandbox as the vault knows it."""
    ca = (sandbox.directory / "ca.pem").read_text()
    yield Environment.objects.create(name="sandbox", api_url=sandbox.url, ca_bundle=ca)
    # The next test's credentials get the same numbers, by which connections are kept.
    connections.close_all()


@pytest.fixture
def credential_of(environment, sandbox: Sandbox):
    """Makes the credential of one of the sandbox's operators."""

    def make(name: str) -> Credential:
        return store_operator(sandbox, environment, name)

    return make


@pytest.fixture
def personal(credential_of):
    """Makes the personal user of one of the sandbox's operators."""

    def make(name: str, **fields) -> User:
        fields = {"email": f"{name}@signinghub.example", "credential": credential_of(name)} | fields
        return User.objects.create(kind=User.Kind.PERSONAL, **fields)

    return make


@pytest.fixture
def visitor() -> Client:
    """A browser that nobody has signed in with."""
    return Client()


def browser_of(user: User) -> Client:
    """A browser in which this delegate has signed in through the page."""
    client = Client()
    assert sign_in(client, user.email).status_code == 302
    return client


def sign_in(visitor: Client, email: str, password: str = PASSWORD, **more: str):
    """Post the sign-in page."""
    return visitor.post("/signin/", {"email": email, "password": password, **more})


def is_in(visitor: Client) -> bool:
    """Whether this browser is signed in and owes nothing."""
    return visitor.get("/profile/").status_code == 200


def give_totp(user: User) -> str:
    """Set up an authenticator app for somebody; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_for(secret: str, steps: int = 0) -> str:
    """What the authenticator app shows `steps` periods from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))
