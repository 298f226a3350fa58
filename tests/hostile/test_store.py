"""The console's own database is locked, or its record cannot be written."""

import sqlite3

import pytest
from django.db import connection

from console.audit.models import Entry
from tests.console.screens.test_edit import URL


@pytest.fixture
def locked(transactional_db):
    """Lets another process hold the database's write lock."""
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite has one lock for all.")
    holders = []

    def lock():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 50")
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        holders.append(other)

    yield lock
    for other in holders:
        other.close()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 5000")


def test_a_form_that_cannot_be_opened_is_a_503_that_says_why(ann, locked):
    ann.get("/accounts/")
    locked()
    response = ann.get(URL)
    assert response.status_code == 503
    assert "The console’s database does not answer" in response.content.decode()


def test_lists_are_still_read(ann, locked):
    ann.get("/accounts/")
    locked()
    assert ann.get("/accounts/").status_code == 200


def test_nothing_is_sent_to_signinghub_while_nothing_can_be_written(ann, locked, sandbox):
    """Statement 55."""
    address = "/accounts/1001/unlock/"
    nonce = ann.get(address).context["draft"].nonce
    locked()
    sandbox.requests.clear()
    response = ann.post(address, {"nonce": nonce})
    assert response.status_code == 503
    assert "Nothing was sent to SigningHub" in response.content.decode()
    assert [request for request in sandbox.requests if request.operation == "unlockUserAccount"] == []


def test_signing_out_works_also_where_it_cannot_be_put_on_record(ann, transactional_db):
    with connection.schema_editor() as editor:
        editor.execute(f"ALTER TABLE {Entry._meta.db_table} RENAME TO away")
    try:
        assert ann.post("/signout/").status_code == 302
    finally:
        with connection.schema_editor() as editor:
            editor.execute(f"ALTER TABLE away RENAME TO {Entry._meta.db_table}")
    assert ann.get("/accounts/")["Location"].startswith("/signin/")
