"""What each status means, and what a person is told."""

import datetime as dt
from email.utils import format_datetime

import pytest

from console.api.errors import (
    ApiBusy,
    ApiConflict,
    ApiForbidden,
    ApiInvalid,
    ApiMissing,
    ApiRefused,
    ApiUnreachable,
)
from tests.console.api.wire_server import Reply


def refused_update(api, server, reply):
    server.answer(reply)
    with pytest.raises((ApiRefused, ApiUnreachable)) as caught:
        api.call("updateAccount", id=7, body={"user_name": "a", "user_email": "b"})
    return caught.value


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, ApiInvalid),
        (403, ApiForbidden),
        (404, ApiMissing),
        (405, ApiRefused),
        (409, ApiConflict),
        (410, ApiMissing),
        (412, ApiConflict),
        (418, ApiRefused),
        (422, ApiInvalid),
        (429, ApiBusy),
        (500, ApiUnreachable),
        (502, ApiUnreachable),
        (599, ApiUnreachable),
    ],
)
def test_each_status_has_its_error(api, server, status, kind):
    error = refused_update(api, server, Reply(status=status, data={"message": "Because."}))
    assert type(error) is kind
    assert error.message == "Because."
    assert error.sent is True


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 422, 429, 500, 503])
def test_a_refusal_without_words_gets_plain_ones(api, server, status):
    message = refused_update(api, server, Reply(status=status, body=b"")).message
    assert message.endswith(".")
    assert "SigningHub" in message or "record" in message


@pytest.mark.parametrize(
    "data",
    [
        {"message": "The e-mail is taken."},
        {"Message": "The e-mail is taken."},
        {"Error": "E-17", "Message": "The e-mail is taken."},
        {"error": "invalid_request", "error_description": "The e-mail is taken."},
        {"error": {"message": "The e-mail is taken."}},
        {"Error": "The e-mail is taken."},
        "The e-mail is taken.",
    ],
)
def test_every_spelling_of_a_message_is_read(api, server, data):
    assert refused_update(api, server, Reply(status=400, data=data)).message == "The e-mail is taken."


def test_a_plain_text_refusal_is_one_short_line(api, server):
    text = "Line one\r\n\x1b[31mred\u202e " + "long " * 200
    headers = {"Content-Type": "text/plain"}
    message = refused_update(api, server, Reply(status=400, body=text.encode(), headers=headers)).message
    assert message.startswith("Line one [31mred long")
    assert len(message) == 300
    assert message.isprintable()


@pytest.mark.parametrize(
    "data",
    [
        {"ModelState": {"model.User_Email": ["Not an address."], "model.Colour": ["Unknown colour."]}},
        {"errors": {"UserEmail": ["Not an address."], "$.colour": ["Unknown colour."]}},
        {"errors": {"user-email": "Not an address.", "": "Unknown colour."}},
        {
            "errors": [
                {"field": "user_email", "message": "Not an address."},
                {"name": "x", "message": "Unknown colour."},
            ]
        },
    ],
)
def test_field_errors_find_their_fields(api, server, data):
    error = refused_update(api, server, Reply(status=400, data=data))
    assert error.field_errors == {"user_email": ["Not an address."]}
    assert error.message == "Unknown colour."


@pytest.mark.parametrize(
    "errors", [[], "text", 7, None, [None, 3], {"user_email": {"deep": 1}}, {"user_email": [None]}]
)
def test_odd_field_errors_are_survived(api, server, errors):
    error = refused_update(api, server, Reply(status=422, data={"errors": errors, "message": "No."}))
    assert error.message == "No."


@pytest.mark.parametrize(("given", "seconds"), [("7", 7), ("", None), ("soon", None), ("-3", None), ("nan", None)])
def test_how_long_to_wait_is_read_in_seconds(api, server, given, seconds):
    error = refused_update(api, server, Reply(status=429, data={}, headers={"Retry-After": given}))
    assert error.retry_after == seconds


def test_how_long_to_wait_is_read_as_a_date(api, server):
    later = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=2), usegmt=True)
    error = refused_update(api, server, Reply(status=503, data={}, headers={"Retry-After": later}))
    assert isinstance(error, ApiBusy)
    assert 60 < error.retry_after <= 120


def test_a_date_that_is_over_means_now(api, server):
    error = refused_update(
        api, server, Reply(status=503, data={}, headers={"Retry-After": "Fri, 01 Jan 2021 00:00:00 GMT"})
    )
    assert error.retry_after == 0
