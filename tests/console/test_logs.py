import io
import json
import logging
import logging.config

import pytest
import structlog
from django.test import Client

from console.logs import hide_secrets, logging_settings

pytestmark = pytest.mark.urls("tests.console.planted_urls")


@pytest.fixture
def logged():
    """What the console writes to its log: a function that gives the lines so far."""
    written = io.StringIO()
    settings = logging.config.DictConfigurator(logging_settings("INFO"))
    handler = logging.StreamHandler(written)
    handler.setFormatter(settings.configure_formatter(settings.config["formatters"]["json"]))
    loggers = [logging.getLogger(name) for name in ("", "django")]
    before = [(logger, logger.level, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    yield lambda: written.getvalue().splitlines()
    for logger, level, propagate in before:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagate


@pytest.mark.parametrize("name", ["password", "client_secret", "pfx", "access_token", "Authorization", "csrftoken"])
def test_a_value_under_a_secrets_name_never_reaches_the_log(name):
    event = hide_secrets(None, "info", {"event": "x", name: "canary", "inner": {name: "canary"}})
    assert "canary" not in str(event)


def test_bytes_are_told_by_their_length_only():
    assert hide_secrets(None, "info", {"event": "x", "upload": b"canary"})["upload"] == "(6 bytes)"


def test_a_line_break_or_a_bidi_override_cannot_forge_a_line(logged):
    structlog.get_logger("test").info("seen", name='a\n{"event": "forged"}\u202e\x1b[2J')
    (line,) = logged()
    assert "\u202e" not in line
    assert "\x1b" not in line


def test_each_line_of_a_request_carries_the_reference_of_its_answer(db, logged):
    reference = Client().get("/open/")["X-Request-ID"]
    assert [json.loads(line)["request_id"] for line in logged()] == [reference]


def test_the_log_holds_the_route_and_neither_path_nor_query(db, logged):
    Client().get("/read/4711/?search=canary")
    (line,) = logged()
    assert json.loads(line)["route"] == "read/<int:pk>/"
    assert "4711" not in line
    assert "canary" not in line


def test_a_crash_is_logged_with_its_traceback_and_without_the_path(logged, signed_in_client, delegate):
    client = signed_in_client(delegate())
    client.raise_request_exception = False
    client.get("/fails/crash/?search=canary-query")
    crash = next(line for line in map(json.loads, logged()) if line["logger"] == "django.request")
    assert "RuntimeError" in crash["exception"]
    assert crash["event"] == "Internal Server Error: /fails/crash/"
    assert "canary-query" not in json.dumps(crash)


def test_a_path_with_a_one_time_link_never_stands_in_the_log(db, logged):
    Client().get("/nowhere/canary-token/")
    Client().post("/nowhere/canary-token/", headers={"Origin": "https://evil.test"})
    assert logged()
    assert "canary-token" not in "".join(logged())
