"""A refused sign-in: the same whatever the reason, counted for the right one, never a lock on somebody else."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from apps.access.models import User
from apps.access.sign_in.limits import seconds_to_step
from console.audit.models import Entry, Kind, State
from tests.apps.access.conftest import PASSWORD, is_in, sign_in


def answer_to(visitor: Client, email: str, password: str):
    """What the page says, without the address that was typed and the token of the form."""
    answer = sign_in(visitor, email, password)
    text = answer.content.decode().replace(email, "")
    return answer.status_code, text.replace(str(answer.context["csrf_token"]), "")


def test_t10_unknown_disabled_locked_and_wrong_look_the_same(support):
    """T10, statement 8."""
    disabled = User.objects.create(email="dora@console.example", kind="delegate", role=support.role, is_active=False)
    disabled.set_password(PASSWORD)
    disabled.save()
    wrong = answer_to(Client(), support.email, "wrong")
    unknown = answer_to(Client(), "who@console.example", "wrong")
    disabled_answer = answer_to(Client(), disabled.email, PASSWORD)
    for _try in range(5):
        sign_in(Client(), support.email, "wrong")
    locked = answer_to(Client(), support.email, PASSWORD)
    without_tokens = {(status, _without_tokens(text)) for status, text in (wrong, unknown, disabled_answer, locked)}
    assert len(without_tokens) == 1
    assert without_tokens.pop()[0] == 422


def _without_tokens(text: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken&quot;: &quot;)\w+', "", text)


@pytest.mark.parametrize(("elapsed", "waits"), [(0.25, 0.75), (1.0, 0.0), (1.5, 0.5), (0.0, 1.0)])
def test_a_refusal_takes_a_whole_number_of_steps(elapsed, waits):
    """Statement 8."""
    assert seconds_to_step(elapsed, 1.0) == pytest.approx(waits)


@pytest.mark.parametrize("spelling", ["SAM@console.example", " sam@console.example ", "ｓａｍ@console.example"])
def test_every_spelling_of_an_address_counts_for_the_same_person(support, spelling):
    """Statements 9 and 29."""
    for _try in range(5):
        sign_in(Client(), spelling, "wrong")
    answer = sign_in(Client(), support.email)
    assert answer.status_code == 422


def test_after_five_wrong_tries_the_right_password_waits_too(visitor, support):
    """Statement 10."""
    for _try in range(5):
        sign_in(visitor, support.email, "wrong")
    sign_in(visitor, support.email)
    assert not is_in(visitor)


def test_a_stranger_elsewhere_locks_nobody_out(support):
    """Statement 10."""
    known = Client(REMOTE_ADDR="192.0.2.10")
    sign_in(known, support.email)
    known.post("/signout/")
    for network in range(30):
        sign_in(Client(REMOTE_ADDR=f"198.51.{network}.7"), support.email, "wrong")
    assert sign_in(Client(REMOTE_ADDR="203.0.113.5"), support.email).status_code == 422
    assert sign_in(known, support.email).status_code == 302


def test_a_forged_forwarding_header_opens_no_new_counter(support):
    for attempt in range(5):
        sign_in(Client(headers={"x-forwarded-for": f"198.51.100.{attempt}"}), support.email, "wrong")
    assert sign_in(Client(headers={"x-forwarded-for": "203.0.113.9"}), support.email).status_code == 422


def test_successes_do_not_count(visitor, support):
    for _time in range(8):
        assert sign_in(visitor, support.email).status_code == 302


def test_refusals_and_sign_ins_are_on_record_without_the_password(visitor, support):
    """Statement 60."""
    sign_in(visitor, support.email, "wrong horse")
    sign_in(visitor, "hunter2-typed-into-the-wrong-field", "x")
    sign_in(visitor, support.email)
    entries = Entry.objects.filter(kind=Kind.SIGN_IN).order_by("at")
    assert [(entry.email, entry.state) for entry in entries] == [
        (support.email, State.REFUSED),
        ("", State.REFUSED),
        (support.email, State.DONE),
    ]
    assert "wrong horse" not in str(list(entries.values()))


def test_an_empty_form_is_no_try(visitor, support):
    for _try in range(6):
        assert visitor.post("/signin/", {"email": support.email}).status_code == 422
    assert sign_in(visitor, support.email).status_code == 302


def test_the_cursor_stands_where_the_next_try_begins(visitor, support):
    assert re.search(r'<input[^>]*name="email"[^>]* autofocus', visitor.get("/signin/").content.decode())
    refused = sign_in(visitor, support.email, "wrong").content.decode()
    assert re.search(r'<input[^>]*name="password"[^>]* autofocus', refused)
    assert refused.count(" autofocus") == 1


def test_the_typed_password_is_never_shown_again(visitor, support):
    assert "wrong horse" not in sign_in(visitor, support.email, "wrong horse").content.decode()


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/%2F/evil.example",
        "/%5Cevil.example",
        "/%255Cevil.example",
        "///evil.example",
        "/\tevil",
        "/%0d%0aSet-Cookie:x",
        "evil",
        "",
    ],
)
def test_the_next_page_is_never_elsewhere(visitor, support, target):
    """Statement 14."""
    assert sign_in(visitor, support.email, next=target).headers["Location"] == "/"


@pytest.mark.parametrize("target", ["/accounts/?page=2&search=a%5Cb", "/accounts/7/", "/profile/#sign-ins"])
def test_the_next_page_is_any_page_of_this_console(visitor, support, target):
    assert sign_in(visitor, support.email, next=target).headers["Location"] == target


def test_an_unknown_host_is_refused(client, db):
    assert client.get("/signin/", headers={"host": "evil.test"}).status_code == 400
