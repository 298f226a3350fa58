"""Fixtures for every folder: the emulated SigningHub."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
import stamina

from console.api import connections, silence
from console.api.client import ATTEMPTS
from sandbox.server import Sandbox


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The walks through all pages begin first: begun last, one would go on long after all other tests have ended."""
    items.sort(key=lambda item: item.path.name != "test_every_page.py")


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def pauses() -> Iterator[None]:
    """What failed is tried again as often as ever, but at once; the folders that test the waiting have it back."""
    with stamina.set_testing(True, attempts=ATTEMPTS, cap=True):
        yield


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One sandbox for all tests of a worker, with 200 accounts."""
    with Sandbox(tmp_path_factory.mktemp("sandbox"), port=0, accounts=200) as running:
        yield running


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Iterator[Sandbox]:
    """The emulated SigningHub, as new: fresh data, no faults, no tokens, no remembered requests."""
    running_sandbox.reset()
    # A silence on purpose is not the next test's.
    silence.forget()
    yield running_sandbox
    # A rolled-back test gives its record numbers to the next one, which must not find the old one's connections.
    connections.close_all()
