"""The record: written before the act, or the act is not done."""

import os
import subprocess
import sys

import pytest
from django.db import connection, transaction

from apps.access.models import User
from console.api.caller import Caller
from console.audit import record
from console.audit.models import Entry, Kind, State
from console.audit.values import CHANGED, recorded


@pytest.fixture
def caller(delegate):
    return Caller(user=delegate(), address="203.0.113.9", language="en", request_id="r-1", screen="accounts-edit")


def test_an_intent_says_who_as_whom_what_and_on_which_record(caller, credential):
    pk = record.intent(caller, credential, "updateAccount", 17, {"user_name": "Ann"}, before={"user_name": "Anne"})
    entry = Entry.objects.get(pk=pk)
    assert (entry.kind, entry.state, entry.title) == (Kind.CHANGE, State.INTENT, "Update Account")
    assert (entry.email, entry.person_id) == ("dana@example.org", caller.user.pk)
    assert (entry.credential, entry.environment) == ("prod-admin", "nowhere")
    assert (entry.address, entry.request_id, entry.screen) == ("203.0.113.9", "r-1", "accounts-edit")
    assert (entry.operation, entry.object_id) == ("updateAccount", "17")
    assert entry.finished_at is None


@pytest.mark.parametrize(
    ("status", "state"),
    [(200, State.DONE), (204, State.DONE), (403, State.REFUSED), (422, State.REFUSED), (500, State.UNKNOWN)],
)
def test_an_outcome_follows_from_the_status(caller, credential, status, state):
    pk = record.intent(caller, credential, "updateAccount", 17, {})
    record.outcome(pk, status, "said so")
    entry = Entry.objects.get(pk=pk)
    assert (entry.state, entry.status, entry.detail) == (state, status, "said so")
    assert entry.finished_at is not None


def test_no_answer_is_unknown_unless_the_caller_knows_that_nothing_was_sent(caller, credential):
    lost, unsent = (record.intent(caller, credential, "updateAccount", 17, {}) for _ in range(2))
    record.outcome(lost, None)
    record.outcome(unsent, None, state=State.FAILED)
    assert Entry.objects.get(pk=lost).state == State.UNKNOWN
    assert Entry.objects.get(pk=unsent).state == State.FAILED


def test_an_intent_that_never_got_an_outcome_stays_and_says_unknown(caller, credential):
    """Statement 57."""
    pk = record.intent(caller, credential, "updateAccount", 17, {})
    assert Entry.objects.get(pk=pk).get_state_display() == "Begun, outcome unknown"


@pytest.mark.django_db(transaction=True)
def test_an_intent_refuses_to_stand_in_a_transaction_that_may_roll_back(credential):
    with pytest.raises(RuntimeError), transaction.atomic():
        record.intent(None, credential, "updateAccount", 17, {})


@pytest.mark.django_db(transaction=True)
def test_an_event_of_the_vault_stands_or_falls_with_the_change(credential):
    with transaction.atomic():
        record.event(Kind.VAULT, credential=credential, title="Replace")
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


def test_deleting_the_person_leaves_the_record(caller, credential):
    pk = record.intent(caller, credential, "updateAccount", 17, {})
    User.objects.all().delete()
    assert Entry.objects.get(pk=pk).email == "dana@example.org"


def test_a_failed_sign_in_of_somebody_unknown_is_recorded_as_typed(db):
    pk = record.event(Kind.SIGN_IN, email="Nobody@Example.org", address="203.0.113.9", state=State.REFUSED)
    entry = Entry.objects.get(pk=pk)
    assert (entry.person_id, entry.email, entry.address) == (None, "Nobody@Example.org", "203.0.113.9")
    assert entry.finished_at is not None


@pytest.mark.django_db(transaction=True)
def test_a_store_that_cannot_write_stops_the_act(caller, credential):
    with connection.schema_editor() as editor:
        editor.execute("ALTER TABLE audit_entry RENAME TO audit_entry_away")
    try:
        with pytest.raises(record.AuditUnavailable):
            record.intent(caller, credential, "updateAccount", 17, {})
        with pytest.raises(record.AuditUnavailable):
            record.event(Kind.SIGN_IN, email="x@example.org")
    finally:
        with connection.schema_editor() as editor:
            editor.execute("ALTER TABLE audit_entry_away RENAME TO audit_entry")


@pytest.mark.django_db(transaction=True)
def test_an_outcome_that_cannot_be_written_is_cried_out_and_leaves_the_intent(caller, credential, caplog):
    pk = record.intent(caller, credential, "updateAccount", 17, {})
    with connection.schema_editor() as editor:
        editor.execute("ALTER TABLE audit_entry RENAME TO audit_entry_away")
    try:
        record.outcome(pk, 200)
    finally:
        with connection.schema_editor() as editor:
            editor.execute("ALTER TABLE audit_entry_away RENAME TO audit_entry")
    assert [line.levelname for line in caplog.records if "outcome_lost" in line.getMessage()] == ["CRITICAL"]
    assert Entry.objects.get(pk=pk).state == State.INTENT


def test_only_declared_fields_are_kept_by_value():
    kept = recorded({"user_name": "Ann", "made_up": "x"}, {"user_name": {"type": "string"}})
    assert kept == {"user_name": "Ann", "made_up": CHANGED}


@pytest.mark.parametrize(
    "field",
    ["password", "user_password", "client_secret", "pfx", "pfxPassword", "access_token", "security_answer", "api-key"],
)
def test_a_secrets_value_is_never_kept_even_where_it_is_declared(field):
    assert recorded({field: "canary"}, {field: {"type": "string"}}) == {field: CHANGED}


def test_values_below_a_field_follow_the_same_rule():
    declared = {
        "user": {"type": "object", "properties": {"name": {}, "password": {}}},
        "connector_detail": {"type": "array", "items": {"properties": {"attribute_name": {}, "attribute_value": {}}}},
        "tags": {"type": "array", "items": {"type": "string"}},
    }
    values = {
        "user": {"name": "Ann", "password": "canary", "extra": "canary"},
        "connector_detail": [{"attribute_name": "Client Secret", "attribute_value": "canary"}],
        "tags": ["a", "b"],
    }
    assert recorded(values, declared) == {
        "user": {"name": "Ann", "password": CHANGED, "extra": CHANGED},
        "connector_detail": CHANGED,
        "tags": ["a", "b"],
    }


def test_bytes_and_long_texts_are_kept_by_name():
    assert recorded({"a": b"canary", "b": "x" * 501}, {"a": {}, "b": {}}) == {"a": CHANGED, "b": CHANGED}


LOCKED_OUT = """
import os, sqlite3, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from console.audit import record
other = sqlite3.connect(os.environ["STORE"], isolation_level=None)
other.execute("BEGIN EXCLUSIVE")
try:
    record.event("sign-in", email="x@example.org")
except record.AuditUnavailable:
    print("refused")
other.execute("ROLLBACK")
record.event("sign-in", email="x@example.org")
print("written")
"""


def test_a_store_that_hangs_becomes_a_refusal_and_the_next_act_is_recorded_again(tmp_path):
    """Statement 56."""
    store = str(tmp_path / "store.sqlite3")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{store}",
        "STORE": store,
    }
    found = subprocess.run(
        [sys.executable, "-c", LOCKED_OUT], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert found.stdout.split() == ["refused", "written"], found.stderr[-2000:]
