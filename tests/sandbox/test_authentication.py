"""From certificate to token, and every way it is refused."""

import base64
import ssl
import threading

import httpx
import pytest

from sandbox.server import Sandbox
from tests.sandbox.conftest import Client, context_of


@pytest.mark.parametrize("name", ["administrator", "support", "auditor", "no-password", "generated", "plain-pfx"])
def test_an_operator_gets_a_token_for_pfx_and_password(sandbox, signed_in, name):
    operator = signed_in(name).get("/session/operator").raise_for_status().json()
    assert operator["email"] == f"{name}@signinghub.example"
    assert operator["is_password_generated"] is (name == "generated")


def test_without_a_certificate_there_is_no_subject_token(client):
    assert client().post("/authenticate").status_code == 403


@pytest.mark.parametrize("name", ["expired", "stranger"])
def test_a_certificate_that_tls_does_not_accept_ends_the_handshake(sandbox, client, name):
    with pytest.raises(httpx.TransportError):
        client(name).post("/authenticate")
    assert sandbox.connections.made == 0


@pytest.mark.parametrize(("name", "status"), [("expired", 403), ("stranger", 401), ("administrator", 200)])
def test_a_server_may_also_refuse_such_a_certificate_in_an_answer(sandbox, client, tmp_path, name, status):
    with Sandbox(sandbox.directory, refuse_in_application=True) as other:
        assert client(name, other).post("/authenticate").status_code == status


def test_a_good_certificate_that_nobody_registered_is_refused(sandbox, tmp_path):
    issued = sandbox.authority.issue_client("Administrator", "administrator@signinghub.example", "x")
    with Client(sandbox, context_of(sandbox, issued.pfx, "x", tmp_path)) as forged:
        assert forged.post("/authenticate").status_code == 401


def test_an_inactive_operator_gets_nothing(client):
    answer = client("inactive").post("/authenticate")
    assert (answer.status_code, answer.json()["error"]) == (403, "account_disabled")


def test_a_missing_and_a_wrong_password_are_told_apart(client):
    mine = client("administrator")
    subject_token = mine.subject_token()
    missing, wrong = mine.exchange(subject_token, None), mine.exchange(subject_token, "wrong")
    assert (missing.status_code, missing.json()["error"]) == (401, "password_required")
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_grant")


def test_an_operator_without_a_password_gets_in_with_any(client):
    mine = client("no-password")
    assert mine.exchange(mine.subject_token(), "anything").status_code == 200


def test_a_wrong_client_secret_is_refused_as_oauth_does(client):
    mine = client("administrator")
    answer = mine.exchange(mine.subject_token(), None, client_secret="wrong")
    assert answer.status_code == 401
    assert answer.json().keys() == {"error", "error_description"}
    assert answer.json()["error"] == "invalid_client"


def test_a_subject_token_dies_soon(sandbox, client):
    mine = client("no-password")
    subject_token = mine.subject_token()
    sandbox.pass_time(sandbox.settings.subject_token_lifetime)
    assert mine.exchange(subject_token, None).json()["error"] == "invalid_subject_token"


def test_an_access_token_dies_at_the_end_of_its_life(sandbox, client):
    sandbox.settings.token_lifetime = 40
    mine = client("no-password").sign_in(None)
    sandbox.pass_time(39)
    assert mine.get("/session/operator").status_code == 200
    sandbox.pass_time(1)
    assert mine.get("/session/operator").status_code == 401


def test_the_reported_life_may_differ_from_the_true_one(sandbox, client):
    sandbox.settings.reported_lifetime = 0
    mine = client("no-password")
    assert mine.exchange(mine.subject_token(), None).json()["expires_in"] == 0


def test_an_unknown_grant_type_is_refused(sandbox, client):
    mine = client("no-password")
    form = {"subject_token": (None, mine.subject_token()), "grant_type": (None, "password")}
    answer = mine.post("/token", auth=(sandbox.files.client_id, sandbox.files.client_secret), files=form)
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


