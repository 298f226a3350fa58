"""The doctor: every fault between the console and a SigningHub is named, and nothing is stored unasked."""

from __future__ import annotations

import datetime as dt
import email.utils
import io
import json
import socket
import threading

import pytest
from django.core.management import CommandError, call_command

from console.api.contract import load_contract
from console.api.doctor import State, diagnose, prove
from console.audit.models import Entry
from console.vault.credentials import open_credential, replace_credential, set_admin_password
from console.vault.models import Credential, Environment
from sandbox.authority import Authority
from sandbox.server import Sandbox
from sandbox.strictness import HeaderEncoding
from tests.console.api.certificates import demand_client_certificate, expired_identity, pem, server_context
from tests.console.api.wire_server import Reply
from tests.console.screens.people import answer_with, credential_of, own_cache, signinghub
from tests.vendor_files.generate import CONTRACT_FILE

__all__ = ["answer_with", "credential_of", "own_cache", "signinghub"]

DAY = dt.timedelta(days=1)
STEPS = ["Certificate of the credential", "Address", "TLS", "Certificate chain", "Certificate of the server", "Clock"]
STEPS += ["Subject token", "API client", "Password"]


@pytest.fixture
def credential(credential_of):
    return credential_of("administrator")


def run(*more, environment="sandbox"):
    out = io.StringIO()
    error = None
    try:
        call_command("check_api", "--environment", environment, *more, stdout=out)
    except CommandError as raised:
        error = raised
    return out.getvalue(), error


def found(environment, credential, **more):
    """The findings by name; of one that fails everything else, none follows."""
    return {finding.check: finding for finding in diagnose(environment, credential, **more)}


def steps_to(environment, identity, password=None):
    """The steps of the sign-in as pairs of name and state."""
    return [(finding.check, finding.state) for finding in prove(environment, identity, password)]


def last_of(environment, identity, password=None):
    """The step that ended a sign-in."""
    *_before, last = prove(environment, identity, password)
    return last


# All is well.


def test_all_is_well_where_it_is(signinghub, credential, sandbox):
    told, error = run()
    assert error is None
    assert "failed" not in told
    for step in STEPS:
        assert f"ok       {step}: " in told
    assert "TLSv1.3" in told
    assert "warning  API description: None was imported" in told
    assert "12 lists give the page asked for" in told
    assert "reads them as Percent-encoded" in told
    assert {request.operation for request in sandbox.requests} >= {"listRoles", "getDashboard", "listAccounts"}


def test_nothing_is_changed_anywhere(signinghub, credential, sandbox):
    entries = Entry.objects.count()
    told, _error = run()
    contract = load_contract()
    assert not [one.operation for one in sandbox.requests if contract.operation(one.operation).writes]
    assert Entry.objects.count() == entries
    assert Environment.objects.values().get() == {**Environment.objects.values().get(), "overlay": None}
    for secret in (sandbox.password("administrator"), sandbox.files.client_secret):
        assert secret not in told


def test_every_read_without_parameters_is_tried(signinghub, credential):
    checks = found(signinghub, credential)
    tried = {name.rsplit("(", 1)[1].rstrip(")") for name in checks if "(" in name}
    needless = {
        one.id
        for one in load_contract().operations
        if not one.writes and "bearer" in one.security and not one.content_type and not one.is_export
        if not [parameter for parameter in one.parameters if parameter.required]
    }
    assert tried >= needless
    assert len(tried) > 60


# The way to the token, step by step.


@pytest.fixture
def identity(credential):
    return open_credential(credential)


@pytest.fixture
def served_with(environment, serve, authority):
    """The environment of a server with the given TLS context."""

    def start(context):
        environment.api_url = serve(context).url
        environment.ca_bundle = pem(authority)
        return environment

    return start


def test_a_server_that_is_not_there(signinghub, identity):
    signinghub.api_url = "https://127.0.0.1:9"
    assert steps_to(signinghub, identity)[1:] == [("Address", State.FAILED)]
    assert last_of(signinghub, identity).sentence == "The SigningHub server refuses connections."


def test_a_server_that_speaks_no_tls(signinghub, identity):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        signinghub.api_url = f"https://127.0.0.1:{listening.getsockname()[1]}"

        def answer_in_clear():
            connection = listening.accept()[0]
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.close()

        threading.Thread(target=answer_in_clear, daemon=True).start()
        assert steps_to(signinghub, identity)[1:] == [("Address", State.OK), ("TLS", State.FAILED)]


