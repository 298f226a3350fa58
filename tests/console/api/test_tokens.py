"""Tokens: asked for once, renewed in time, and a 401 understood."""

import base64
import datetime as dt

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from console.api.client import AdminApi
from console.api.deadline import Deadline
from console.api.errors import ApiBusy, ApiForbidden, ApiSignedOut, ApiUnreachable, ExchangeRefused
from console.api.exchange import Exchanged, asks_password, exchange, lifetime
from console.api.models import AccessToken
from console.api.tokens import PersonalTokens, SharedTokens, forget, keep_password
from console.audit.models import Entry, State
from console.vault.credentials import open_credential, set_admin_password
from tests.console.api.wire_server import Reply

UPDATE = {"user_name": "a", "user_email": "b"}


def refuse(status, **data):
    return Reply(status=status, data=data)


def age(seconds, *, life=3600):
    """Make the stored token as old as this."""
    obtained = timezone.now() - dt.timedelta(seconds=seconds)
    end = obtained + dt.timedelta(seconds=life)
    AccessToken.objects.update(
        obtained_at=obtained, expires_at=end, renew_at=obtained + dt.timedelta(seconds=0.8 * life)
    )


@pytest.fixture
def identity(credential):
    return open_credential(credential)


@pytest.fixture
def session(db):
    return SessionStore()


def test_an_exchange_goes_as_the_guide_says(environment, identity, server):
    assert exchange(environment, identity, "canary-password").token == "canary-bearer"
    first, second = server.signed_in
    assert (first.method, first.target, first.value("authorization")) == ("POST", "/authenticate", None)
    assert second.value("authorization") == b"Basic " + base64.b64encode(b"console:canary-client-secret")
    assert second.value("x-password") == b"canary-password"
    assert second.value("content-type").startswith(b"multipart/form-data")
    assert b"canary-subject-token" in second.body
    assert b"token-exchange" in second.body


def test_no_password_is_sent_where_there_is_none(environment, identity, server):
    exchange(environment, identity, None)
    assert server.signed_in[1].value("x-password") is None


def test_sign_in_may_have_an_address_of_its_own(environment, identity, server, serve, api):
    elsewhere = serve()
    environment.auth_url = elsewhere.url
    exchange(environment, identity, None)
    api.call("getAccount", id=7)
    assert [one.target for one in elsewhere.signed_in] == ["/authenticate", "/token"]
    assert server.signed_in == []
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("path", "reply", "reason"),
    [
        ("/authenticate", refuse(401, message="Unknown certificate"), "certificate"),
        ("/authenticate", refuse(403, error="access_denied"), "certificate"),
        ("/token", refuse(401, error="invalid_client"), "client"),
        ("/token", refuse(401, error="invalid_grant"), "password"),
        ("/token", refuse(400, error="password_required"), "password"),
        ("/token", refuse(401, message="Request authorization denied"), "unknown"),
        ("/token", refuse(403, error="account_disabled"), "unknown"),
    ],
)
def test_what_is_not_accepted_is_told_apart(environment, identity, server, path, reply, reason):
    server.sign_in[path] = reply
    with pytest.raises(ExchangeRefused) as caught:
        exchange(environment, identity, "x")
    assert caught.value.reason == reason
    assert caught.value.status == reply.status


@pytest.mark.parametrize(
    ("path", "reply", "kind"),
    [
        ("/authenticate", Reply(status=500, data={}), ApiUnreachable),
        ("/authenticate", Reply(data={"subject_token": ""}), ApiUnreachable),
        ("/authenticate", Reply(data=[]), ApiUnreachable),
        ("/token", Reply(data={"access_token": None}), ApiUnreachable),
        ("/token", Reply(data={"access_token": "a\r\nx-evil: 1"}), ApiUnreachable),
        ("/token", Reply(data={"access_token": "é"}), ApiUnreachable),
        ("/token", Reply(status=429, data={}), ApiBusy),
        ("/token", Reply(body=b"<html>", headers={"Content-Type": "text/html"}), ApiUnreachable),
    ],
)
def test_no_answer_is_not_a_refusal(environment, identity, server, path, reply, kind):
    server.sign_in[path] = reply
    with pytest.raises(kind) as caught:
        exchange(environment, identity, "x")
    assert not isinstance(caught.value, ExchangeRefused)


@pytest.mark.parametrize("password", ["line\nbreak", " edge", "nul\0"])
def test_a_password_that_no_header_carries_is_a_wrong_password(environment, identity, server, password):
    with pytest.raises(ExchangeRefused) as caught:
        exchange(environment, identity, password)
    assert caught.value.reason == "password"
    assert len(server.signed_in) == 1


