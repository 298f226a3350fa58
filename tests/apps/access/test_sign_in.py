"""Signing in and out as a delegate: who gets in, what a refusal gives away, what a session is worth."""

from __future__ import annotations

from apps.access.models import Session
from tests.apps.access.conftest import sign_in


def test_a_delegate_signs_in_with_the_console_password(visitor, support):
    answer = sign_in(visitor, "sam@console.example", next="/profile/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/profile/")
    assert Session.objects.get().user == support


def test_a_wrong_password_is_refused(visitor, support):
    answer = sign_in(visitor, support.email, "wrong horse")
    assert answer.status_code == 422
    assert "_auth_user_id" not in visitor.session


def test_sign_out_ends_the_session_on_the_server(visitor, support):
    sign_in(visitor, support.email)
    answer = visitor.post("/signout/")
    assert answer.status_code == 302
    assert not Session.objects.exists()
