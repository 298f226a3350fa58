"""What a session is worth, and how it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.access.models import ConsoleRole, Session, User
from apps.access.sessions import expiry
from console.vault.credentials import set_admin_password
from tests.apps.access.conftest import PASSWORD, is_in, sign_in


@pytest.fixture
def signed_in(visitor, support):
    sign_in(visitor, support.email)
    return visitor


def test_signing_in_changes_the_session_id_and_the_csrf_token(support):
    """Statement 1."""
    visitor = Client(enforce_csrf_checks=True)
    page = visitor.get("/signin/")
    before, planted = visitor.cookies["csrf"].value, "planted0planted0planted0planted0"
    visitor.cookies["session"] = planted
    token = page.context["csrf_token"]
    visitor.post("/signin/", {"email": support.email, "password": PASSWORD, "csrfmiddlewaretoken": str(token)})
    assert visitor.cookies["csrf"].value != before
    assert visitor.cookies["session"].value != planted
    assert is_in(visitor)


def test_half_an_hour_without_a_request_ends_it_on_the_server(signed_in):
    """Statement 2."""
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_in(signed_in)
    assert not Session.objects.filter(user__isnull=False).exists()


def test_a_request_moves_the_idle_limit_on(signed_in):
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=3))
    signed_in.get("/profile/")
    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=29)


def test_twelve_hours_after_signing_in_it_ends_however_busy_it_was(signed_in):
    """Statement 2."""
    early = timezone.now() - timedelta(hours=11, minutes=58)
    Session.objects.update(signed_in_at=early, expire_date=timezone.now() + timedelta(minutes=1))
    signed_in.get("/profile/")
    assert Session.objects.get().expire_date == early + timedelta(hours=12)


def test_the_nearer_of_the_two_limits_counts():
    now = timezone.now()
    assert expiry(now - timedelta(hours=11, minutes=50)) == now - timedelta(hours=11, minutes=50) + timedelta(hours=12)
    assert expiry(None) - now < timedelta(minutes=31)


def test_an_old_cookie_is_worth_nothing_after_sign_out(signed_in):
    """Statement 3."""
    cookie = signed_in.cookies["session"].value
    answer = signed_in.post("/signout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "no-store" in answer.headers["Cache-Control"]
    replay = Client()
    replay.cookies["session"] = cookie
    assert not is_in(replay)


def test_signing_out_takes_a_post(signed_in):
    assert signed_in.get("/signout/").status_code == 405
    assert is_in(signed_in)


def test_a_disabled_person_is_out_at_the_next_request(signed_in, support):
    User.objects.filter(pk=support.pk).update(is_active=False)
    assert not is_in(signed_in)


def test_a_changed_role_counts_from_the_next_request(signed_in, support, credential_of, sandbox):
    credential = set_admin_password(credential_of("administrator"), sandbox.password("administrator"))
    User.objects.filter(pk=support.pk).update(credential=credential)
    assert signed_in.get("/accounts/").status_code == 200
    nothing = ConsoleRole.objects.create(name="Nothing", rights={})
    User.objects.filter(pk=support.pk).update(role=nothing)
    assert signed_in.get("/accounts/").status_code == 403


def test_a_person_ends_all_other_sessions_and_keeps_this_one(signed_in, support):
    """Statement 6."""
    elsewhere = Client()
    sign_in(elsewhere, support.email)
    assert "signed in at 1 other place" in signed_in.get("/profile/").content.decode()
    signed_in.post("/profile/sessions/end/")
    assert is_in(signed_in)
    assert not is_in(elsewhere)


def test_signing_in_as_somebody_else_leaves_nothing_of_the_first(signed_in, support):
    other = User(email="ola@console.example", kind=User.Kind.DELEGATE, role=support.role)
    other.set_password(PASSWORD)
    other.save()
    sign_in(signed_in, other.email)
    assert [session.user for session in Session.objects.all()] == [other]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(signed_in):
    """Statement 7."""
    for name in ("session", "csrf"):
        cookie = signed_in.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert not cookie["domain"]


def test_who_reads_the_database_can_take_over_no_session(signed_in):
    [row] = Session.objects.all()
    assert row.session_key != signed_in.cookies["session"].value
    thief = Client()
    thief.cookies["session"] = row.session_key
    assert not is_in(thief)
    assert is_in(signed_in)
