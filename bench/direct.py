"""Get Accounts without any console: an httpx client with the certificate, as a script would do it."""

from __future__ import annotations

import json
import ssl
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

from bench.processes import ROOT
from bench.upstream import COUNTS

PATHS = json.loads((ROOT / "console/api/contract/admin-api.openapi.json").read_text(encoding="utf-8"))["paths"]
ROWS = 50
# Every column of the console's list; the floor and the admin show the same.
COLUMNS = (
    *("user_name", "standing", "user_email", "enterprise_name", "service_plan", "country", "common_name"),
    *("service_plan_type", "enterprise_owner", "created_on", "last_accessed_on"),
)


class Direct:
    """One connection pool and one token; `directory` is where the upstream keeps its keys."""

    def __init__(self, directory: Path, url: str) -> None:
        context = ssl.create_default_context(cafile=str(directory / "ca.pem"))
        context.load_cert_chain(key_and_certificate(directory))
        self.client = httpx.Client(base_url=url, verify=context, trust_env=False, timeout=120)
        token = self._ask(
            "exchangeToken",
            files={"subject_token": (None, self._ask("authenticate")["subject_token"])},
            headers={"x-password": (directory / "administrator.password.txt").read_text("utf-8")},
            auth=((directory / "client-id.txt").read_text().strip(), (directory / "client-secret.txt").read_text()),
        )["access_token"]
        self.client.headers["Authorization"] = f"Bearer {token}"

    def page(self, number: int) -> Any:
        """The rows of one page of accounts, the newest first."""
        order = {"sort-by": "created_on", "asc": "false"}
        return self._ask("listAccounts", {"pageNo": number, "records": ROWS}, params=order)

    def counts(self) -> dict[str, int]:
        """How many connections and requests the upstream has had so far."""
        counts: dict[str, int] = self.client.get(COUNTS).json()
        return counts

    def _ask(self, operation: str, keys: dict[str, int] | None = None, **arguments: Any) -> Any:
        method, path = next(
            (method, path)
            for path, methods in PATHS.items()
            for method, described in methods.items()
            if "operationId" in described and described["operationId"] == operation
        )
        return self.client.request(method, path.format(**keys or {}), **arguments).raise_for_status().json()


def key_and_certificate(directory: Path) -> Path:
    """The administrator's PFX as the PEM file that ssl takes; the sandbox made the key, which opens nothing else."""
    password = (directory / "administrator.pfx-password.txt").read_bytes()
    key, certificate, _ = pkcs12.load_key_and_certificates((directory / "administrator.pfx").read_bytes(), password)
    assert key is not None and certificate is not None  # noqa: S101, PT018 - the sandbox puts both into it
    pem = directory / "administrator.pem"
    pem.touch(mode=0o600)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return pem
