"""Cells: any value of any type becomes legible, harmless HTML."""

from datetime import UTC
from decimal import Decimal
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.screens import cells
from console.screens.cells import KINDS, Reader, cell, guessed, humanise

READER = Reader(zone=UTC)
HOSTILE = "<script>alert(1)</script>\"' onload=x &amp; javascript:alert(1)"
ODD = [None, "", "  ", [], {}, True, 0, -1, 1.5, 10**30, "NaN", "1e999999", "0001-01-01", "9999-12-31T23:59:59Z"]
ODD += [
    [None],
    {"a": {"b": [1, {"c": HOSTILE}]}},
    ["x", {"name": HOSTILE}],
    HOSTILE,
    "2026-13-45",
    "٣",
    "\x00",
    "\u202e",
]

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))


def tags_of(html):
    parser = Tags()
    parser.feed(html)
    return parser.seen


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", ODD, ids=repr)
def test_every_kind_takes_every_value(kind, value):
    assert cell(kind, value, READER)


@pytest.mark.parametrize("kind", KINDS)
@given(value=values)
@settings(max_examples=60, deadline=None)
def test_no_value_brings_a_tag_or_an_attribute_of_its_own(kind, value):
    for tag, attributes in tags_of(cell(kind, value, READER)):
        assert tag in {"span", "bdi", "time", "a"}
        assert set(attributes) <= {"class", "dir", "datetime", "href", "rel"}


@given(value=values, key=st.text(max_size=10))
@settings(max_examples=100, deadline=None)
def test_a_value_whose_kind_is_guessed_is_harmless_too(value, key):
    assert {tag for tag, _attributes in tags_of(guessed(value, READER, key))} <= {"span", "bdi", "time", "a"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("nothing", [None, "", "   ", [], {}], ids=repr)
def test_nothing_is_a_dash(kind, nothing):
    assert "—" in cell(kind, nothing, READER)


def test_hostile_text_is_shown_as_it_is():
    assert "&lt;script&gt;" in cell("text", HOSTILE, READER)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://x", "mailto:x"]
)
def test_only_web_addresses_become_links(address):
    assert not [tag for tag, _attributes in tags_of(cell("link", address, READER)) if tag == "a"]


def test_a_moment_is_written_in_the_readers_zone():
    reader = Reader(zone=ZoneInfo("Pacific/Auckland"))
    assert "2025-01-02 03:30" in cell("datetime", "2025-01-01 14:30:00 +00", reader)
    assert "2025-01-02" in cell("date", "2025-01-01T14:30:00Z", reader)


def test_a_bare_date_is_the_same_day_everywhere():
    assert ">2025-01-01<" in cell("date", "2025-01-01", Reader(zone=ZoneInfo("America/Los_Angeles")))


def test_yes_and_no_are_read_in_the_spellings_seen():
    for yes in (True, 1, "True", "true", "yes"):
        assert "Yes" in cell("yes_no", yes, READER)
    for no in (False, 0, "False", "no"):
        assert "No" in cell("yes_no", no, READER)
    assert "maybe" in cell("yes_no", "maybe", READER)


def test_a_status_nobody_knows_stays_legible():
    assert "Waiting for review" in cell("status", "WAITING_FOR_REVIEW", READER)
    assert 'class="st locked"' in cell("status", "locked", READER)


def test_numbers_have_thousands_marks_and_money_its_currency():
    assert "12,408" in cell("number", 12408, READER)
    assert "1,200.50 EUR" in cell("money", {"amount": 1200.5, "currency": "EUR"}, READER)


def test_a_nested_object_is_called_by_its_name():
    assert cells.plain({"id": 7, "name": "Enterprise Plus"}) == "Enterprise Plus"


@pytest.mark.parametrize(
    ("key", "words"),
    [("MARK_DELETED", "Mark deleted"), ("user_name", "User name"), ("markDeleted", "Mark Deleted"), ("SMS", "SMS")],
)
def test_keys_become_words(key, words):
    assert humanise(key) == words


def test_a_number_is_only_a_number_when_it_is_one():
    assert cells.as_number("12.50") == Decimal("12.50")
    for value in (True, "NaN", "Infinity", "x", None, "1e9999"):
        assert cells.as_number(value) is None
