"""The record as a chain: whatever is done to it behind the console's back is found, and the row is named."""

import io
import json
import os
import signal
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.models import F

from console.api.caller import Caller
from console.audit import chain, record
from console.audit.models import Chain, Entry, Kind, Link, State
from console.audit.verify import Fault, findings
from console.vault.rotation import rotate_all


@pytest.fixture
def story(delegate, credential):
    """Three changes, the second of which never got an outcome, and two sign-ins; returns the entries in their order."""
    caller = Caller(user=delegate(), address="203.0.113.9", request_id="r-1")
    first = record.intent(caller, credential, "updateAccount", 17, {"user_name": "Ann"}, before={"user_name": "Anne"})
    record.event(Kind.SIGN_IN, caller=caller, values={"tries": 2, "share": 0.5, "ids": (1, 2)})
    record.outcome(first, 200)
    record.intent(caller, credential, "deleteAccount", 18, {})
    third = record.intent(caller, credential, "updateAccount", 19, {})
    record.outcome(third, 403, "no")
    record.event(Kind.SIGN_OUT, caller=caller)
    return list(Entry.objects.order_by("at"))


def found():
    return [(finding.fault, finding.number, finding.entry_id) for finding in findings()]


def verified(*arguments):
    """What the command prints, and how it ends."""
    out = io.StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def test_a_record_as_it_was_written_holds(story):
    """Statement 58."""
    assert found() == []
    printed, error = verified()
    assert "5 entries" in printed
    assert error == ""
    assert [link.part for link in Link.objects.order_by("number")] == [
        *("begun", "whole", "ended", "begun", "begun", "ended", "whole")
    ]


def test_an_empty_record_holds(db):
    assert found() == []


@pytest.mark.parametrize(
    "edit",
    [
        {"email": "somebody@else.example"},
        {"values": {"user_name": "Ann", "more": 1}},
        {"before": None},
        {"at": F("at") + timedelta(microseconds=1)},
        {"person_id": 0},
        {"address": ""},
    ],
    ids=lambda edit: next(iter(edit)),
)
def test_an_edit_is_found_and_names_the_entry(story, edit):
    """Statement 58."""
    Entry.objects.filter(pk=story[0].pk).update(**edit)
    assert found() == [(Fault.EDITED, 1, story[0].pk)]
    printed, error = verified()
    assert str(story[0].pk) in printed
    assert "edited" in printed
    assert "1 found" in error


def test_an_edited_outcome_and_one_made_up_are_found(story):
    Entry.objects.filter(pk=story[3].pk).update(state=State.DONE, status=200)
    Entry.objects.filter(pk=story[2].pk).update(state=State.DONE)
    assert found() == [(Fault.EDITED, 6, story[3].pk), (Fault.EDITED, 0, story[2].pk)]


def test_a_deletion_is_found_and_names_the_entry(story):
    """Statement 58."""
    Entry.objects.filter(pk=story[2].pk).delete()
    assert found() == [(Fault.DELETED, 4, story[2].pk)]
    assert f"Link 4, entry {story[2].pk} was deleted" in verified()[0]


def test_an_entry_taken_out_with_its_links_leaves_a_gap(story):
    """Statement 58."""
    Link.objects.filter(entry_id=story[3].pk).delete()
    story[3].delete()
    assert [(finding.fault, finding.number, finding.last) for finding in findings()] == [(Fault.GAP, 5, 6)]
    assert "Links 5 to 6 are missing" in verified()[0]


def test_a_tail_that_was_cut_off_is_a_gap(story):
    Link.objects.filter(number__gte=6).delete()
    story[4].delete()
    assert [(finding.fault, finding.number, finding.last) for finding in findings()][:1] == [(Fault.GAP, 6, 7)]


def test_links_that_changed_places_are_found_and_named(story):
    """Statement 58."""
    Link.objects.filter(number=2).update(number=1000)
    Link.objects.filter(number=4).update(number=2)
    Link.objects.filter(number=1000).update(number=4)
    assert found() == [(Fault.MOVED, 2, story[2].pk), (Fault.MOVED, 4, story[1].pk)]


def test_an_entry_that_was_slipped_in_is_found_and_named(story):
    planted = Entry.objects.create(kind=Kind.SIGN_IN, state=State.DONE)
    assert found() == [(Fault.SLIPPED_IN, 0, planted.pk)]


def test_whoever_holds_the_database_but_not_the_key_cannot_forge_a_link(story, settings):
    """Statement 58."""
    link = Link.objects.get(number=1)
    entry = story[0]
    Entry.objects.filter(pk=entry.pk).update(email="forged@example.org")
    entry.refresh_from_db()
    Link.objects.filter(number=1).update(digest=chain.digest(link, chain.content(entry, link.part), b"a guessed key"))
    assert found() == [(Fault.EDITED, 1, entry.pk)]


def test_without_its_end_the_chain_is_not_taken_for_a_new_one(story):
    Chain.objects.all().delete()
    assert found() == [(Fault.NO_END, 0, None)]
    with pytest.raises(record.AuditUnavailable):
        record.event(Kind.SIGN_IN)


