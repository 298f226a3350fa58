"""Somebody who may read everything is shown no secret, though SigningHub's answers are full of them."""

import re
from functools import partial

import pytest

from console.api.contract import load_contract
from console.permissions import Area, Permission, Right, mark_of
from sandbox.answering import ANSWERS, Answer, load_answers
from tests.every_screen.addresses import every_address
from tests.every_screen.driving import paths_to

CANARY = "canary-of-a-secret"
SECRET = re.compile(r"(password|passphrase|secret|private_?key|api_?key|pfx)$")
READER = {area.value: [Right.READ.value] for area in Area}
READING = [
    address
    for address in every_address()
    if isinstance(mark := mark_of(address.view), Permission) and mark.right is Right.READ
]


def leaking(value, name=""):
    """An answer with a canary in the place of each secret, as a careless server gives it."""
    if isinstance(value, Answer):
        return Answer(**{**value.__dict__, "data": leaking(value.data)})
    if isinstance(value, dict):
        # A record may hold one that nobody has declared.
        value = {**value, "client_secret": "", "smtp_password": ""} if "id" in value else value
        attribute = str(value.get("attribute_name") or "").lower()
        return {
            key: leaking(one, attribute if key == "attribute_value" else str(key).lower()) for key, one in value.items()
        }
    if isinstance(value, list):
        return [leaking(one) for one in value]
    return CANARY if SECRET.search(name) and (value is None or isinstance(value, str)) else value


@pytest.fixture
def careless(sandbox, monkeypatch):
    """SigningHub gives every secret back; gives how many it gave."""
    given = []

    def answer(function, call):
        data = leaking(function(call))
        given.extend(re.findall(CANARY, str(data)))
        return data

    for name, function in dict(load_answers()).items():
        if not load_contract().operation(name).writes and "bearer" in load_contract().operation(name).security:
            monkeypatch.setitem(ANSWERS, name, partial(answer, function))
    return given


@pytest.mark.parametrize("address", READING, ids=lambda address: address.name)
def test_a_reader_is_shown_no_secret(address, people, careless):
    """Statement 26."""
    reader = people.signed_in(READER, {})
    for path in paths_to(address, reader):
        assert CANARY not in reader.get(path).getvalue().decode(errors="replace"), path


def test_there_are_secrets_to_be_shown(people, careless):
    page = people.signed_in(READER, {}).get("/configuration/connectors/1/")
    assert page.status_code == 200
    assert len(careless) > 4
