"""A SigningHub that has fallen silent is not waited for by page after page; a change is always tried."""

from __future__ import annotations

import pytest

from console.api import silence
from console.api.errors import ApiUnreachable
from console.api.silence import ENOUGH, REST, Silence
from tests.console.screens.people import ann, credential_of, own_cache, person, signinghub

__all__ = ["ann", "credential_of", "own_cache", "person", "signinghub"]

HOST = "signinghub.example:9443"


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def silent(clock):
    """A server that has just left as many calls unanswered as it takes."""
    kept = Silence(clock)
    for _call in range(ENOUGH):
        kept.check(HOST)
        kept.note(HOST, is_answered=False)
    return kept


def is_refused(kept, host=HOST):
    try:
        kept.check(host)
    except ApiUnreachable as error:
        return "" if error.sent else error.message
    return ""


def test_a_silent_server_rests_and_the_sentence_says_how_long(silent, clock):
    assert "asks it again in 10 seconds" in is_refused(silent)
    clock.now += REST - 1
    assert "asks it again in 1 second." in is_refused(silent)


def test_one_call_finds_out_and_its_answer_lets_all_through_again(silent, clock):
    clock.now += REST
    assert not is_refused(silent), "the probe"
    assert is_refused(silent), "everybody else waits for what it finds"
    silent.note(HOST, is_answered=True)
    assert not is_refused(silent)


def test_a_probe_that_stays_unanswered_begins_another_rest(silent, clock):
    clock.now += REST
    assert not is_refused(silent)
    silent.note(HOST, is_answered=False)
    clock.now += REST - 1
    assert is_refused(silent)


def test_a_probe_that_never_came_to_an_end_does_not_shut_the_door_for_ever(silent, clock):
    clock.now += REST
    assert not is_refused(silent)
    clock.now += REST
    assert not is_refused(silent)


def test_an_answer_in_between_makes_up_for_silence(clock):
    kept = Silence(clock)
    for is_answered in (False, False, True, False, False):
        kept.note(HOST, is_answered=is_answered)
    assert not is_refused(kept)


def test_another_server_is_another_matter(silent):
    assert is_refused(silent)
    assert not is_refused(silent, "other.example")


@pytest.fixture
def hanging(ann, sandbox, monkeypatch):
    """The sandbox once it answers nothing, and pages have found out, with a clock that stands still."""
    ann.get("/accounts/")
    monkeypatch.setattr(silence, "silence", Silence(Clock()))
    monkeypatch.setattr("console.api.wire.INTERACTIVE", 0.2)
    fault = sandbox.faults.add("operation=listAccounts kind=hang")
    sandbox.faults.add("operation=getAccount kind=hang")
    for _page in range(ENOUGH):
        assert ann.get("/accounts/").status_code == 504
    sandbox.requests.clear()
    return fault


def asked(sandbox):
    return [request.operation for request in sandbox.requests]


def test_a_page_is_refused_at_once_with_a_plain_sentence(ann, sandbox, hanging):
    response = ann.get("/accounts/")
    assert response.status_code == 502
    assert "The console asks it again in 10 seconds." in response.content.decode()
    assert asked(sandbox) == []


def test_what_a_person_sends_is_tried_all_the_same(ann, sandbox, hanging):
    assert ann.post("/accounts/1002/unlock/", {"step": "do"}).status_code == 504
    assert asked(sandbox) == ["getAccount"], "what a change needs to know is read in earnest"


def test_once_it_answers_pages_are_pages_again(ann, sandbox, hanging, monkeypatch):
    sandbox.faults.clear()
    sandbox.application.let_go()
    monkeypatch.setattr(Clock, "now", Clock.now + REST)
    assert ann.get("/accounts/").status_code == 200
    assert ann.get("/accounts/1002/").status_code == 200


def test_a_refusal_and_a_broken_answer_are_no_silence(ann, sandbox, monkeypatch):
    ann.get("/accounts/")
    monkeypatch.setattr(silence, "silence", Silence(Clock()))
    for fault in ("fail status=500", "drop", "html"):
        sandbox.faults.add(f"operation=listAccounts kind={fault}")
        assert ann.get("/accounts/").status_code >= 500
        sandbox.faults.clear()
    assert not silence.silence.is_assumed(f"127.0.0.1:{sandbox.port}")
    assert ann.get("/accounts/").status_code == 200