def test_a_server_of_another_authority(signinghub, identity, strangers_authority):
    signinghub.ca_bundle = pem(strangers_authority)
    assert steps_to(signinghub, identity)[2:] == [("TLS", State.OK), ("Certificate chain", State.FAILED)]
    assert "does not trust" in last_of(signinghub, identity).sentence


def test_a_server_of_another_name_or_out_of_date(served_with, identity, tmp_path, authority):
    other = served_with(server_context(tmp_path, authority, address="127.0.0.9"))
    assert "another name" in last_of(other, identity).sentence
    expired = served_with(server_context(tmp_path, authority, begins=-40, days=30))
    assert "expired" in last_of(expired, identity).sentence


def test_a_server_certificate_that_ends_soon(served_with, identity, tmp_path, authority):
    environment = served_with(server_context(tmp_path, authority, days=9))
    findings = {finding.check: finding for finding in prove(environment, identity)}
    assert findings["Certificate of the server"].state is State.WARNING
    assert "expires in 7 days" in findings["Certificate of the server"].sentence


def test_a_ca_bundle_that_is_none(signinghub, identity):
    signinghub.ca_bundle = "nonsense"
    last = last_of(signinghub, identity)
    assert (last.check, last.state) == ("TLS", State.FAILED)
    assert "CA certificates" in last.sentence


def test_a_certificate_of_ours_that_has_expired(served_with, tmp_path, authority):
    context = demand_client_certificate(server_context(tmp_path, authority), authority)
    findings = list(prove(served_with(context), expired_identity(authority)))
    assert (findings[0].check, findings[0].state) == ("Certificate of the credential", State.FAILED)
    assert (findings[-1].check, findings[-1].state) == ("Subject token", State.FAILED)
    assert "it has expired" in findings[-1].sentence


def test_a_certificate_that_signinghub_refuses_in_its_answer(signinghub, tmp_path):
    with Sandbox(tmp_path, accounts=5, refuse_in_application=True) as lenient:
        Environment.objects.update(api_url=lenient.url, ca_bundle=(tmp_path / "ca.pem").read_text())
        told = try_to_add(lenient, "stranger")
    assert "ok       Certificate of the server: " in told
    assert "failed   Subject token: SigningHub does not accept the certificate." in told


def try_to_add(sandbox, name, *more, secret=None):
    """What add_credential says about one of the sandbox's operators."""
    folder = sandbox.directory
    password = folder / f"{name}.pfx-password.txt"
    given = ["--pfx-password-file", str(password)] if password.is_file() else []
    out = io.StringIO()
    command = ("add_credential", name, "--environment", "sandbox", "--pfx", str(folder / f"{name}.pfx"), *given)
    client = ("--client-id", (folder / "client-id.txt").read_text().strip())
    secret_file = ("--client-secret-file", secret or str(folder / "client-secret.txt"))
    try:
        call_command(*command, *client, *secret_file, *more, stdout=out)
    except CommandError as error:
        return f"{out.getvalue()}{error}"
    return out.getvalue()


def test_an_api_client_that_is_wrong(signinghub, identity, credential, sandbox):
    pfx, pfx_password = sandbox.pfx("administrator")
    replace_credential(credential, pfx=pfx, pfx_password=pfx_password, client_secret="wrong")
    last = list(found(signinghub, credential).values())[-1]
    assert (last.check, last.state) == ("API client", State.FAILED)
    assert "client id and secret" in last.sentence


def test_a_password_that_is_wrong(signinghub, credential):
    set_admin_password(credential, "wrong")
    last = list(found(signinghub, credential).values())[-1]
    assert (last.check, last.state) == ("Password", State.FAILED)


def test_a_password_that_only_the_person_knows(signinghub, credential, sandbox, tmp_path):
    set_admin_password(credential, None)
    told, error = run()
    assert "ok       API client: " in told
    assert "warning  Password: SigningHub asks for one, and none is stored" in told
    assert error is None
    (tmp_path / "password.txt").write_text(sandbox.password("administrator"))
    told, error = run("--password-file", str(tmp_path / "password.txt"))
    assert "ok       Password: SigningHub accepts the password." in told
    assert "Get Roles" in told


