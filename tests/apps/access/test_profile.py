"""What a person changes about themselves, and what follows."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from apps.access.models import ConsoleRole, User
from apps.access.passwords.rules import ProductWordValidator
from console.permissions import Area, Right
from tests.apps.access.conftest import PASSWORD, is_in, sign_in

NEW = "an entirely new one"


@pytest.fixture
def signed_in(visitor, support):
    sign_in(visitor, support.email)
    return visitor


def save(visitor, **fields):
    given = {"name": "Sam", "language": "en", "time_zone": "UTC", "theme": "system"} | fields
    return visitor.post("/profile/", given)


def change(visitor, old: str = PASSWORD, new: str = NEW, again: str | None = None):
    given = {"old_password": old, "new_password": new, "again": again or new}
    return visitor.post("/profile/password/", given)


def test_the_page_is_in_the_language_that_was_chosen(signed_in):
    save(signed_in, language="ar")
    page = signed_in.get("/profile/", headers={"accept-language": "en"}).content.decode()
    assert 'lang="ar" dir="rtl"' in page


def test_name_time_zone_and_theme_are_kept(signed_in, support):
    save(signed_in, name="Sam Quill", time_zone="Asia/Kathmandu", theme="dark")
    support.refresh_from_db()
    assert (support.name, support.time_zone, support.theme) == ("Sam Quill", "Asia/Kathmandu", "dark")


@pytest.mark.parametrize("field", ["time_zone", "language", "theme"])
def test_what_is_not_offered_is_refused(signed_in, support, field):
    assert save(signed_in, **{field: "../../etc/passwd"}).status_code == 422


def test_nobody_raises_themselves_by_extra_fields(signed_in, support):
    """Statement 25."""
    save(signed_in, is_custodian="on", is_auditor="on", kind="personal", role="", email="root@console.example")
    after = User.objects.get(pk=support.pk)
    assert (after.is_custodian, after.is_auditor, after.kind, after.role, after.email) == (
        False,
        False,
        "delegate",
        support.role,
        support.email,
    )


def test_a_zone_that_is_gone_does_not_stop_the_page(signed_in, support):
    User.objects.filter(pk=support.pk).update(time_zone="Mars/Olympus")
    assert is_in(signed_in)


def test_a_password_change_keeps_this_session_ends_the_others_and_is_mailed(signed_in, support, mailoutbox):
    """Statement 5."""
    elsewhere = Client()
    sign_in(elsewhere, support.email)
    assert change(signed_in).headers["Location"] == "/profile/"
    assert is_in(signed_in)
    assert not is_in(elsewhere)
    assert mailoutbox[0].to == [support.email]
    assert sign_in(Client(), support.email).status_code == 422
    assert sign_in(Client(), support.email, NEW).status_code == 302


def test_the_present_password_is_asked_for(signed_in, support):
    answer = change(signed_in, old="wrong")
    assert answer.status_code == 422
    assert sign_in(Client(), support.email).status_code == 302


def test_guessing_the_present_password_comes_to_an_end(signed_in, support):
    for _try in range(5):
        change(signed_in, old="wrong")
    assert "Too many tries" in change(signed_in).content.decode()


@pytest.mark.parametrize(
    "password", ["x" * 64, "no digits no capitals at all", "пароль который никто не знает", "  leading and trailing  "]
)
def test_long_spaced_and_foreign_passwords_are_taken(signed_in, support, password):
    """Statement 13."""
    change(signed_in, new=password)
    assert sign_in(Client(), support.email, password).status_code == 302


@pytest.mark.parametrize("password", ["SigningHub1!", "$igningHub99", "Administrator2026", "Ascertia!"])
def test_product_words_are_refused_however_dressed(password):
    """Statement 13."""
    with pytest.raises(ValidationError):
        ProductWordValidator().validate(password)


def test_personal_users_whose_password_is_signinghubs_change_none_here(visitor, personal, sandbox):
    user = personal("administrator")
    sign_in(visitor, user.email, sandbox.password("administrator"))
    assert visitor.get("/profile/password/").headers["Location"] == "/profile/"
    assert "Change the console password" not in visitor.get("/profile/").content.decode()


def test_three_roles_exist_from_the_start(db):
    roles = {role.name: role for role in ConsoleRole.objects.filter(is_built_in=True)}
    assert set(roles) == {"Administrator", "Support desk", "Auditor"}
    assert all(roles["Administrator"].allows(area, right) for area in Area for right in Right)
    assert all(roles["Auditor"].allows(area, Right.READ) for area in Area)
    assert not any(roles["Auditor"].allows(area, right) for area in Area for right in (Right.WRITE, Right.DELETE))
    support = roles["Support desk"]
    assert support.allows(Area.ACCOUNTS, Right.WRITE)
    assert not support.allows(Area.ACCOUNTS, Right.DELETE)
    assert not support.allows(Area.OPERATORS, Right.READ)
