"""Accounts against two SigningHubs: one that speaks as our contract says, and one that calls everything otherwise.

The second is a made-up vendor's whose file was imported. What is tested of accounts there is what a person does; what
our own wire looks like, what fails, and what finds nothing else (the box that finds anything) is tested once.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from console.api import connections, silence
from console.api.contract import load_contract
from console.api.spec import build_import, read_map, read_vendor_file
from console.vault.models import Environment
from sandbox.server import Sandbox
from tests.console.screens.people import ann, answer_with, credential_of, own_cache, person
from tests.vendor_files import make
from tests.vendor_files.generate import Made

__all__ = ["ann", "answer_with", "credential_of", "own_cache", "person"]

OWN, THEIRS = "our contract", "a dialect"
IN_BOTH = ("test_accounts", "test_account_page", "test_acts", "test_enterprises", "test_export", "test_register")
IN_BOTH += ("test_saved_searches", "test_signing_certificates")
# Words in the names of tests of faults, which know no names, and of tests that look at our own wire.
IN_OWN_ALONE = ("fail", "hostile", "asked_as_the_list_is", "does_not_have", "cannot_save", "without_the_operation")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what a person does twice."""
    name = metafunc.function.__name__
    module = metafunc.module.__name__.rsplit(".", 1)[-1]
    if module in IN_BOTH and "sandbox" in metafunc.fixturenames and not any(word in name for word in IN_OWN_ALONE):
        metafunc.parametrize("sandbox", [OWN, THEIRS], indirect=True)


@pytest.fixture(scope="session")
def vendor() -> Made:
    """A vendor that has every operation, and calls nothing as we do."""
    keep = tuple(operation.id for operation in load_contract().operations)
    return make(seed=21, rate=1, version="3.1.0", server="shub", keep=keep)


@pytest.fixture(scope="session")
def speaking_sandbox(vendor: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The sandbox as that vendor's."""
    folder = tmp_path_factory.mktemp("dialect")
    file, key = vendor.write(folder)
    with Sandbox(folder / "sandbox", accounts=200, contract=file, key=key) as running:
        yield running


@pytest.fixture(scope="session")
def overlay(vendor: Made, speaking_sandbox: Sandbox) -> dict[str, object]:
    """What import_spec makes of the vendor's file, with what it leaves open answered by hand."""
    file = read_vendor_file(vendor.content)
    first = build_import(file, {}, speaking_sandbox.url)
    answers = vendor.map_file(*dict.fromkeys(one.operation.id for one in (*first.unmapped, *first.hidden)))
    whole = build_import(file, read_map(answers, load_contract(), file), speaking_sandbox.url)
    assert [one.operation.id for one in whole.unmapped] == []
    return whole.overlay


@pytest.fixture
def sandbox(request: pytest.FixtureRequest, running_sandbox: Sandbox) -> Iterator[Sandbox]:
    """The emulated SigningHub, as new, in one of the two languages."""
    is_theirs = getattr(request, "param", OWN) == THEIRS
    running = request.getfixturevalue("speaking_sandbox") if is_theirs else running_sandbox
    running.reset()
    silence.forget()
    yield running
    connections.close_all()


@pytest.fixture
def signinghub(request: pytest.FixtureRequest, db: None, sandbox: Sandbox, running_sandbox: Sandbox) -> Environment:
    """The sandbox as an environment of the console, after the import where it speaks a dialect."""
    overlay = None if sandbox is running_sandbox else request.getfixturevalue("overlay")
    ca = (sandbox.directory / "ca.pem").read_text("utf-8")
    return Environment.objects.create(name="sandbox", api_url=sandbox.url, ca_bundle=ca, overlay=overlay)