def test_an_operator_without_a_password(signinghub, credential_of):
    assert found(signinghub, credential_of("no-password"))["Password"].sentence == "SigningHub asks for none."


@pytest.mark.parametrize(
    ("password", "state", "words"),
    [("canary", State.FAILED, "does not say whether"), (None, State.WARNING, "wants a password, or")],
)
def test_a_refusal_that_does_not_say_why(environment, server, credential_identity, password, state, words):
    server.sign_in["/token"] = Reply(401, {"message": "No."})
    last = last_of(environment, credential_identity, password)
    assert (last.check, last.state) == ("API client or password", state)
    assert words in last.sentence


@pytest.fixture
def credential_identity(store):
    return open_credential(store())


@pytest.mark.parametrize(
    ("minutes", "state", "words"),
    [
        (0, State.OK, "agree"),
        (2, State.WARNING, "2 minutes ahead"),
        (9, State.FAILED, "9 minutes ahead"),
        (-9, State.FAILED, "9 minutes behind"),
    ],
)
def test_clocks_that_are_apart(environment, server, credential_identity, minutes, state, words):
    then = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes, seconds=1 if minutes > 0 else 0)
    server.sign_in["/authenticate"].headers["Date"] = email.utils.format_datetime(then, usegmt=True)
    server.sign_in["/token"].headers["Date"] = email.utils.format_datetime(then, usegmt=True)
    clock = {finding.check: finding for finding in prove(environment, credential_identity)}["Clock"]
    assert clock.state is state
    assert words in clock.sentence


def test_a_server_that_says_nonsense_about_the_time_is_not_asked_again(environment, server, credential_identity):
    server.sign_in["/authenticate"].headers["Date"] = "yesterday"
    checks = [finding.check for finding in prove(environment, credential_identity)]
    assert "Clock" not in checks
    assert checks[-1] == "Password"


def test_a_server_without_tls_is_said(environment, credential_identity):
    tls = {finding.check: finding for finding in prove(environment, credential_identity)}["TLS"]
    assert (tls.state, "nothing proves" in tls.sentence) == (State.WARNING, True)


# Every kind of fault.


@pytest.mark.parametrize("kind", ["fail", "html", "rate-limit", "truncate", "drop", "bad-json", "redirect", "huge"])
@pytest.mark.parametrize(
    ("operation", "check"),
    [("authenticate", "Subject token"), ("exchangeToken", "API client"), ("listRoles", "Get Roles (listRoles)")],
)
def test_each_kind_of_fault_is_named_where_it_strikes(signinghub, credential, sandbox, kind, operation, check):
    sandbox.faults.add(f"operation={operation} kind={kind} megabytes=12 seconds=1")
    failed = [one for one in diagnose(signinghub, credential) if one.state is State.FAILED]
    assert [one.check for one in failed] in ([check], ["Answer"])
    assert failed[0].sentence
    assert (failed[0].check == "Answer") <= (kind == "drop")


def test_a_list_that_fails_while_the_order_of_pages_is_tried_is_no_crash(signinghub, credential, sandbox):
    sandbox.faults.add("operation=listAccounts kind=fail status=500")
    checks = found(signinghub, credential)
    assert checks["Paging"].state is State.FAILED
    assert checks["Filter headers"].state is State.FAILED
    assert checks["Get Accounts (listAccounts)"].state is State.FAILED
    assert checks["Get Roles (listRoles)"].state is State.OK


def test_a_role_that_does_not_allow_a_read_is_no_failure(signinghub, credential_of):
    checks = found(signinghub, credential_of("support"))
    refused = [one for one in checks.values() if one.state is State.WARNING and "denied" in one.sentence]
    assert refused
    assert not [one for one in checks.values() if one.state is State.FAILED]


def test_other_keys_than_known_are_named(signinghub, credential, answer_with):
    answer_with("listRoles", [{"id": 1, "colour": "A", "\x1b[2Jweight": 7}])
    told, _error = run()
    line = next(line for line in told.splitlines() if "(listRoles)" in line)
    assert line.startswith("warning")
    for words in ("missing: ", "name", "unknown: ", "colour", "weight"):
        assert words in line
    assert "\x1b" not in told


