"""SigningHub falls silent: what needs it waits, and everything else goes on."""

import threading

import httpx
import pytest

from console.api import places
from console.api.deadline import Deadline
from console.api.errors import ApiBusy
from console.audit.models import Entry, Kind, State
from console.gunicorn import threads
from tests.console.api.conftest import (
    api,
    authority,
    caller,
    credential,
    environment,
    pfx,
    serve,
    server,
    store,
    tokens,
)
from tests.console.api.wire_server import Reply

__all__ = ["api", "authority", "caller", "credential", "environment", "pfx", "serve", "server", "store", "tokens"]


@pytest.fixture
def all_waiting(server):
    """Every place at the server is taken by a call that waits for its answer; set it to let them go."""
    free, started = threading.Event(), threading.Barrier(places.MOST_AT_ONCE + 1)
    request = httpx.Request("GET", server.url)

    def wait():
        with places.places.one(request, Deadline(20)):
            started.wait(10)
            free.wait(20)

    waiting = [threading.Thread(target=wait) for _number in range(places.MOST_AT_ONCE)]
    for one in waiting:
        one.start()
    started.wait(10)
    yield free
    free.set()
    for one in waiting:
        one.join()


def test_a_call_that_finds_no_place_is_refused_before_it_is_sent(api, server, all_waiting):
    with pytest.raises(ApiBusy) as caught:
        api.call("getAccount", id=7, deadline=0.2)
    assert caught.value.sent is False
    assert server.received == []


def test_a_change_that_finds_no_place_is_on_record_as_failed_not_as_unknown(api, server, all_waiting):
    with pytest.raises(ApiBusy):
        api.call("deleteAccount", id=7, deadline=0.2)
    assert Entry.objects.get(kind=Kind.CHANGE).state == State.FAILED
    assert server.received == []


def test_a_place_that_becomes_free_is_taken(api, server, all_waiting):
    server.answer(Reply(data={"id": 7}))
    threading.Timer(0.1, all_waiting.set).start()
    assert api.call("getAccount", id=7).data == {"id": 7}


def test_every_worker_has_threads_that_no_silent_signinghub_can_take():
    assert threads > places.MOST_AT_ONCE
