"""The second factor: asked for, never replayed, demanded where it is missing, changed only by a fresh proof."""

from __future__ import annotations

import base64

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from apps.access.models import Session, User
from apps.access.sealed import reseal_factors
from apps.access.sessions import kept_key
from console.api.models import AccessToken
from tests.apps.access.conftest import PASSWORD, code_for, give_totp, is_in, sign_in


@pytest.fixture
def demanded(settings):
    """The console demands a second factor, as it does unless told otherwise."""
    settings.REQUIRE_SECOND_FACTOR = True


def step_up(visitor: Client, password: str = PASSWORD) -> None:
    """Prove once more who this is, as the change of a factor asks for."""
    visitor.post("/signin/again/", {"password": password})


def test_the_password_alone_opens_nothing_once_there_is_a_factor(visitor, support):
    give_totp(support)
    answer = sign_in(visitor, support.email, next="/profile/")
    assert answer.headers["Location"] == "/signin/factor/"
    assert "_auth_user_id" not in visitor.session
    assert visitor.get("/profile/").headers["Location"] == "/signin/factor/"


def test_the_code_finishes_the_sign_in_and_leads_to_the_page_asked_for(visitor, support):
    secret = give_totp(support)
    sign_in(visitor, support.email, next="/profile/")
    answer = visitor.post("/signin/factor/", {"code": code_for(secret)})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/profile/")
    assert is_in(visitor)


def test_a_code_with_a_space_is_accepted(visitor, support):
    code = code_for(give_totp(support))
    sign_in(visitor, support.email)
    visitor.post("/signin/factor/", {"code": f"{code[:3]} {code[3:]}"})
    assert is_in(visitor)


@pytest.mark.parametrize("spelling", ["{0}{1}", "{0} {1}", " {0}{1} "])
def test_a_code_works_once_however_it_is_spelt(visitor, support, spelling):
    """Statement 11."""
    code = code_for(give_totp(support))
    sign_in(visitor, support.email)
    visitor.post("/signin/factor/", {"code": code})
    second = Client()
    sign_in(second, support.email)
    answer = second.post("/signin/factor/", {"code": spelling.format(code[:3], code[3:])})
    assert answer.status_code == 200
    assert not is_in(second)


def test_guessing_codes_comes_to_an_end_that_the_right_code_does_not_open(visitor, support):
    secret = give_totp(support)
    sign_in(visitor, support.email)
    for _try in range(5):
        visitor.post("/signin/factor/", {"code": "000000"})
    visitor.post("/signin/factor/", {"code": code_for(secret)})
    assert not is_in(visitor)


def test_the_session_id_changes_at_the_password_and_again_at_the_factor(visitor, support):
    """Statement 1."""
    secret = give_totp(support)
    visitor.get("/signin/")
    sign_in(visitor, support.email)
    half = visitor.session.session_key
    visitor.post("/signin/factor/", {"code": code_for(secret)})
    assert visitor.session.session_key != half
    assert not Session.objects.filter(session_key=kept_key(half)).exists()


def test_an_authenticator_secret_is_not_stored_in_clear(support):
    secret = give_totp(support)
    assert secret not in str(Authenticator.objects.get().data)


def test_without_a_factor_a_person_gets_no_further_than_setting_one_up(visitor, support, demanded):
    """Statement 12."""
    sign_in(visitor, support.email)
    for page in ("/", "/profile/", "/profile/passkeys/", "/accounts/", "/signin/again/"):
        assert visitor.get(page).headers["Location"] == "/signin/factor/"
    page = visitor.get("/signin/factor/")
    assert "Set up a second factor" in page.content.decode()


def test_a_first_authenticator_app_lets_the_person_in_and_gives_recovery_codes(visitor, support, demanded):
    sign_in(visitor, support.email)
    page = visitor.get("/signin/factor/authenticator/")
    answer = visitor.post("/signin/factor/authenticator/", {"code": code_for(page.context["form"].secret)})
    assert answer.headers["Location"] == "/profile/codes/"
    codes = visitor.get("/profile/codes/").context["unused_codes"]
    assert len(codes) == 10
    assert visitor.get("/profile/codes/").context["unused_codes"] == ["****"] * 10
    assert is_in(visitor)


def test_a_recovery_code_signs_in_once(visitor, support, demanded):
    sign_in(visitor, support.email)
    page = visitor.get("/signin/factor/authenticator/")
    visitor.post("/signin/factor/authenticator/", {"code": code_for(page.context["form"].secret)})
    code = visitor.get("/profile/codes/").context["unused_codes"][0]
    for attempt, comes_in in ((Client(), True), (Client(), False)):
        sign_in(attempt, support.email)
        attempt.post("/signin/factor/", {"code": code})
        assert is_in(attempt) is comes_in


def test_setting_up_the_first_factor_late_asks_to_sign_in_again(visitor, support, demanded, settings):
    sign_in(visitor, support.email)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    assert visitor.get("/signin/factor/authenticator/").headers["Location"] == "/signin/"
    assert not Session.objects.filter(user=support).exists()


def test_whoever_owes_only_the_factor_cannot_set_up_another_one_instead(visitor, support, demanded):
    give_totp(support)
    sign_in(visitor, support.email)
    for page in ("/signin/factor/authenticator/", "/signin/factor/passkey/"):
        assert visitor.get(page).headers["Location"] == "/signin/factor/"
    assert visitor.post("/signin/factor/authenticator/", {"code": "000000"}).headers["Location"] == "/signin/factor/"


