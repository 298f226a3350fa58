"""The exception page that DEBUG turns on: somebody will turn it on where secrets are."""

import pytest
from django.core.cache import cache
from django.test import Client

from apps.access.models import User

CANARY = "canary-password-1"


@pytest.fixture
def broken(db, settings):
    """A console under DEBUG whose cache, with a password in its address, is out of order."""
    address = "redis://:canary-of-the-cache@127.0.0.1:1/0"
    settings.DEBUG = True
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": address}}
    user = User(email="sam@console.example", kind=User.Kind.DELEGATE)
    user.set_password(CANARY)
    user.save()
    yield Client(raise_request_exception=False)
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "screens"}}
    cache.clear()


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_it_names_the_fault_and_no_secret(broken, accept):
    broken.cookies["session"] = "canary-of-the-session"
    answer = broken.post("/signin/", {"email": "sam@console.example", "password": CANARY}, headers={"Accept": accept})
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Error" in page
    assert "canary" not in page