def test_logout_ends_this_token_only(client):
    first, second = client("no-password").sign_in(None), client("no-password").sign_in(None)
    assert first.post("/logout").status_code == 200
    assert first.get("/session/operator").status_code == 401
    assert second.get("/session/operator").status_code == 200


class TestPasswords:
    def basic(self, sandbox, mine):
        return {
            "auth": (sandbox.files.client_id, sandbox.files.client_secret),
            "headers": {"x-subject-token": mine.subject_token()},
        }

    def test_a_generated_password_is_replaced_once(self, sandbox, client):
        mine = client("generated")
        first = mine.post("/password/new", json={"new_password": "my own words"}, **self.basic(sandbox, mine))
        assert first.json().keys() == {"access_token", "token_type", "expires_in"}
        again = mine.post("/password/new", json={"new_password": "other words"}, **self.basic(sandbox, mine))
        assert again.status_code == 403
        mine.sign_in("my own words")
        assert mine.get("/session/operator").json()["is_password_generated"] is False

    def test_a_forgotten_password_is_reset_by_the_mail(self, sandbox, client):
        mine = client("administrator")
        mine.post("/password/forgot", **self.basic(sandbox, mine)).raise_for_status()
        (mail,) = sandbox.mails
        assert mail.to == "administrator@signinghub.example"
        q = mail.link.partition("q=")[2]
        pairs = mine.post("/password/decrypt_url", json={"q": q}, **self.basic(sandbox, mine)).json()
        assert {"key": "email", "value": mail.to} in pairs
        assert mine.post("/password/decrypt_url", json={"q": "x"}, **self.basic(sandbox, mine)).status_code == 400
        body = {"new_password": "a new password"}
        mine.post("/password/reset", json=body, **self.basic(sandbox, mine)).raise_for_status()
        assert mine.exchange(mine.subject_token(), sandbox.password("administrator")).status_code == 401
        assert mine.exchange(mine.subject_token(), "a new password").status_code == 200

    def test_changing_the_password_needs_the_old_one(self, sandbox, admin):
        body = {"old_password": "wrong", "new_password": "long enough"}
        refused = admin.put("/session/operator/password", json=body)
        assert refused.status_code == 400
        assert refused.json()["errors"].keys() == {"old_password"}
        body["old_password"] = sandbox.password("administrator")
        assert admin.put("/session/operator/password", json=body).status_code == 200
        assert admin.exchange(admin.subject_token(), "long enough").status_code == 200


def test_requests_at_the_same_time_are_all_answered(sandbox, client):
    mine = client("no-password").sign_in(None)
    before = sandbox.connections.made
    barrier = threading.Barrier(8)

    def read() -> None:
        barrier.wait()
        statuses.append(mine.get("/accounts/1/5").status_code)

    statuses: list[int] = []
    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 8
    assert sandbox.connections.made > before


def test_a_connection_is_kept_for_the_next_request(sandbox, client):
    mine = client("no-password").sign_in(None)
    made = sandbox.connections.made
    for _ in range(5):
        mine.get("/accounts/1/5").raise_for_status()
    assert sandbox.connections.made == made


def test_no_secret_is_remembered(sandbox, signed_in):
    admin = signed_in("administrator")
    admin.put("/session/operator/password", json={"old_password": "canary-old", "new_password": "canary-new"})
    remembered = repr(sandbox.requests)
    token = admin.headers["Authorization"].removeprefix("Bearer ")
    basic = base64.b64encode(f"{sandbox.files.client_id}:{sandbox.files.client_secret}".encode()).decode()
    for secret in (token, basic, sandbox.password("administrator"), "canary-old", "canary-new"):
        assert secret not in remembered
    assert {request.certificate_serial for request in sandbox.requests} != {""}


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1")
def test_old_tls_is_refused(sandbox):
    context = ssl.create_default_context(cafile=str(sandbox.directory / "ca.pem"))
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with httpx.Client(verify=context, trust_env=False) as old, pytest.raises(httpx.TransportError):
        old.get(sandbox.url)
