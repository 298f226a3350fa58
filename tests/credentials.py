"""Credentials of the sandbox's operators, for tests that need one but are not about how it is stored."""

from functools import cache

from console.vault.credentials import store_opened
from console.vault.models import Credential, Environment
from console.vault.pfx import OpenedPfx, open_pfx
from sandbox.server import Sandbox

# A PFX is opened in a process of its own, which takes a moment: once per file and run, not once per test.
opened_once = cache(open_pfx)


def store_operator(sandbox: Sandbox, environment: Environment, operator: str, **given: str | None) -> Credential:
    """The stored credential of one of the sandbox's operators, under the operator's name unless `given` another."""
    opened: OpenedPfx = opened_once(*sandbox.pfx(operator))
    parts = {"name": operator, **api_client(sandbox), **given}
    name = parts.pop("name")
    return store_opened(str(name), environment, opened, **parts)


def api_client(sandbox: Sandbox) -> dict[str, str]:
    """The API client's id and secret, as store_credential takes them."""
    return {
        "client_id": (sandbox.directory / "client-id.txt").read_text("utf-8").strip(),
        "client_secret": (sandbox.directory / "client-secret.txt").read_text("utf-8").strip(),
    }