@pytest.mark.parametrize("data", [None, "text", 7, [], [1, None], {}, {"a": {"b": []}}, [[{"id": 1}]]])
def test_whatever_a_read_answers_the_doctor_goes_on(signinghub, credential, answer_with, data):
    answer_with("listRoles", data)
    answer_with("listAccounts", data)
    checks = found(signinghub, credential)
    assert "Get Roles (listRoles)" in checks
    assert "Get Appearances (listAppearances)" in checks


# How it reads filters.


@pytest.mark.parametrize("set_to", Environment.HeaderEncoding.values)
@pytest.mark.parametrize("spoken", list(HeaderEncoding))
def test_the_encoding_of_filter_headers_is_found_out(signinghub, credential, sandbox, set_to, spoken):
    sandbox.settings.header_encoding = spoken
    Environment.objects.update(header_encoding=set_to)
    told, error = run()
    line = next(line for line in told.splitlines() if "Filter headers" in line)
    label = Environment.HeaderEncoding(spoken.value).label
    assert f"reads them as {label}" in line
    assert line.startswith("ok" if set_to == spoken else "failed")
    assert (error is None) == (set_to == spoken)
    assert Environment.objects.get().header_encoding == set_to, "nothing is stored unasked"


def test_the_encoding_is_stored_when_that_is_asked(signinghub, credential, sandbox):
    sandbox.settings.header_encoding = HeaderEncoding.BASE64
    told, error = run("--fix")
    assert "stored   header_encoding" in told
    assert error is None
    assert Environment.objects.get().header_encoding == "base64"
    assert Entry.objects.filter(title="Environment put right").get().values["header_encoding"] == "base64"
    assert "failed" not in run()[0]


def test_without_a_name_beyond_ascii_it_cannot_be_told(signinghub, credential, answer_with):
    answer_with("listAccounts", [{"id": 1, "user_name": "Ann"}, {"id": 2, "user_name": "Bob"}], total=2)
    assert found(signinghub, credential)["Filter headers"].state is State.WARNING


def test_a_server_that_ignores_filters_understands_none(signinghub, credential, answer_with):
    answer_with("listAccounts", [{"id": 1, "user_name": "Änn"}, {"id": 2, "user_name": "Bob"}], total=2)
    finding = found(signinghub, credential)["Filter headers"]
    assert finding.state is State.FAILED
    assert "none of the three" in finding.sentence
    assert not finding.fix


# How it reads pages.


def turned_contract(folder, *operation_ids):
    """Our contract with size before page in the paths of these operations, of every paged list where none is named."""
    document = json.loads(CONTRACT_FILE.read_text("utf-8"))
    paths = {}
    for path, item in document["paths"].items():
        names = [
            step for step in path.split("/") if step.lower() in ("{pageno}", "{page}", "{records}", "{recordperpage}")
        ]
        is_meant = not operation_ids or {raw["operationId"] for raw in item.values()} & set(operation_ids)
        if len(names) == 2 and is_meant:
            path = path.replace("/".join(names), "/".join(reversed(names)))
        paths[path] = item
    (folder / "turned.json").write_text(json.dumps(document | {"paths": paths}), "utf-8")
    return folder / "turned.json"


@pytest.fixture
def turned(signinghub, tmp_path):
    """Starts a sandbox whose lists take the size first, as the environment's server."""
    started = []

    def start(*operation_ids):
        running = Sandbox(tmp_path / "turned", accounts=60, contract=turned_contract(tmp_path, *operation_ids))
        started.append(running.start())
        ca = (running.directory / "ca.pem").read_text()
        Environment.objects.update(api_url=running.url, ca_bundle=ca)
        signinghub.refresh_from_db()
        return running

    yield start
    for running in started:
        running.stop()


def test_pages_the_other_way_round_are_found_out_and_stored_when_asked(turned):
    running = turned()
    try_to_add(running, "administrator", "--admin-password-file", str(running.directory / "administrator.password.txt"))
    told, error = run()
    assert "failed   Paging: Page and size are the other way round: " in told
    assert "Get Accounts" in told.split("Paging: ")[1].splitlines()[0]
    assert "reads them as Percent-encoded" in told, "what is found out of pages serves the next check"
    assert str(error) == "Checks that failed: 1"
    assert Environment.objects.get().overlay is None
    told, error = run("--fix")
    assert "stored   overlay" in told
    assert error is None
    contract = load_contract(Environment.objects.get().overlay)
    assert contract.operation("listAccounts").arguments["pageNo"].wire_name == "records"
    # Those that could not be tried are taken to be as the others.
    assert contract.operation("listAccountAlerts").arguments["pageNo"].wire_name == "records"
    told, error = run()
    assert "failed" not in told
    assert "warning  API description: None was imported" in told


