"""The real client against the emulated SigningHub, over TLS with real certificates."""

import pytest

from console.api.caller import Caller
from console.api.client import AdminApi
from console.api.errors import ApiBusy, ApiForbidden, ApiInvalid, ApiMissing, ApiUnreachable, ExchangeRefused
from console.api.exchange import asks_password, exchange
from console.api.service import Query, Service
from console.api.tokens import SharedTokens
from console.vault.credentials import open_credential, store_credential
from console.vault.models import Environment
from sandbox.strictness import HeaderEncoding
from tests.credentials import api_client, store_operator

pytestmark = pytest.mark.django_db


class Accounts(Service):
    list_operation = "listAccounts"
    get_operation = "getAccount"
    update_operation = "updateAccount"
    record_key = "user"


class Roles(Service):
    list_operation = "listRoles"
    get_operation = "getRole"


@pytest.fixture
def environment(sandbox):
    authority = (sandbox.directory / "ca.pem").read_text()
    return Environment.objects.create(name="sandbox", api_url=sandbox.url, ca_bundle=authority)


@pytest.fixture
def store(sandbox, environment):
    """Stores the credential of one of the sandbox's operators."""

    def make(name, **parts):
        return store_operator(sandbox, environment, name, **{"admin_password": sandbox.password(name)} | parts)

    return make


@pytest.fixture
def connect(environment, store):
    """The Admin API as one of the sandbox's operators."""

    def make(name, **parts):
        credential = store(name, **parts)
        caller = Caller(address="198.51.100.7", language="en")
        return AdminApi(environment, credential, SharedTokens(credential, caller), caller)

    return make


@pytest.fixture
def administrator(connect):
    return connect("administrator")


@pytest.mark.parametrize(("name", "asked"), [("administrator", True), ("no-password", False), ("generated", True)])
def test_whether_a_password_is_asked(environment, store, name, asked):
    identity = open_credential(store(name))
    assert asks_password(environment, identity) is asked
    assert exchange(environment, identity, identity.admin_password).lifetime > 0


@pytest.mark.parametrize(
    ("parts", "reason"), [({"client_secret": "wrong"}, "client"), ({"admin_password": "wrong"}, "password")]
)
def test_what_is_wrong_is_told_apart(environment, store, parts, reason):
    identity = open_credential(store("administrator", **parts))
    with pytest.raises(ExchangeRefused) as caught:
        exchange(environment, identity, identity.admin_password)
    assert caught.value.reason == reason


def test_the_certificate_of_a_stranger_is_refused_by_tls(environment, store):
    identity = open_credential(store("stranger"))
    with pytest.raises(ExchangeRefused, match="issuer") as caught:
        asks_password(environment, identity)
    assert (caught.value.reason, caught.value.status) == ("certificate", 0)


def test_a_certificate_that_belongs_to_no_operator_is_refused(environment, store, sandbox):
    unknown = sandbox.authority.issue_client("Nobody", "nobody@signinghub.example", "x").pfx
    stored = store_credential("unknown", environment, pfx=unknown, pfx_password="x", **api_client(sandbox))
    identity = open_credential(stored)
    with pytest.raises(ExchangeRefused) as caught:
        asks_password(environment, identity)
    assert (caught.value.reason, caught.value.status) == ("certificate", 401)


def test_one_handshake_serves_many_calls(administrator, sandbox):
    for _ in range(10):
        administrator.call("getSessionOperator")
    assert sandbox.connections.made == 1
    assert sum(request.operation == "exchangeToken" for request in sandbox.requests) == 1


def test_accounts_come_in_pages(administrator):
    accounts = Accounts(administrator)
    first = accounts.page(Query(size=25))
    second = accounts.page(Query(number=2, size=25))
    assert first.total == 200
    assert first.has_next
    assert len(first.items) == len(second.items) == 25
    assert not {row["id"] for row in first.items} & {row["id"] for row in second.items}


@pytest.mark.parametrize("encoding", ["percent", "base64", "raw"])
def test_names_in_every_script_are_found_in_every_encoding(administrator, sandbox, encoding):
    sandbox.settings.header_encoding = HeaderEncoding(encoding)
    administrator.environment.header_encoding = encoding
    accounts = Accounts(administrator)
    every = accounts.page(Query(size=200)).items
    names = [row["user_name"] or "" for row in every]
    foreign = [name for name in names if not name.isascii() and name.isprintable()]
    assert foreign
    for name in foreign[:10]:
        assert name in [row["user_name"] for row in accounts.page(Query(filters={"user_name": name})).items]
        assert name in [row["user_name"] for row in accounts.page(Query(search=name)).items]


