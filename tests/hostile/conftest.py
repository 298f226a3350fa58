import pytest

from tests.console.screens.people import ann, answer_with, credential_of, own_cache, person, signinghub

__all__ = ["ann", "answer_with", "credential_of", "own_cache", "person", "signinghub"]


@pytest.fixture(autouse=True)
def pauses():
    """Between attempts is waited, as for people."""
