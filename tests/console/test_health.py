import pytest
from django.db import connection
from django.test import Client

from console.vault.models import Credential


def test_a_stranger_learns_that_the_console_is_up_and_nothing_else(db):
    response = Client().get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "up"})
    assert "set-cookie" not in response.headers


def test_a_vault_that_does_not_open_is_degraded(credential):
    response = Client().get("/healthz")
    assert (response.status_code, response.json()) == (503, {"status": "degraded"})


def test_a_vault_that_opens_is_up(credential_of):
    credential_of("administrator")
    assert Client().get("/healthz").json() == {"status": "up"}


def test_a_vault_whose_key_is_gone_is_degraded(credential_of, settings):
    """Statement 46."""
    credential_of("administrator")
    settings.VAULT_KEYS = ["QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI="]
    assert Client().get("/healthz").json() == {"status": "degraded"}


@pytest.mark.django_db(transaction=True)
def test_a_database_without_its_tables_is_degraded():
    table = Credential._meta.db_table
    with connection.schema_editor() as editor:
        editor.execute(f"ALTER TABLE {table} RENAME TO away")
    try:
        assert Client().get("/healthz").status_code == 503
    finally:
        with connection.schema_editor() as editor:
            editor.execute(f"ALTER TABLE away RENAME TO {table}")


def test_nothing_is_changed_through_it(db):
    assert Client().post("/healthz").status_code == 405