def test_whether_a_password_is_asked(environment, identity, server):
    assert asks_password(environment, identity) is False
    server.sign_in["/token"] = refuse(401, error="password_required")
    assert asks_password(environment, identity) is True
    server.sign_in["/token"] = refuse(401, error="invalid_client")
    with pytest.raises(ExchangeRefused):
        asks_password(environment, identity)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (3600, 3600),
        ("3600", 3600),
        (1.5, 1.5),
        (0, 600),
        (None, 600),
        (-5, 600),
        (True, 600),
        ("soon", 600),
        (10**12, 600),
        (float("inf"), 600),
        ([], 600),
    ],
)
def test_a_life_that_is_missing_or_absurd_is_ten_minutes(said, seconds):
    assert lifetime(said) == seconds


def test_a_token_is_asked_for_once_and_kept(credential, server):
    assert SharedTokens(credential).current().value == "canary-bearer"
    assert SharedTokens(credential).current().value == "canary-bearer"
    assert len(server.signed_in) == 2


def test_a_token_lies_sealed_in_the_database(credential, server):
    SharedTokens(credential).current()
    row = AccessToken.objects.get()
    assert b"canary" not in bytes(row.sealed)
    assert "canary" not in row.key


def test_the_shared_token_is_obtained_with_the_stored_password(credential, server):
    SharedTokens(credential).current()
    assert server.signed_in[1].value("x-password") == b"canary-password"


def test_a_token_is_renewed_at_four_fifths_of_its_life(credential, server):
    tokens = SharedTokens(credential)
    tokens.keep(Exchanged("old", 3600))
    age(2800)
    assert tokens.current().value == "old"
    age(2900)
    assert tokens.current().value == "canary-bearer"


def test_a_token_that_lives_on_serves_while_it_cannot_be_renewed(credential, server):
    tokens = SharedTokens(credential)
    tokens.keep(Exchanged("old", 3600))
    age(2900)
    server.sign_in["/authenticate"] = Reply(status=503, data={})
    assert tokens.current().value == "old"
    assert tokens.current().value == "old"
    assert len(server.signed_in) == 1


def test_a_new_version_of_the_credential_has_a_token_of_its_own(credential, server):
    SharedTokens(credential).current()
    set_admin_password(credential, "canary-new-password")
    SharedTokens(credential).current()
    assert [one.value("x-password") for one in server.signed_in if one.target == "/token"] == [
        b"canary-password",
        b"canary-new-password",
    ]


def test_a_refusal_is_not_repeated_at_once(credential, server):
    server.sign_in["/token"] = refuse(401, error="invalid_grant")
    for _ in range(3):
        with pytest.raises(ExchangeRefused) as caught:
            SharedTokens(credential).current()
        assert caught.value.reason == "password"
    assert len(server.signed_in) == 2


def test_a_token_that_cannot_be_unsealed_is_renewed(credential, server):
    SharedTokens(credential).current()
    AccessToken.objects.update(sealed=b"\x01" + b"x" * 60)
    AccessToken.objects.update(renew_at=timezone.now())
    assert SharedTokens(credential).current().value == "canary-bearer"


def test_while_another_process_renews_the_old_token_serves(credential, server):
    tokens = SharedTokens(credential)
    tokens.keep(Exchanged("old", 3600))
    age(2900)
    AccessToken.objects.update(lease_holder="other", lease_until=timezone.now() + dt.timedelta(seconds=20))
    assert tokens.current().value == "old"
    assert server.signed_in == []