def test_an_end_that_was_noted_elsewhere_shows_that_a_whole_record_was_replaced(story):
    noted = verified()[0].split("ends at ")[1].strip()
    record.event(Kind.SIGN_IN)
    assert verified("--known", noted)[1] == ""
    for model in (Entry, Link, Chain):
        model.objects.all().delete()
    for _ in range(9):
        record.event(Kind.SIGN_IN)
    assert found() == []
    assert "no longer the one" in verified("--known", noted)[0]


def test_the_chain_goes_on_after_the_vaults_keys_were_rotated(story, settings):
    """Statement 47."""
    settings.VAULT_KEYS = ["AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=", *settings.VAULT_KEYS]
    assert rotate_all()["Audit chain"].resealed == 1
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]
    record.event(Kind.SIGN_IN)
    assert found() == []


def test_a_key_that_the_vault_does_not_open_stops_the_act(story, settings):
    """Statement 46, for the record."""
    settings.VAULT_KEYS = ["AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="]
    with pytest.raises(record.AuditUnavailable):
        record.event(Kind.SIGN_IN)
    assert "cannot be checked" in verified()[1]


def test_after_a_key_was_lost_rotation_lets_the_record_go_on_and_what_came_before_is_never_taken_as_checked(
    story, settings
):
    settings.VAULT_KEYS = ["AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="]
    assert rotate_all()["Audit chain"].broken == ("before link 8",)
    record.event(Kind.SIGN_IN)
    assert [(finding.fault, finding.number, finding.last) for finding in findings()] == [(Fault.NO_KEY, 1, 7)]
    assert "Links 1 to 7 were made with a key that was lost" in verified()[0]
    Entry.objects.filter(pk=story[1].pk).delete()
    assert Fault.DELETED in [finding.fault for finding in findings()]


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain(credential):
    """Statement 58."""

    def write():
        try:
            for number in range(8):
                entry = record.intent(Caller(), credential, "deleteAccount", number, {})
                record.outcome(entry, 200)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert Link.objects.count() == 64
    assert found() == []


@pytest.fixture
def streamed(tmp_path, settings, transactional_db):
    """Turns the stream on; reads it as a list of lines."""
    path = tmp_path / "audit.jsonl"
    settings.AUDIT_STREAM = str(path)
    return lambda: [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def test_each_link_is_a_line_of_the_stream_in_order(streamed, settings, credential):
    """Statements 59 and 61."""
    entry = record.intent(
        Caller(request_id="r-1"), credential, "updateAccount", 17, {"user_name": "a\nb\x1b[31m\u202e"}
    )
    record.outcome(entry, 200)
    begun, ended = streamed()
    assert (begun["number"], begun["part"], begun["request_id"]) == (1, "begun", "r-1")
    assert (ended["number"], ended["state"], ended["previous"]) == (2, "done", begun["digest"])
    raw = Path(settings.AUDIT_STREAM).read_bytes()
    assert raw.count(b"\n") == 2
    assert raw.isascii()
    assert b"\x1b" not in raw


def test_a_lost_stream_is_cried_out_and_made_up_for_in_order(streamed, settings, caplog):
    """Statement 61."""
    path = settings.AUDIT_STREAM
    record.event(Kind.SIGN_IN, title="one")
    settings.AUDIT_STREAM = "/proc/no/such/folder"
    record.event(Kind.SIGN_IN, title="two")
    record.event(Kind.SIGN_IN, title="three")
    assert [line.levelname for line in caplog.records if "stream_lost" in line.getMessage()] == ["CRITICAL"] * 2
    settings.AUDIT_STREAM = path
    record.event(Kind.SIGN_IN, title="four")
    assert [line["title"] for line in streamed()] == ["one", "two", "three", "four"]


def test_what_was_written_before_the_stream_was_turned_on_is_added_by_a_command(streamed, settings):
    path, settings.AUDIT_STREAM = settings.AUDIT_STREAM, ""
    record.event(Kind.SIGN_IN, title="before")
    assert streamed() == []
    settings.AUDIT_STREAM = path
    call_command("stream_audit", stderr=io.StringIO())
    assert [line["title"] for line in streamed()] == ["before"]


def test_what_is_rolled_back_is_in_neither(streamed):
    from django.db import transaction

    with transaction.atomic():
        record.event(Kind.VAULT, title="never")
        transaction.set_rollback(True)
    record.event(Kind.VAULT, title="kept")
    assert [line["title"] for line in streamed()] == ["kept"]
    assert found() == []


@pytest.mark.django_db(transaction=True)
def test_a_server_that_has_gone_silent_becomes_a_refusal():
    """Statement 56: the server's process is stopped, so that no time limit of its own ends the wait."""
    if connection.vendor != "postgresql":
        pytest.skip("Only PostgreSQL is a server.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    os.kill(backend, signal.SIGSTOP)
    try:
        with pytest.raises(record.AuditUnavailable):
            record.event(Kind.SIGN_IN)
    finally:
        os.kill(backend, signal.SIGCONT)
    record.event(Kind.SIGN_IN)
    assert found() == []
