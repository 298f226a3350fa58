"""The sandbox as a server: TLS with an optional client certificate, start, stop and reset."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from cheroot import wsgi
from cheroot.errors import FatalSSLAlert, NoSSLError
from cheroot.ssl.builtin import BuiltinSSLAdapter

from sandbox import dialect
from sandbox.application import Application, Request, Rewrite
from sandbox.authority import Authority, Files, prepare
from sandbox.contract import Contract
from sandbox.faults import Faults
from sandbox.world import Mail, Settings, World

log = logging.getLogger("sandbox")
CONTRACT_FILE = Path(__file__).resolve().parent.parent / "console" / "api" / "contract" / "admin-api.openapi.json"
THREADS = 40
IDLE_SECONDS = 75  # longer than a client's own limit, so that the client closes first
HANDSHAKE_SECONDS = 3  # cheroot shakes hands one after the other, so a silent client holds up all
X509_V_FLAG_NO_CHECK_TIME = 0x200000


class Connections:
    """How many TLS handshakes succeeded and failed."""

    def __init__(self) -> None:
        self.made = 0
        self.refused = 0

    def __int__(self) -> int:
        return self.made


class TLS(BuiltinSSLAdapter):
    """TLS that asks for a client certificate without insisting, and counts handshakes."""

    def __init__(self, files: Files, connections: Connections, *, refuse_in_application: bool) -> None:
        directory = files.directory
        super().__init__(str(directory / "server.pem"), str(directory / "server-key.pem"))
        self._connections = connections
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(directory / "server.pem", directory / "server-key.pem")
        context.load_verify_locations(directory / "ca.pem")
        context.verify_mode = ssl.CERT_OPTIONAL
        if refuse_in_application:
            # Some servers finish the handshake with any certificate and refuse it in an answer.
            context.load_verify_locations(directory / "stranger-ca.pem")
            context.verify_flags |= X509_V_FLAG_NO_CHECK_TIME
        self.context = context

    def wrap(self, sock: socket.socket) -> tuple[Any, dict[str, Any]]:
        """Do the handshake; a client that is silent during it is dropped soon."""
        sock.settimeout(HANDSHAKE_SECONDS)
        try:
            wrapped: tuple[Any, dict[str, Any]] = super().wrap(sock)
        except (FatalSSLAlert, NoSSLError):
            self._connections.refused += 1
            raise
        self._connections.made += 1
        return wrapped


class Gateway(wsgi.Gateway_10):
    """WSGI with one thing more: the application can end the connection, at once or after the answer."""

    def get_environ(self) -> dict[str, Any]:  # type: ignore[override] # the stub says None
        """The environ, with `sandbox.drop` and `sandbox.close`."""
        environ: dict[str, Any] = super().get_environ()
        environ["sandbox.drop"] = self._drop
        environ["sandbox.close"] = self._close
        return environ

    def _close(self) -> None:
        self.req.close_connection = True

    def _drop(self) -> None:
        self._close()
        self.req.sent_headers = True
        self.req.conn.socket.shutdown(socket.SHUT_RDWR)


class Server(wsgi.Server):
    """cheroot, quiet, with room for every connection that a test opens."""

    request_queue_size = 128
    shutdown_timeout = 0.2
    keep_alive_conn_limit = 10_000

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """cheroot reports every refused handshake here; that is nobody's error in a sandbox."""
        log.log(max(level, logging.ERROR) if traceback else logging.DEBUG, msg, exc_info=traceback)


