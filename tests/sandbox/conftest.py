"""Clients of the sandbox: with any operator's certificate, signed in or not."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

from sandbox.server import Sandbox


def context_of(sandbox: Sandbox, pfx: bytes, password: str, directory: Path) -> ssl.SSLContext:
    """A TLS context that trusts the sandbox and holds the PFX."""
    context = ssl.create_default_context(cafile=str(sandbox.directory / "ca.pem"))
    key, certificate, _more = pkcs12.load_key_and_certificates(pfx, password.encode() or None)
    assert key is not None
    assert certificate is not None
    pem = directory / "client.pem"
    pem.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)
    )
    context.load_cert_chain(pem)
    return context


class Client(httpx.Client):
    """A client of the sandbox that can do the steps of signing in."""

    def __init__(self, sandbox: Sandbox, context: ssl.SSLContext) -> None:
        super().__init__(base_url=sandbox.url, verify=context, trust_env=False, timeout=10)
        self.sandbox = sandbox

    def subject_token(self) -> str:
        token: str = self.post("/authenticate").raise_for_status().json()["subject_token"]
        return token

    def exchange(self, subject_token: str, password: str | None, *, client_secret: str | None = None) -> httpx.Response:
        files = self.sandbox.files
        return self.post(
            "/token",
            auth=(files.client_id, client_secret or files.client_secret),
            files={"subject_token": (None, subject_token), "grant_type": (None, "token-exchange")},
            headers={"x-password": password} if password is not None else {},
        )

    def sign_in(self, password: str | None) -> Client:
        answer = self.exchange(self.subject_token(), password).raise_for_status()
        self.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return self


@pytest.fixture
def client(sandbox: Sandbox, tmp_path: Path) -> Iterator[Callable[..., Client]]:
    """Makes clients: client() has no certificate, client("support") holds that operator's PFX."""
    made: list[Client] = []

    def make(name: str | None = None, running: Sandbox | None = None) -> Client:
        running = running or sandbox
        if name is None:
            context = ssl.create_default_context(cafile=str(running.directory / "ca.pem"))
        else:
            context = context_of(running, *running.pfx(name), tmp_path)
        made.append(Client(running, context))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def signed_in(sandbox: Sandbox, client: Callable[..., Client]) -> Callable[[str], Client]:
    """Makes clients that are signed in as an operator."""
    return lambda name: client(name).sign_in(sandbox.password(name))


@pytest.fixture
def admin(signed_in: Callable[[str], Client]) -> Client:
    """Signed in as the administrator."""
    return signed_in("administrator")