def test_changing_a_factor_asks_for_a_fresh_proof_and_keeps_no_posted_form(visitor, support):
    secret = give_totp(support)
    sign_in(visitor, support.email)
    visitor.post("/signin/factor/", {"code": code_for(secret)})
    answer = visitor.post("/profile/authenticator/remove/", {"password": "would be kept in clear"})
    assert answer.headers["Location"] == "/profile/authenticator/remove/"
    assert visitor.get("/profile/authenticator/remove/").headers["Location"].startswith("/signin/again/")
    assert "would be kept" not in str(dict(visitor.session))
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_factor_change_ends_the_other_sessions_and_is_mailed(
    visitor, support, mailoutbox, django_capture_on_commit_callbacks
):
    """Statement 5."""
    elsewhere = Client()
    sign_in(elsewhere, support.email)
    sign_in(visitor, support.email)
    page = visitor.get("/profile/authenticator/")
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post("/profile/authenticator/", {"code": code_for(page.context["form"].secret)})
    assert is_in(visitor)
    assert not is_in(elsewhere)
    assert [mail.to for mail in mailoutbox] == [[support.email]]
    assert "Authenticator app added" in mailoutbox[0].body
    assert "http://localhost" in mailoutbox[0].body


def test_the_only_factor_cannot_be_removed_where_one_is_demanded(visitor, support, demanded):
    secret = give_totp(support)
    sign_in(visitor, support.email)
    visitor.post("/signin/factor/", {"code": code_for(secret)})
    step_up(visitor)
    visitor.post("/profile/authenticator/remove/")
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_step_up_with_the_wrong_password_is_none(visitor, support):
    sign_in(visitor, support.email)
    answer = visitor.post("/signin/again/", {"password": "wrong"})
    assert "The password is not right." in answer.content.decode()


def test_a_personal_user_steps_up_with_the_signinghub_password(visitor, personal, sandbox):
    user = personal("administrator")
    secret = give_totp(user)
    sign_in(visitor, user.email, sandbox.password("administrator"))
    visitor.post("/signin/factor/", {"code": code_for(secret)})
    wrong = visitor.post("/signin/again/?next=/profile/authenticator/remove/", {"password": "wrong"})
    assert "The password is not right." in wrong.content.decode()
    step_up(visitor, sandbox.password("administrator"))
    assert visitor.get("/profile/authenticator/remove/").status_code == 200


def test_the_code_that_set_the_app_up_does_not_also_sign_in(visitor, support, demanded):
    sign_in(visitor, support.email)
    code = code_for(visitor.get("/signin/factor/authenticator/").context["form"].secret)
    visitor.post("/signin/factor/authenticator/", {"code": code})
    again = Client()
    sign_in(again, support.email)
    again.post("/signin/factor/", {"code": code})
    assert not is_in(again)


def test_a_factor_not_given_in_time_closes_what_the_password_had_opened(visitor, personal, sandbox, settings):
    user = personal("administrator")
    secret = give_totp(user)
    sign_in(visitor, user.email, sandbox.password("administrator"))
    settings.ACCOUNT_LOGIN_TIMEOUT = 0
    assert visitor.post("/signin/factor/", {"code": code_for(secret)}).headers["Location"] == "/signin/"
    assert not AccessToken.objects.exists()
    assert not Session.objects.filter(user=user).exists()


def test_secrets_of_factors_move_to_a_new_vault_key(visitor, support, settings):
    secret = give_totp(support)
    old = settings.VAULT_KEYS
    settings.VAULT_KEYS = [base64.b64encode(b"n" * 32).decode(), *old]
    assert reseal_factors().resealed == 1
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]
    sign_in(visitor, support.email)
    visitor.post("/signin/factor/", {"code": code_for(secret)})
    assert is_in(visitor)


def test_only_ones_own_passkeys_can_be_renamed_or_removed(visitor, support):
    other = User.objects.create(email="ola@console.example", kind="delegate", role=support.role)
    key = Authenticator.objects.create(user=other, type="webauthn", data={"name": "theirs", "credential": {}})
    sign_in(visitor, support.email)
    for page in (f"/profile/passkeys/{key.pk}/", f"/profile/passkeys/{key.pk}/remove/"):
        assert visitor.get(page).status_code == 404
        assert visitor.post(page, {"name": "mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "null",
        "5",
        "[]",
        '"x"',
        "{}",
        '{"id": 1}',
        '{"id": "AA", "rawId": "AA", "response": {}, "type": "public-key"}',
    ],
)
def test_a_forged_passkey_is_refused_and_nothing_breaks(visitor, support, credential):
    give_totp(support)
    sign_in(visitor, support.email)
    assert visitor.post("/signin/factor/", {"credential": credential}).status_code == 200
    assert not is_in(visitor)


@pytest.mark.parametrize("credential", ["null", "5", "[]", "{}", '{"id": "AA", "response": {"clientDataJSON": "e30"}}'])
def test_a_forged_registration_adds_no_passkey(visitor, support, demanded, credential):
    sign_in(visitor, support.email)
    visitor.get("/signin/factor/passkey/")
    assert visitor.post("/signin/factor/passkey/", {"credential": credential}).status_code == 200
    assert not Authenticator.objects.exists()
