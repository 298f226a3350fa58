"""People who drive the real screens against the sandbox; conftest.py of a folder takes the fixtures it needs."""

import pytest
from django.core.cache import cache
from django.test import Client

from apps.access.models import ConsoleRole, User
from console.api import connections
from console.permissions import Area, Right
from console.vault.models import Environment
from sandbox.answering import ANSWERS, Answer
from tests.credentials import store_operator

EVERYTHING = {area.value: [right.value for right in Right] for area in Area}


@pytest.fixture(autouse=True)
def own_cache(settings):
    """A cache of this test's own, so that no list or role learned elsewhere counts here."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "screens"}}
    cache.clear()
    yield
    # The next test's credential may have the same number, and must not get this one's connections.
    connections.close_all()


@pytest.fixture
def signinghub(db, sandbox):
    """The sandbox as an environment of the console."""
    return Environment.objects.create(
        name="sandbox", api_url=sandbox.url, ca_bundle=(sandbox.directory / "ca.pem").read_text("utf-8")
    )


@pytest.fixture
def credential_of(signinghub, sandbox):
    """Makes the credential of one of the sandbox's operators."""

    def make(name="administrator"):
        return store_operator(
            sandbox, signinghub, name, name=f"{name}-credential", admin_password=sandbox.password(name)
        )

    return make


@pytest.fixture
def person(credential_of, settings):
    """Makes a browser in which a delegate has signed in: with these console rights, through this operator."""
    settings.REQUIRE_SECOND_FACTOR = False
    credentials = {}

    def make(rights=None, operator="administrator", email="ann@example.org"):
        if operator not in credentials:
            credentials[operator] = credential_of(operator)
        role = ConsoleRole.objects.create(name=f"Role of {email}", rights=EVERYTHING if rights is None else rights)
        user = User.objects.create(
            email=email, kind=User.Kind.DELEGATE, credential=credentials[operator], role=role, time_zone="UTC"
        )
        client = Client()
        client.force_login(user)
        client.user = user
        return client

    return make


@pytest.fixture
def ann(person):
    """Somebody with every right."""
    return person()


@pytest.fixture
def answer_with(monkeypatch, sandbox):
    """Lets the sandbox answer an operation with these data, as another server might."""

    def answer(operation, data, total=None):
        monkeypatch.setitem(ANSWERS, operation, lambda _call: Answer(data, total=total))

    return answer
