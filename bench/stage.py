"""What is compared, each started when first asked for: the console, stock Django admin, the floor, a direct call."""

from __future__ import annotations

import base64
import re
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from time import process_time

import httpx

from bench.direct import COLUMNS, Direct
from bench.prepare import PASSWORD_FILE
from bench.processes import Server, free_port, gunicorn, run

CONSOLE_LIST = f"/accounts/?columns={','.join(COLUMNS)}"
ADMIN_LIST = "/admin/stock/account/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')

Ask = Callable[[int], object]


@dataclass(frozen=True)
class Sizes:
    """How much is measured. A list is paged through as far as `span` and anew; a burst is in seconds."""

    span: int = 20
    accounts: int = 100_000
    few: int = 1_000
    many: int = 1_000_000
    rounds: int = 9
    pages: int = 40
    burst: float = 2.0
    requests: int = 1_000
    threads: int = 16
    visits: int = 9
    delay: float = 1.0
    few_entries: int = 1_000
    many_entries: int = 100_000
    exports: int = 5


TINY = Sizes(
    span=2,
    accounts=120,
    few=120,
    many=240,
    rounds=1,
    pages=2,
    burst=0.1,
    requests=20,
    threads=4,
    visits=1,
    delay=0.1,
    few_entries=10,
    many_entries=1_000,
    exports=1,
)


@dataclass(frozen=True)
class Contender:
    """One way to a page of accounts. `connect()` gives a function that asks for a page over a connection of its own."""

    name: str
    connect: Callable[[], Ask]
    cpu: Callable[[], float]

    def warm(self, span: int) -> Ask:
        """A connection on which the pages up to `span` were asked for once."""
        ask = self.connect()
        for number in range(span):
            ask(1 + number)
        return ask


@dataclass(frozen=True)
class Upstream:
    """A canned SigningHub, and a client at it without a console."""

    name: str
    directory: Path
    url: str
    direct: Direct


