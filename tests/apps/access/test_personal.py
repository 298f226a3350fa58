"""Personal users at the real sandbox: whose password counts, what is asked of SigningHub, what is kept."""

from __future__ import annotations

import pytest

from apps.access.models import Session, User
from console.api.models import AccessToken
from tests.apps.access.conftest import PASSWORD, give_totp, is_in, sign_in


@pytest.fixture
def administrator(personal):
    return personal("administrator")


def test_the_signinghub_password_lets_its_operator_in(visitor, administrator, sandbox):
    answer = sign_in(visitor, administrator.email, sandbox.password("administrator"))
    assert answer.status_code == 302
    assert is_in(visitor)


def test_a_wrong_signinghub_password_is_refused(visitor, administrator):
    answer = sign_in(visitor, administrator.email, "not the password")
    assert answer.status_code == 422
    assert not is_in(visitor)


def test_a_wrong_password_is_refused_also_where_signinghub_asks_none(visitor, personal):
    user = personal("no-password")
    user.set_password(PASSWORD)
    user.save()
    assert sign_in(visitor, user.email, "not the password").status_code == 422
    assert not is_in(visitor)
    assert sign_in(visitor, user.email).status_code == 302
    assert is_in(visitor)


def test_where_signinghub_asks_none_and_the_console_has_none_nobody_gets_in(visitor, personal):
    user = personal("no-password")
    assert sign_in(visitor, user.email, "anything").status_code == 422


def test_any_password_is_refused_once_signinghub_has_stopped_asking(visitor, personal):
    user = personal("no-password", signinghub_asks_password=True)
    user.set_password(PASSWORD)
    user.save()
    assert sign_in(visitor, user.email).status_code == 422


def test_the_certificate_of_another_operator_lets_nobody_in(visitor, credential_of, sandbox):
    User.objects.create(
        email="auditor@signinghub.example", kind=User.Kind.PERSONAL, credential=credential_of("support")
    )
    answer = sign_in(visitor, "auditor@signinghub.example", sandbox.password("support"))
    assert answer.status_code == 422
    assert not is_in(visitor)


def test_a_silent_signinghub_is_said_and_never_counted(visitor, administrator, sandbox):
    sandbox.faults.add("operation=authenticate kind=fail status=503")
    for _try in range(7):
        answer = sign_in(visitor, administrator.email, "whatever it is")
        assert answer.status_code == 503
        assert "SigningHub does not answer" in answer.content.decode()
    sandbox.faults.clear()
    assert sign_in(visitor, administrator.email, sandbox.password("administrator")).status_code == 302


def test_strangers_disabled_people_and_delegates_cause_no_call_to_signinghub(visitor, administrator, support, sandbox):
    """Statement 16."""
    User.objects.filter(pk=administrator.pk).update(is_active=False)
    visitor.get("/signin/")
    for email in (administrator.email, support.email, "nobody@example.org"):
        sign_in(visitor, email, "wrong")
    assert sandbox.requests == []


def test_beyond_the_limit_signinghub_is_left_alone(visitor, administrator, sandbox):
    for _try in range(5):
        sign_in(visitor, administrator.email, "wrong")
    sandbox.requests.clear()
    right = sign_in(visitor, administrator.email, sandbox.password("administrator"))
    assert right.status_code == 422
    assert sandbox.requests == []


def test_sign_out_logs_a_personal_session_out_at_signinghub(visitor, administrator, sandbox):
    sign_in(visitor, administrator.email, sandbox.password("administrator"))
    visitor.post("/signout/")
    assert [request.operation for request in sandbox.requests].count("logout") == 1
    assert not Session.objects.exists()
    assert not AccessToken.objects.exists()


def test_sign_out_works_while_signinghub_does_not_answer(visitor, administrator, sandbox):
    sign_in(visitor, administrator.email, sandbox.password("administrator"))
    sandbox.faults.add("operation=logout kind=fail status=500")
    assert visitor.post("/signout/").status_code == 302
    assert not Session.objects.exists()


def test_neither_password_nor_token_can_be_read_from_the_database(visitor, administrator, sandbox):
    password = sandbox.password("administrator")
    sign_in(visitor, administrator.email, password)
    session = Session.objects.get()
    decoded = visitor.session
    assert decoded["signinghub_password"]
    assert password not in session.session_data
    assert password not in str(dict(decoded))
    assert administrator.email not in session.session_data


def test_the_token_of_a_sign_in_that_is_given_up_is_dropped(visitor, administrator, sandbox):
    give_totp(administrator)
    answer = sign_in(visitor, administrator.email, sandbox.password("administrator"))
    assert answer.headers["Location"] == "/signin/factor/"
    assert AccessToken.objects.count() == 1
    visitor.post("/signout/")
    assert not AccessToken.objects.exists()
    assert not Session.objects.exists()
