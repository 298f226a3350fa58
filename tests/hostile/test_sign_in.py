"""Sign-in and enrolment under attack."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.access.enrolment import links
from apps.access.models import ConsoleRole, User
from console.audit.models import Entry
from tests.apps.access.conftest import PASSWORD, sign_in


@pytest.fixture
def desk(db):
    """Somebody with a console password."""
    user = User(email="sam@console.example", kind=User.Kind.DELEGATE, role=ConsoleRole.objects.get(name="Support desk"))
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def cache_in_the_database(settings):
    """Counters as they are kept by default, shared by all workers."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "console_cache"}
    }
    cache.clear()


@pytest.mark.parametrize("typed", ["P@ssw0rd", "correct@horse", "@@@hunter2"])
def test_a_password_typed_for_an_address_is_not_kept_though_it_has_an_at_sign(desk, typed):
    sign_in(Client(), typed, "x")
    assert typed not in str(list(Entry.objects.values()))


def test_a_mistyped_address_is_kept_in_the_record(desk):
    sign_in(Client(), "Sam@consoel.example", "x")
    assert Entry.objects.get().email == "Sam@consoel.example"


def test_a_flood_of_tries_writes_nothing_that_others_would_wait_for(desk, cache_in_the_database):
    for _try in range(5):
        sign_in(Client(), desk.email, "wrong")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert sign_in(Client(), desk.email, "wrong").status_code == 422
    written = [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written == []


def test_a_refused_flood_holds_no_thread(desk, settings):
    for _try in range(5):
        sign_in(Client(), desk.email, "wrong")
    settings.SIGN_IN_STEP = 3600.0
    assert sign_in(Client(), desk.email).status_code == 422


def test_a_person_disabled_while_enrolling_stays_out_and_disabled(desk):
    link = links.open_link(links.make_link(desk))
    User.objects.filter(pk=desk.pk).update(is_active=False)
    assert not links.use_up(link)
    assert not User.objects.get(pk=desk.pk).is_active