def test_only_the_lists_that_are_the_other_way_round_are_turned(turned):
    running = turned("listAccounts", "listBillings")
    try_to_add(running, "administrator", "--admin-password-file", str(running.directory / "administrator.password.txt"))
    told, _error = run("--fix")
    assert "other way round: Get Accounts, Get Billings." in told
    assert set(Environment.objects.get().overlay["operations"]) == {"listAccounts", "listBillings"}


def test_lists_too_short_to_tell_are_left_as_they_are(signinghub, credential, answer_with):
    for operation in load_contract().operations:
        if operation.is_paged:
            answer_with(operation.id, [{"id": 1}], total=1)
    finding = found(signinghub, credential)["Paging"]
    assert (finding.state, dict(finding.fix)) == (State.WARNING, {})


# The command.


def test_the_command_names_what_it_needs(signinghub, db):
    assert "no environment named other" in str(run(environment="other")[1])
    assert "has no credential." in str(run()[1])
    assert "has no credential named x." in str(run("--credential", "x")[1])


def test_several_credentials_want_one_to_be_named(signinghub, credential_of):
    credential_of("administrator")
    credential_of("auditor")
    assert "administrator-credential, auditor-credential" in str(run()[1])
    assert "ok       API client" in run("--credential", "auditor-credential")[0]


def test_a_credential_that_no_key_opens(signinghub, credential):
    Credential.objects.update(sealed=b"nothing")
    told, error = run()
    assert "failed   Credential: " in told
    assert error is not None


# add_credential proves what it stores.


def test_a_credential_is_stored_once_it_has_given_a_token(signinghub, sandbox):
    told = try_to_add(
        sandbox, "administrator", "--admin-password-file", str(sandbox.directory / "administrator.password.txt")
    )
    for step in STEPS:
        assert f"ok       {step}: " in told
    assert Credential.objects.get().name == "administrator"


def test_a_personal_credential_is_stored_although_its_password_is_not_known(signinghub, sandbox):
    told = try_to_add(sandbox, "administrator")
    assert "warning  Password: " in told
    assert Credential.objects.exists()


@pytest.mark.parametrize(
    ("name", "more", "secret", "step"),
    [
        ("stranger", (), None, "Subject token"),
        ("administrator", (), "wrong", "API client"),
        ("administrator", ("--admin-password-file", "wrong"), None, "Password"),
    ],
)
def test_what_fails_is_named_and_nothing_is_stored(signinghub, sandbox, tmp_path, name, more, secret, step):
    (tmp_path / "wrong").write_text("canary-wrong")
    more = [str(tmp_path / one) if one == "wrong" else one for one in more]
    told = try_to_add(sandbox, name, *more, secret=secret and str(tmp_path / secret))
    assert f"failed   {step}: " in told
    assert told.endswith("Nothing was stored. --without-trying stores it all the same.")
    assert "canary" not in told
    assert not Credential.objects.exists()
    assert not Entry.objects.filter(title="Credential stored").exists()


def test_a_server_that_is_not_trusted_is_named(signinghub, sandbox):
    Environment.objects.update(ca_bundle=pem(Authority.create("Another CA")))
    assert "failed   Certificate chain: " in try_to_add(sandbox, "administrator")


def test_a_set_up_without_the_server_is_possible(signinghub, sandbox):
    Environment.objects.update(api_url="https://127.0.0.1:9")
    assert "failed   Address: " in try_to_add(sandbox, "administrator")
    assert "Subject: " in try_to_add(sandbox, "administrator", "--without-trying")
    assert Credential.objects.exists()


def test_a_replacement_is_tried_with_the_password_that_stays(signinghub, sandbox, credential):
    Credential.objects.update(name="administrator")
    told = try_to_add(sandbox, "administrator", "--replace")
    assert "ok       Password: SigningHub accepts the password." in told
