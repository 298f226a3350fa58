"""A number goes back with the digits it came with, also where a float has fewer."""

import copy

import pytest

from console.api import exact
from console.api.answer import strict_json
from console.screens import drafts
from tests.console.api.wire_server import Reply
from tests.console.screens.people import credential_of, own_cache, person, signinghub

__all__ = ["credential_of", "own_cache", "person", "signinghub"]

LONG = ["12345678901234567.89", "0.12345678901234567890", "1e-400", "-3.14159265358979323846"]
SHORT = ["1.5", "10.50", "1E2", "0.1", "-0.0", "1e-7"]


@pytest.mark.parametrize("text", LONG)
def test_a_long_number_is_a_float_to_reckon_with_and_its_text_to_show_and_to_send(text):
    number = strict_json(text.encode())
    assert number == float(text)
    assert str(number) == text
    assert (
        exact.dumps({"a": [number, {"b": number}], "c": "text"}) == f'{{"a": [{text}, {{"b": {text}}}], "c": "text"}}'
    )
    assert exact.dumps(copy.deepcopy([number])) == f"[{text}]"


@pytest.mark.parametrize("text", SHORT)
def test_a_number_that_a_float_holds_is_a_float(text):
    assert type(strict_json(text.encode())) is float


@pytest.mark.parametrize("text", ["1e999", "-1e999", "1e99999999999999999999"])
def test_a_number_beyond_every_number_is_no_answer(text):
    with pytest.raises(ValueError, match="beyond"):
        strict_json(text.encode())


def test_a_number_smaller_than_any_is_nothing():
    assert strict_json(b"1e-99999999999999999999") == 0


def test_an_update_sends_what_was_read_to_the_last_digit(api, server):
    body = '{"user_name": 0.12345678901234567890, "job_title": [12345678901234567.89], "company_name": 1.5}'
    server.answer(Reply(body=body.encode()), Reply(data={"message": "Saved"}))
    api.call("updateAccount", id=7, body=api.call("getAccount", id=7).data)
    assert server.received[-1].body.decode() == body


def test_a_draft_keeps_the_digits_of_the_record_it_was_begun_on(person):
    draft = drafts.open_draft(person().user, "/accounts/7/edit/", {"rate": strict_json(LONG[0].encode())})
    assert str(drafts.base_of(draft)["rate"]) == LONG[0]