class Sandbox:
    """An emulated SigningHub on a port of its own.

    `contract` is the OpenAPI file to speak; with a `key`, a vendor's that is translated (see dialect.py).
    `settings`, `faults`, `mails`, `requests` and `connections` may be read and changed while it runs.
    """

    def __init__(
        self,
        directory: Path,
        port: int = 0,
        accounts: int = 200,
        *,
        host: str = "127.0.0.1",
        seed: int = 1,
        contract: Path = CONTRACT_FILE,
        key: Path | None = None,
        settings: Settings | None = None,
        refuse_in_application: bool = False,
    ) -> None:
        self.directory = directory
        self.host = host
        self._port = port
        self._accounts = accounts
        self._seed = seed
        self._first_settings = settings or Settings()
        self._refuse_in_application = refuse_in_application
        self.files = prepare(directory)
        self.connections = Connections()
        self.application = self._new_application(contract, key)
        self._server: Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address of the API, without a slash at the end."""
        return f"https://{self.host}:{self.port}"

    @property
    def port(self) -> int:
        """The port it listens on; only known once started where 0 was asked for."""
        return int(self._server.bind_addr[1]) if self._server else self._port

    @property
    def world(self) -> World:
        """The present state."""
        return self.application.world

    @property
    def settings(self) -> Settings:
        """What may be changed while it runs."""
        return self.world.settings

    @property
    def faults(self) -> Faults:
        """Faults on purpose."""
        return self.application.faults

    @property
    def rewrite(self) -> Rewrite | None:
        """What turns each answer on its way out into another, if anything."""
        return self.application.rewrite

    @rewrite.setter
    def rewrite(self, rewrite: Rewrite | None) -> None:
        self.application.rewrite = rewrite

    @property
    def requests(self) -> list[Request]:
        """The requests so far, oldest first."""
        return self.application.requests

    @property
    def mails(self) -> list[Mail]:
        """The mails that would have been sent."""
        return self.world.mails

    @property
    def authority(self) -> Authority:
        """The authority whose client certificates are accepted, to issue more."""
        return self.files.authority()

    def start(self) -> Sandbox:
        """Listen, and serve in a thread."""
        server = Server((self.host, self._port), self.application, numthreads=THREADS, timeout=IDLE_SECONDS)
        server.gateway = Gateway
        server.ssl_adapter = TLS(self.files, self.connections, refuse_in_application=self._refuse_in_application)
        server.prepare()
        self._server = server
        self._thread = threading.Thread(target=server.serve, name="sandbox", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop listening; hanging requests are let go."""
        self.application.closing.set()
        if self._server is not None and self._thread is not None:
            self._server.stop()
            self._thread.join(timeout=5)

    def reset(self) -> None:
        """Fresh data and settings; tokens, mails, faults, rewriting and remembered requests are gone."""
        self.application.world = self._new_world()
        self.application.faults.clear()
        self.application.rewrite = None
        self.application.requests.clear()
        self.application.let_go()
        self.connections.made = self.connections.refused = 0

    def pass_time(self, seconds: float) -> None:
        """Let the sandbox's clock run ahead, so that tokens die without waiting."""
        self.world.clock.move(seconds)

    def pfx(self, name: str) -> tuple[bytes, str]:
        """The PFX of one of the operators and its password, empty where it has none."""
        password = self.directory / f"{name}.pfx-password.txt"
        return (self.directory / f"{name}.pfx").read_bytes(), password.read_text("utf-8") if password.is_file() else ""

    def password(self, name: str) -> str | None:
        """The SigningHub password an operator started with; None where none is asked."""
        path = self.directory / f"{name}.password.txt"
        return path.read_text("utf-8") if path.is_file() else None

    def _new_application(self, file: Path, key: Path | None) -> Application:
        """One that speaks the contract in the file or, with a key to it, the dialect of that file."""
        if key is None:
            return Application(Contract.load(file), self._new_world())
        ours = Contract.load(CONTRACT_FILE)
        return Application(ours, self._new_world(), dialect.speaking(ours, file, key))

    def _new_world(self) -> World:
        return World(
            identities=self.files.identities,
            client_id=self.files.client_id,
            client_secret=self.files.client_secret,
            account_count=self._accounts,
            seed=self._seed,
            settings=Settings(**vars(self._first_settings)),
        )

    def __enter__(self) -> Sandbox:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