def test_a_process_that_died_while_it_renewed_is_replaced(credential, server):
    tokens = SharedTokens(credential)
    tokens.keep(Exchanged("old", 3600))
    age(4000)
    AccessToken.objects.update(lease_holder="dead", lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert tokens.current().value == "canary-bearer"


def test_nobody_waits_for_ever_for_another_process(credential, server):
    tokens = SharedTokens(credential)
    tokens.keep(Exchanged("old", 3600))
    age(4000)
    AccessToken.objects.update(lease_holder="other", lease_until=timezone.now() + dt.timedelta(seconds=20))
    with pytest.raises(ApiUnreachable):
        tokens.current(Deadline(0.2))


def test_rows_of_sessions_long_gone_are_removed(credential, server, session):
    PersonalTokens(credential, session).keep(Exchanged("old", 3600))
    AccessToken.objects.update(expires_at=timezone.now() - dt.timedelta(days=2))
    SharedTokens(credential).current()
    assert AccessToken.objects.count() == 1


def test_a_personal_token_is_renewed_with_the_password_of_the_session(store, server, session):
    credential = store("own", admin_password=None)
    keep_password(session, "canary-own-password")
    PersonalTokens(credential, session).current()
    assert server.signed_in[1].value("x-password") == b"canary-own-password"
    assert "canary" not in str(dict(session.items()))


def test_two_sessions_have_two_tokens(store, server):
    credential = store("own", admin_password=None)
    for _ in range(2):
        PersonalTokens(credential, SessionStore()).current()
    assert AccessToken.objects.count() == 2


def test_a_token_survives_the_new_name_of_a_session_at_sign_in(store, server, session):
    credential = store("own", admin_password=None)
    PersonalTokens(credential, session).keep(Exchanged("from-sign-in", 3600))
    session.save()
    session.cycle_key()
    assert PersonalTokens(credential, session).current().value == "from-sign-in"


def test_forgetting_leaves_neither_token_nor_password(store, server, session):
    credential = store("own", admin_password=None)
    keep_password(session, "canary-own-password")
    PersonalTokens(credential, session).current()
    forget(session)
    assert AccessToken.objects.count() == 0
    assert dict(session.items()) == {}


def test_a_password_that_was_changed_elsewhere_ends_the_sign_in(store, server, session):
    credential = store("own", admin_password=None)
    keep_password(session, "canary-old-password")
    server.sign_in["/token"] = refuse(401, error="invalid_grant")
    with pytest.raises(ApiSignedOut):
        PersonalTokens(credential, session).current()
    assert "signinghub_password" not in session


# What a 401 means.


def test_a_read_on_an_older_token_is_repeated_once_with_a_new_one(api, server):
    age(120)
    server.sign_in["/token"] = Reply(data={"access_token": "new", "expires_in": 3600})
    server.answer(refuse(401), Reply(data={"id": 7}))
    assert api.call("getAccount", id=7).data == {"id": 7}
    assert [one.value("authorization") for one in server.received] == [b"Bearer canary-bearer", b"Bearer new"]


def test_a_second_401_is_about_the_right(api, server):
    age(120)
    server.answer(refuse(401, message="Request authorization denied"))
    with pytest.raises(ApiForbidden, match="denied"):
        api.call("getAccount", id=7)
    assert len(server.received) == 2


def test_a_401_on_a_young_token_that_lives_is_about_the_right(api, server):
    who = Reply(data={"email": "ann@example.com"})
    server.answer(refuse(401), who, refuse(401), who)
    with pytest.raises(ApiForbidden):
        api.call("getAccount", id=7)
    with pytest.raises(ApiForbidden):
        api.call("deleteAccount", id=7)
    assert [one.target for one in server.received] == ["/accounts/7", "/session/operator"] * 2
    assert len(server.signed_in) == 0


def test_a_young_token_that_the_server_has_dropped_is_renewed(api, server):
    """SigningHub was started anew right after the sign-in: nobody's role has changed."""
    server.sign_in["/token"] = Reply(data={"access_token": "new", "expires_in": 3600})
    server.answer(refuse(401), refuse(401), Reply(data={"id": 7}))
    assert api.call("getAccount", id=7).data == {"id": 7}
    assert server.received[-1].value("authorization") == b"Bearer new"


def test_a_change_is_repeated_where_the_token_is_past_its_life(environment, credential, caller, api, server):
    """The token ends between the moment it is taken and the moment it arrives."""
    server.answer(refuse(401), Reply(data={"message": "Saved"}))
    stale = api.tokens.current(Deadline(5))
    age(120, life=60)
    old = type(stale)(stale.value, stale.generation, stale.obtained_at, timezone.now())

    class JustTaken(SharedTokens):
        def current(self, *_deadline):
            return old

    api = AdminApi(environment, credential, JustTaken(credential, caller), caller)
    assert api.call("updateAccount", id=7, body=UPDATE).data == {"message": "Saved"}
    assert len(server.received) == 2
    assert Entry.objects.get(operation="updateAccount").state == State.DONE


def test_a_change_is_repeated_where_the_token_turns_out_to_be_dead(api, server):
    """The server has dropped its tokens: it does not accept ours for a harmless read either."""
    age(120)
    server.sign_in["/token"] = Reply(data={"access_token": "new", "expires_in": 3600})
    server.answer(refuse(401), refuse(401), Reply(data={"message": "Saved"}))
    assert api.call("updateAccount", id=7, body=UPDATE).data == {"message": "Saved"}
    assert [one.target for one in server.received] == ["/accounts/7", "/session/operator", "/accounts/7"]
    assert server.received[2].value("authorization") == b"Bearer new"


def test_a_change_is_not_repeated_where_the_token_lives(api, server):
    age(120)
    server.answer(refuse(401, message="Request authorization denied"), Reply(data={"email": "ann@example.com"}))
    with pytest.raises(ApiForbidden, match="denied"):
        api.call("updateAccount", id=7, body=UPDATE)
    assert [one.target for one in server.received] == ["/accounts/7", "/session/operator"]
    assert Entry.objects.get(operation="updateAccount").state == State.REFUSED


def test_password_operations_run_on_a_token_of_the_certificate(api, server):
    server.answer(Reply(data={"access_token": "x", "expires_in": 60}))
    api.call("setNewPassword", body={"new_password": "canary-new"})
    assert server.received[0].value("x-subject-token") == b"canary-subject-token"
    assert server.received[0].value("authorization").startswith(b"Basic ")
    assert "canary" not in str(Entry.objects.values())


def test_operations_before_sign_in_carry_no_token(api, server):
    server.answer(Reply(data=[]))
    api.call("listLanguages")
    assert server.received[0].value("authorization") is None