def test_an_account_is_corrected_and_nothing_else_of_it_changes(administrator):
    accounts = Accounts(administrator)
    pk = some_account(accounts)
    before, body = accounts.get(pk), accounts.editable(pk)
    accounts.update(pk, body | {"job_title": "Notary"}, before=body)
    after = accounts.get(pk)
    changed = {key for key, value in after["user"].items() if value != before["user"].get(key)}
    assert after["user"]["job_title"] == "Notary"
    assert changed <= {"job_title", "modified_on", "updated_on", "last_modified_on"}
    assert {key: value for key, value in after.items() if key != "user"} == {
        key: value for key, value in before.items() if key != "user"
    }


def some_account(accounts):
    """One that has the two values which every update needs."""
    return next(row["id"] for row in accounts.page(Query()).items if row["user_name"] and row["user_email"])


def test_roles_come_whole_and_are_cut_here(administrator):
    page = Roles(administrator).page(Query(size=2, sort="name"))
    assert len(page.items) == 2
    assert page.total > 2
    assert page.items[0]["name"].casefold() <= page.items[1]["name"].casefold()
    assert Roles(administrator).get(page.items[0]["id"])["id"] == page.items[0]["id"]


@pytest.mark.parametrize("status", [401, 403])
def test_what_the_role_does_not_allow_is_forbidden_under_either_status(connect, sandbox, status):
    sandbox.settings.forbidden_status = status
    auditor = connect("auditor")
    with pytest.raises(ApiForbidden):
        auditor.call("unlockUserAccount", id=1)
    auditor.call("getSessionOperator")


def test_a_token_that_died_early_costs_a_read_nothing(administrator, sandbox, older_token):
    older_token(administrator)
    assert administrator.call("getSessionOperator").data["email"] == "administrator@signinghub.example"


def test_a_token_that_died_early_costs_a_change_nothing_and_is_made_once(administrator, sandbox, older_token):
    accounts = Accounts(administrator)
    pk = some_account(accounts)
    body = accounts.editable(pk)
    older_token(administrator)
    sandbox.requests.clear()
    accounts.update(pk, body | {"job_title": "Notary"})
    assert accounts.get(pk)["user"]["job_title"] == "Notary"
    writes = [request.status for request in sandbox.requests if request.operation == "updateAccount"]
    assert writes == [401, 200]


@pytest.fixture
def older_token(sandbox):
    """Ends all tokens in the sandbox, while the console takes its own for one of some minutes ago, still alive."""
    import datetime as dt

    from django.utils import timezone

    from console.api.models import AccessToken

    def end(api):
        api.call("getSessionOperator")
        AccessToken.objects.update(obtained_at=timezone.now() - dt.timedelta(minutes=5))
        sandbox.world.access_tokens.kill_all()

    return end


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("kind=html", ApiUnreachable),
        ("kind=html status=200", ApiUnreachable),
        ("kind=truncate", ApiUnreachable),
        ("kind=drop", ApiUnreachable),
        ("kind=bad-json", ApiUnreachable),
        ("kind=redirect", ApiUnreachable),
        ("kind=huge megabytes=12", ApiUnreachable),
        ("kind=fail", ApiUnreachable),
        ("kind=hang", ApiUnreachable),
        ("kind=rate-limit seconds=7", ApiBusy),
        ("kind=fail status=400", ApiInvalid),
        ("kind=fail status=404", ApiMissing),
        ("kind=fail status=403", ApiForbidden),
    ],
)
def test_every_fault_ends_as_its_error(administrator, sandbox, fault, kind):
    administrator.call("getSessionOperator")
    sandbox.faults.add(f"operation=listAccounts {fault}")
    with pytest.raises(kind) as caught:
        administrator.call("listAccounts", pageNo=1, records=10, deadline=2)
    assert "<" not in caught.value.message
    sandbox.faults.clear()
    assert administrator.call("listAccounts", pageNo=1, records=10).total == 200


def test_every_read_of_the_contract_can_be_called(administrator):
    unreadable = []
    for operation in administrator.contract.operations:
        if operation.writes or "bearer" not in operation.security or operation.body_required:
            continue
        arguments = {
            name: sample(parameter.schema) for name, parameter in operation.arguments.items() if parameter.required
        }
        try:
            administrator.call(operation.id, **arguments)
        except ApiMissing:
            continue
        except (ApiInvalid, ApiUnreachable) as error:
            unreadable.append((operation.id, error.message))
    assert unreadable == []


def sample(schema):
    if "enum" in schema:
        return schema["enum"][0]
    return 1 if schema.get("type") == "integer" else "2026-01"
