"""Slow, silent and passing failures: a deadline over everything, and retries for reads alone."""

import socket
import time

import pytest

from console.api.errors import ApiBusy, ApiUnreachable
from console.audit.models import Entry, State
from tests.console.api.wire_server import Reply

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2000\r\n\r\n"


def drip(server, data, pause=0.1):
    def send(connection):
        for byte in data:
            if server.over.is_set():
                return
            connection.sendall(bytes([byte]))
            time.sleep(pause)

    return Reply(by_hand=send)


def test_a_server_that_never_answers_is_given_up(api, server):
    server.answer(Reply(by_hand=lambda _connection: server.over.wait(20)))
    with pytest.raises(ApiUnreachable, match="in time"):
        api.call("getAccount", id=7, deadline=0.4)


def test_a_body_that_drips_is_given_up_although_every_byte_is_in_time(api, server):
    server.answer(
        Reply(by_hand=lambda connection: (connection.sendall(HEAD), drip(server, b"1" * 2000).send(connection)))
    )
    with pytest.raises(ApiUnreachable, match="in time"):
        api.call("getAccount", id=7, deadline=0.5)


def test_headers_that_drip_are_given_up_too(api, server):
    server.answer(drip(server, b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 2000))
    with pytest.raises(ApiUnreachable, match="in time"):
        api.call("getAccount", id=7, deadline=0.5)


def test_a_server_that_accepts_and_never_shakes_hands_is_given_up(api, environment):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        environment.api_url = f"https://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ApiUnreachable, match="in time") as caught:
            api.call("getAccount", id=7, deadline=0.4)
    assert caught.value.sent is False


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_read_that_fails_in_passing_is_repeated(api, server, status):
    server.answer(Reply(status=status, data={}), Reply(status=status, data={}), Reply(data={"id": 7}))
    assert api.call("getAccount", id=7).data == {"id": 7}
    assert len(server.received) == 3


def test_a_read_is_repeated_twice_at_most(api, server):
    server.answer(Reply(status=500, data={"message": "Out of order"}))
    with pytest.raises(ApiUnreachable, match="Out of order"):
        api.call("getAccount", id=7)
    assert len(server.received) == 3


def test_a_read_that_breaks_off_is_repeated(api, server):
    server.answer(Reply(by_hand=lambda connection: connection.close()), Reply(data={"id": 7}))
    assert api.call("getAccount", id=7).data == {"id": 7}


def test_the_retries_keep_within_the_one_deadline(api, server):
    server.answer(Reply(status=500, data={}), Reply(by_hand=lambda _connection: server.over.wait(20)))
    with pytest.raises(ApiUnreachable):
        api.call("getAccount", id=7, deadline=0.6)
    assert len(server.received) <= 2


@pytest.mark.parametrize("status", [400, 403, 404, 409, 429, 501])
def test_a_refusal_is_not_repeated(api, server, status):
    server.answer(Reply(status=status, data={}))
    with pytest.raises(Exception):  # noqa: B017, PT011 - which one is test_refusals.py's
        api.call("getAccount", id=7)
    assert len(server.received) == 1


def test_a_server_that_says_when_to_come_back_is_not_asked_before(api, server):
    server.answer(Reply(status=503, data={}, headers={"Retry-After": "1"}))
    with pytest.raises(ApiBusy):
        api.call("getAccount", id=7)
    assert len(server.received) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_change_is_never_repeated(api, server, status):
    server.answer(Reply(status=status, data={}))
    with pytest.raises(ApiUnreachable):
        api.call("deleteAccount", id=7)
    assert len(server.received) == 1
    assert Entry.objects.get(operation="deleteAccount").state == State.UNKNOWN


def test_a_change_that_breaks_off_is_not_repeated_and_its_outcome_is_unknown(api, server):
    server.answer(Reply(by_hand=lambda connection: connection.close()))
    with pytest.raises(ApiUnreachable) as caught:
        api.call("deleteAccount", id=7)
    assert caught.value.sent is True
    assert len(server.received) == 1
    assert Entry.objects.get(operation="deleteAccount").state == State.UNKNOWN


def test_a_change_that_times_out_is_unknown(api, server):
    server.answer(Reply(by_hand=lambda _connection: server.over.wait(20)))
    with pytest.raises(ApiUnreachable):
        api.call("deleteAccount", id=7, deadline=0.4)
    assert Entry.objects.get(operation="deleteAccount").state == State.UNKNOWN


def test_a_change_that_nobody_received_has_failed(api, environment):
    environment.api_url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(ApiUnreachable, match="refuses connections") as caught:
        api.call("deleteAccount", id=7)
    assert caught.value.sent is False
    assert Entry.objects.get(operation="deleteAccount").state == State.FAILED


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
