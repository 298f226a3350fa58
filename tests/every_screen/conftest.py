import pytest

from console.api import connections
from tests.console.screens.people import ann, answer_with, credential_of, own_cache, person, signinghub
from tests.every_screen.people import People

__all__ = ["ann", "answer_with", "credential_of", "own_cache", "person", "signinghub"]


@pytest.fixture(autouse=True)
def own_connections():
    """No connection of another test's credential, which had the same number."""
    yield
    connections.close_all()


@pytest.fixture
def people(credential_of, settings):
    """People who act through the sandbox's administrator, so that only the console refuses."""
    settings.REQUIRE_SECOND_FACTOR = False
    return People(credential_of("administrator"))
