"""Clients of the sandbox: with any operator's certificate, signed in or not."""

from __future__ import annotations

import json
import secrets
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

from sandbox.server import CONTRACT_FILE, Sandbox


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


CONTRACT = json.loads(CONTRACT_FILE.read_text("utf-8"))
OPERATIONS = {node["operationId"]: node for item in CONTRACT["paths"].values() for node in item.values()}


def check_answer(operation_id: str, response: httpx.Response) -> None:
    """Hold an answer against what the contract says of this operation and status."""
    described = OPERATIONS[operation_id]["responses"]
    assert str(response.status_code) in described, f"{operation_id}: {response.status_code} is not described"
    node = described[str(response.status_code)]
    if "$ref" in node:
        node = CONTRACT["components"]["responses"][node["$ref"].rpartition("/")[2]]
    kind = response.headers["Content-Type"].split(";")[0]
    assert kind in node["content"], f"{operation_id}: {kind} is not described"
    assert ("x-total-records" in response.headers) == ("x-total-records" in node.get("headers", {}))
    if kind == "application/json":
        schema = {**node["content"][kind]["schema"], "components": CONTRACT["components"]}
        jsonschema_rs.Draft202012Validator(schema).validate(response.json())


class Client(httpx.Client):
    """A client of the sandbox that can do the steps of signing in, and holds every answer against the contract."""

    def __init__(self, sandbox: Sandbox, context: ssl.SSLContext) -> None:
        super().__init__(base_url=sandbox.url, verify=context, trust_env=False, timeout=10)
        self.sandbox = sandbox

    def send(self, request: httpx.Request, *, stream: bool = False, **options: Any) -> httpx.Response:
        number = request.headers["x-request-id"] = secrets.token_hex(8)
        response = super().send(request, stream=stream, **options)
        seen = next((seen for seen in self.sandbox.requests if seen.headers.get("x-request-id") == number), None)
        if seen is not None and seen.operation and not seen.fault and request.method != "HEAD" and not stream:
            check_answer(seen.operation, response)
        return response

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
