import threading

import pytest

from console.api import connections
from console.api.caller import Caller
from console.api.client import AdminApi
from console.api.exchange import Exchanged
from console.api.tokens import SharedTokens
from console.vault.credentials import store_opened
from console.vault.models import Environment
from sandbox.authority import Authority
from tests.console.api.certificates import pem
from tests.console.api.wire_server import WireServer
from tests.credentials import opened_once


@pytest.fixture(autouse=True)
def pauses():
    """Between attempts is waited, as for people."""


@pytest.fixture(scope="session")
def authority():
    """Whom the console's environment trusts, and who issued its client certificate."""
    return Authority.create("CA of the tests")


@pytest.fixture(scope="session")
def strangers_authority():
    return Authority.create("A stranger's CA")


@pytest.fixture(scope="session")
def pfx(authority):
    return authority.issue_client("Ann Admin", "ann@example.com", "pfx-password").pfx


@pytest.fixture
def serve():
    """Starts a WireServer, with TLS where a context is given."""
    started = []

    def start(context=None):
        server = WireServer(context)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.over.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def server(serve):
    return serve()


@pytest.fixture(autouse=True)
def _closed_connections():
    yield
    connections.close_all()


@pytest.fixture
def environment(db, server, authority):
    return Environment.objects.create(name="wire", api_url=server.url, ca_bundle=pem(authority))


@pytest.fixture
def store(environment, pfx):
    """Stores a credential; keywords replace its parts."""

    def make(name="ann", **parts):
        given = {
            "client_id": "console",
            "client_secret": "canary-client-secret",
            "admin_password": "canary-password",
        }
        return store_opened(name, environment, opened_once(pfx, "pfx-password"), **given | parts)

    return make


@pytest.fixture
def credential(store):
    return store()


@pytest.fixture
def caller():
    return Caller(address="198.51.100.7", language="en", request_id="request-1", screen="accounts-list")


@pytest.fixture
def tokens(credential, caller):
    return SharedTokens(credential, caller)


@pytest.fixture
def api(environment, credential, tokens, caller):
    """The Admin API behind `server`, with a token that has long to live."""
    tokens.keep(Exchanged("canary-bearer", 3600))
    return AdminApi(environment, credential, tokens, caller)
