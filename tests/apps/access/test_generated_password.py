"""A password that SigningHub generated is replaced before anything else, and only by the session that typed it."""

from __future__ import annotations

import time

import pytest

from apps.access.models import Session
from apps.access.owed import GENERATED_PASSWORD_AT
from console.api.models import AccessToken
from console.audit.models import Entry
from tests.apps.access.conftest import code_for, give_totp, is_in, sign_in

NEW = "a brand new pass phrase"


@pytest.fixture
def newcomer(visitor, personal, sandbox):
    """A browser signed in with the generated password."""
    user = personal("generated")
    assert sign_in(visitor, user.email, sandbox.password("generated")).status_code == 302
    return visitor


def calls(sandbox) -> list[str]:
    return [request.operation for request in sandbox.requests]


def set_password(visitor, password: str = NEW, again: str | None = None):
    return visitor.post("/signin/new-password/", {"new_password": password, "again": again or password})


def test_every_page_leads_to_the_new_password_first(newcomer):
    for page in ("/", "/profile/", "/accounts/"):
        assert newcomer.get(page).headers["Location"] == "/signin/new-password/"
    assert newcomer.get("/signin/new-password/").status_code == 200


def test_it_comes_before_setting_up_a_second_factor(newcomer, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    for page in ("/signin/factor/", "/signin/factor/authenticator/"):
        assert newcomer.get(page, follow=True).redirect_chain[-1][0] == "/signin/new-password/"


def test_a_second_factor_that_exists_comes_before_it(visitor, personal, sandbox):
    user = personal("generated")
    secret = give_totp(user)
    sign_in(visitor, user.email, sandbox.password("generated"))
    assert visitor.get("/signin/new-password/").headers["Location"] == "/signin/factor/"
    assert set_password(visitor).headers["Location"] == "/signin/factor/"
    assert "setNewPassword" not in calls(sandbox)
    visitor.post("/signin/factor/", {"code": code_for(secret)})
    assert visitor.get("/profile/").headers["Location"] == "/signin/new-password/"


def test_the_new_password_works_at_once_and_at_the_next_sign_in(newcomer, sandbox):
    set_password(newcomer)
    assert is_in(newcomer)
    assert newcomer.get("/accounts/").status_code == 200
    newcomer.post("/signout/")
    assert sign_in(newcomer, "generated@signinghub.example", sandbox.password("generated")).status_code == 422
    sign_in(newcomer, "generated@signinghub.example", NEW)
    assert is_in(newcomer)


def test_the_kept_password_is_the_new_one_when_the_token_is_renewed(newcomer, sandbox):
    set_password(newcomer)
    sandbox.requests.clear()

    AccessToken.objects.all().delete()
    assert newcomer.get("/accounts/").status_code == 200
    assert "exchangeToken" in calls(sandbox)


def test_after_five_minutes_it_takes_another_sign_in(newcomer, sandbox):
    session = newcomer.session
    session[GENERATED_PASSWORD_AT] = time.time() - 301
    session.save()
    assert set_password(newcomer).headers["Location"] == "/signin/"
    assert "setNewPassword" not in calls(sandbox)
    assert not Session.objects.filter(user__isnull=False).exists()


def test_nobody_else_can_set_a_password(visitor, personal, sandbox, support):
    assert set_password(visitor).status_code == 302
    sign_in(visitor, support.email)
    assert set_password(visitor).status_code == 302
    user = personal("administrator")
    sign_in(visitor, user.email, sandbox.password("administrator"))
    assert set_password(visitor).status_code == 302
    assert "setNewPassword" not in calls(sandbox)


def test_a_password_set_elsewhere_meanwhile_is_not_overwritten(newcomer, sandbox):
    elsewhere = type(newcomer)()
    sign_in(elsewhere, "generated@signinghub.example", sandbox.password("generated"))
    set_password(elsewhere)
    sandbox.requests.clear()
    set_password(newcomer, "a third pass phrase")
    assert "setNewPassword" not in calls(sandbox)


@pytest.mark.parametrize(
    ("password", "again", "why"),
    [
        ("short", None, "too short"),
        ("SigningHub2026!", None, "more than a word of this product"),
        ("password123", None, "too common"),
        (NEW, "another one entirely", "The two passwords differ"),
    ],
)
def test_a_poor_password_never_reaches_signinghub(newcomer, sandbox, password, again, why):
    answer = set_password(newcomer, password, again)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert "setNewPassword" not in calls(sandbox)


def test_silence_after_sending_asks_to_sign_in_and_sends_nothing_twice(newcomer, sandbox):
    sandbox.faults.add("operation=setNewPassword kind=drop")
    assert set_password(newcomer).headers["Location"] == "/signin/"
    assert calls(sandbox).count("setNewPassword") == 1


def test_the_new_password_is_on_no_record(newcomer, sandbox):
    set_password(newcomer)
    assert NEW not in str(list(Entry.objects.values()))
    assert Entry.objects.filter(operation="setNewPassword", state="done").exists()