class Stage:
    """Everything that runs, in a folder that is thrown away; `stack` ends it all."""

    def __init__(self, sizes: Sizes, directory: Path, stack: ExitStack) -> None:
        self.sizes = sizes
        self._directory = directory
        self._stack = stack
        self._upstreams: dict[int, Upstream] = {}
        self._cookies: dict[tuple[str, str], httpx.Cookies] = {}
        self._password = secrets.token_urlsafe(24)
        self._port = free_port()
        self._settings = {
            "DJANGO_SETTINGS_MODULE": "console.settings",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "VAULT_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
            "PUBLIC_URL": f"http://127.0.0.1:{self._port}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "DATABASE_URL": f"sqlite:///{directory / 'console.sqlite3'}",
            "CACHE_URL": "dbcache://console_cache",
            "EMAIL_URL": "dummymail://",
            "REQUIRE_SECOND_FACTOR": "false",  # Nobody is here to type one.
            "TRUSTED_PROXIES": "",
            "DEBUG": "false",
            "LOG_LEVEL": "INFO",
        }

    @property
    def main(self) -> Upstream:
        """The SigningHub that most lists are read from."""
        return self.upstream(self.sizes.accounts)

    @cached_property
    def console(self) -> Server:
        """The console, served as production serves it."""
        command = gunicorn("console.wsgi", self._port, "console/gunicorn.py")
        return self._start("console", command, self._port, self._settings)

    @cached_property
    def admin(self) -> Server:
        """Stock Django admin with as many of the same accounts in SQLite."""
        folder = self._directory / "admin"
        folder.mkdir()
        settings = {"STOCK_DIR": str(folder), "SECRET_KEY": secrets.token_urlsafe(50), "BENCH_PASSWORD": self._password}
        run(["-c", f"from bench.stock.site import fill; fill({self.sizes.accounts})"], settings)
        port = free_port()
        return self._start("admin", gunicorn("bench.stock.site", port), port, settings)

    @cached_property
    def floor(self) -> Server:
        """The least such a console can do."""
        settings = {"UPSTREAM_URL": self.main.url, "UPSTREAM_DIR": str(self.main.directory)}
        port = free_port()
        return self._start("floor", gunicorn("bench.floor", port), port, settings)

    def upstream(self, accounts: int) -> Upstream:
        """A canned SigningHub with so many accounts; the console knows it, and a person who acts through it."""
        if accounts not in self._upstreams:
            self._upstreams[accounts] = self._start_upstream(f"accounts-{accounts}", accounts)
        return self._upstreams[accounts]

    @cached_property
    def slow_upstream(self) -> Upstream:
        """A canned SigningHub in which every read takes its time."""
        return self._start_upstream("slow", self.sizes.few, self.sizes.delay)

    def record(self) -> tuple[Server, httpx.Client]:
        """A console of one process whose record of acts has many entries, and a client that may read them."""
        upstream, port = self.upstream(self.sizes.few), free_port()
        person = f"{upstream.name}@bench.example"
        run(["-m", "bench.record", str(self.sizes.few_entries), str(self.sizes.many_entries), person], self._settings)
        settings = self._settings | {"WEB_CONCURRENCY": "1", "PUBLIC_URL": f"http://127.0.0.1:{port}"}
        command = gunicorn("console.wsgi", port, "console/gunicorn.py")
        server = self._start("record", command, port, settings)
        return server, self._signed_in(server, "/signin/", "email", person)

    def contenders(self) -> list[Contender]:
        """The four ways to the same page of accounts, the console first."""
        main = self.main
        return [
            self.through_console(main),
            Contender("Django admin", self._pages(self.at_admin, ADMIN_LIST + "?p={}"), self.admin.cpu),
            Contender("floor", self._pages(lambda: self._client(self.floor), "/?page={}"), self.floor.cpu),
            Contender("httpx direct", lambda: Direct(main.directory, main.url).page, process_time),
        ]

    def through_console(self, upstream: Upstream) -> Contender:
        """The console's list of the accounts of an upstream."""
        pages = self._pages(lambda: self.at_console(upstream), CONSOLE_LIST + "&page={}")
        return Contender("console", pages, self.console.cpu)

    def at_console(self, upstream: Upstream) -> httpx.Client:
        """A client with a connection of its own, signed in at the console as who acts through that upstream."""
        return self._signed_in(self.console, "/signin/", "email", f"{upstream.name}@bench.example")

    def at_admin(self) -> httpx.Client:
        """A client with a connection of its own, signed in at Django's admin."""
        return self._signed_in(self.admin, "/admin/login/", "username", "bench")

    def _start_upstream(self, name: str, accounts: int, delay: float = 0.0) -> Upstream:
        folder, port = self._directory / name, free_port()
        folder.mkdir(mode=0o700)
        (folder / PASSWORD_FILE).write_text(self._password)
        numbers = ("--port", str(port), "--accounts", str(accounts), "--delay", str(delay))
        self._start(name, ["-m", "bench.upstream", *numbers, "--dir", str(folder)], port, {})
        url = f"https://127.0.0.1:{port}"
        run(["-m", "bench.prepare", name, url, str(folder)], self._settings)
        upstream = Upstream(name, folder, url, Direct(folder, url))
        # It sorts a million accounts once, which takes longer than the console waits.
        upstream.direct.page(1)
        return upstream

    def _start(self, name: str, command: Sequence[str], port: int, settings: Mapping[str, str]) -> Server:
        server = Server(command, port, self._directory / f"{name}.log", settings)
        self._stack.callback(server.stop)
        return server

    def _client(self, server: Server) -> httpx.Client:
        return self._stack.enter_context(httpx.Client(base_url=server.url, trust_env=False, timeout=120))

    def _signed_in(self, server: Server, path: str, field: str, who: str) -> httpx.Client:
        client = self._client(server)
        if (server.url, who) not in self._cookies:
            found = TOKEN.search(client.get(path).text)
            fields = {field: who, "password": self._password, "csrfmiddlewaretoken": found[1] if found else ""}
            answer = client.post(path, data=fields)
            if answer.status_code != httpx.codes.FOUND:
                sys.exit(f"bench: {path} answered a right password with {answer.status_code}")
            self._cookies[server.url, who] = client.cookies
        client.cookies = self._cookies[server.url, who]
        return client

    @staticmethod
    def _pages(client: Callable[[], httpx.Client], address: str) -> Callable[[], Ask]:
        def connect() -> Ask:
            connection = client()
            return lambda number: connection.get(address.format(number)).raise_for_status()

        return connect
