"""Canary strings: no log, error, record or repr holds a token, a password or a person's data."""

import logging
import traceback

import pytest
import structlog

from console.api.errors import ApiError
from console.api.exchange import Exchanged, exchange
from console.api.request import Upload
from console.api.tokens import PersonalTokens, keep_password
from console.audit.models import Entry
from console.vault.credentials import open_credential
from tests.console.api.wire_server import Reply

FAULTS = [
    Reply(status=400, data={"errors": {"user_name": ["No."]}}),
    Reply(status=401, data={}),
    Reply(status=403, data={}),
    Reply(status=500, data={}),
    Reply(body=b"{"),
    Reply(status=302, headers={"Location": "https://127.0.0.1/?canary=1"}),
    Reply(by_hand=lambda connection: connection.close()),
]


def everything_in(error):
    """An error with all that hangs on it: its causes and their attributes, as an error report would show them."""
    texts = ["".join(traceback.format_exception(error))]
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        texts += [repr(error), repr(error.args), repr(vars(error))]
        error = error.__cause__ or error.__context__
    return "\n".join(texts)


@pytest.mark.parametrize("fault", FAULTS)
def test_errors_and_logs_hold_no_secret(api, server, fault, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    server.answer(fault)
    with structlog.testing.capture_logs() as logged:
        texts = []
        for operation_id, arguments in (
            ("listAccounts", {"pageNo": 1, "records": 1, "user_name": "canary-name", "search_text": "canary-search"}),
            ("getAccountByEmail", {"emailAddress": "canary@example.com"}),
            ("updateAccount", {"id": 7, "body": {"user_name": "canary-name", "user_email": "canary@example.com"}}),
        ):
            with pytest.raises(ApiError) as caught:
                api.call(operation_id, **arguments)
            texts.append(everything_in(caught.value))
    assert any(entry["path"] == "/accounts/email/{emailAddress}" for entry in logged if "path" in entry)
    for text in (*texts, str(logged), caplog.text, *capfd.readouterr()):
        assert "canary" not in text


def test_a_failed_exchange_holds_no_secret(environment, credential, server, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    server.sign_in["/token"] = Reply(by_hand=lambda connection: connection.close())
    identity = open_credential(credential)
    with pytest.raises(ApiError) as caught:
        exchange(environment, identity, identity.admin_password)
    for text in (everything_in(caught.value), caplog.text, repr(identity), *capfd.readouterr()):
        assert "canary" not in text
        assert "Y2FuYXJ5" not in text


def test_a_password_in_a_body_is_not_in_the_record(api, server):
    server.answer(Reply(data={}))
    api.call("changePassword", body={"old_password": "canary-old", "new_password": "canary-new"})
    assert "canary" not in str(list(Entry.objects.values()))
    assert "canary-new" in str(server.received[0].json)


def test_nothing_that_holds_a_secret_shows_it(credential, environment, session_with_password):
    tokens = PersonalTokens(credential, session_with_password)
    tokens.keep(Exchanged("canary-bearer", 60))
    for thing in (Exchanged("canary-bearer", 60), tokens.current(), Upload("a", b"canary"), tokens):
        assert "canary" not in repr(thing)


@pytest.fixture
def session_with_password(db):
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    keep_password(session, "canary-password")
    return session
