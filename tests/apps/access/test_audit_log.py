"""The record on screen: found, read, compared, saved as a file; by auditors, and by everybody their own part."""

import csv
import io
import re
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.access.models import User
from console.api.caller import Caller
from console.audit import record
from console.audit.models import Entry, Kind
from console.vault.models import Environment
from tests.apps.accounts.test_export import text_of

NASTY = "=cmd|' /C calc'!A0\n\x1b[31m\u202etxt.exe"


def browser(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def auditor(db):
    return User.objects.create(
        email="ada@console.example", kind=User.Kind.DELEGATE, is_auditor=True, time_zone="Asia/Riyadh"
    )


@pytest.fixture
def audit(auditor):
    """The browser of somebody who reads the audit, and has no other right and no credential."""
    return browser(auditor)


@pytest.fixture
def story(support, auditor):
    """A change with its before and after, a refused one, and somebody else's export; oldest first."""
    sam = Caller(user=support, address="203.0.113.9", request_id="ref-1", screen="accounts-edit")
    first = record.intent(
        sam,
        None,
        "updateAccount",
        17,
        {"user_name": "Ann Lee", "mobile_number": "", "user_password": "canary-1"},
        before={"user_name": "Anne Lee", "mobile_number": "+44 1"},
    )
    record.outcome(first, 200)
    second = record.intent(sam, None, "deleteAccount", 18, {})
    third = record.event(Kind.EXPORT, caller=Caller(user=auditor), title=NASTY, values={"rows": 7, "country": NASTY})
    return first, second, third


def listed(response):
    """The acts in a list, in its order."""
    return re.findall(r'<th scope="row"[^>]*><a[^>]*>([^<]*)</a>', response.content.decode())


def test_the_list_shows_who_did_what_when_on_which_record_and_how_it_ended(audit, story):
    response = audit.get("/audit/")
    assert response.status_code == 200
    assert listed(response)[1:3] == ["Delete Account by ID", "Update Account"]
    page = text_of(response)
    assert "sam@console.example" in page
    assert "Begun, outcome unknown" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("email=SAM", ["Delete Account by ID", "Update Account"]),
        ("kind=change&state=done", ["Update Account"]),
        ("state=intent", ["Delete Account by ID"]),
        ("title=delete", ["Delete Account by ID"]),
        ("object_id=17", ["Update Account"]),
        ("reference=ref-1&sort=at", ["Update Account", "Delete Account by ID"]),
        ("address=203.0.113.9", ["Delete Account by ID", "Update Account"]),
        ("environment=prod-eu", []),
        ("q=updateaccount", ["Update Account"]),
        ("until=2020-01-01", []),
        ("since=2020-01-01&email=sam&size=25", ["Delete Account by ID", "Update Account"]),
    ],
)
def test_the_list_is_filtered_by_who_what_when_object_outcome_and_environment(audit, story, query, found):
    Environment.objects.create(name="prod-eu", api_url="https://127.0.0.1:9")
    assert listed(audit.get(f"/audit/?{query}")) == found


def test_a_day_is_the_readers_day(audit, story):
    # 21:30 UTC is half past midnight of the next day in Riyadh.
    Entry.objects.filter(pk=story[0]).update(at=datetime(2026, 3, 1, 21, 30, tzinfo=UTC))
    assert listed(audit.get("/audit/?since=2026-03-02&until=2026-03-02")) == ["Update Account"]
    assert listed(audit.get("/audit/?since=2026-03-01&until=2026-03-01")) == []


def test_what_the_address_asks_and_cannot_be_understood_is_said(audit, story):
    page = text_of(audit.get("/audit/?since=soon&kind=tea&page=x&sort=mood"))
    assert page.count("does not take this value") == 2
    assert "cannot be sorted" in page


def test_an_entry_shows_what_changed_local_time_and_utc_and_what_else_the_same_request_did(audit, story):
    Entry.objects.filter(pk=story[0]).update(at=datetime(2026, 3, 1, 21, 30, tzinfo=UTC))
    response = audit.get(f"/audit/{story[0]}/")
    page = response.content.decode()
    assert '<del dir="auto">Anne Lee</del>' in page
    assert '<ins dir="auto"><mark>Ann</mark> Lee</ins>' in page
    words = text_of(response)
    assert "Mobile number +44 1 empty" in words
    assert "User password" in words
    assert "canary-1" not in page
    assert "2026-03-02 00:30:00" in words
    assert "2026-03-01 21:30:00.000000" in words
    assert "In the same request Delete Account by ID" in words
    assert reverse("audit-detail", args=(story[1],)) in page


def test_an_entry_that_never_got_an_outcome_says_that_nobody_knows(audit, story):
    """Statement 57."""
    assert "Nobody knows whether this was done" in text_of(audit.get(f"/audit/{story[1]}/"))


@pytest.mark.parametrize("pk", ["00000000-0000-4000-8000-000000000000", "17", "x" * 300, "%00"])
def test_an_entry_that_is_not_there_is_a_404(audit, pk):
    assert audit.get(f"/audit/{pk}/").status_code == 404


def test_statement_59_a_nasty_value_is_neutral_on_screen_and_in_files(audit, story):
    """Statement 59."""
    for path in ("/audit/", f"/audit/{story[2]}/"):
        page = audit.get(path).content.decode()
        # Nothing is turned round, and what would have been is told.
        assert "\u202e" not in page
        assert "\\u202e" in page
    rows = list(csv.reader(io.StringIO(audit.post("/audit/export/", {"format": "csv"}).getvalue().decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert not [cell for cell in cells if re.search(r"[\x00-\x1f\u202a-\u202e\u2066-\u2069]", cell)]
    assert any(cell.startswith("'=cmd") and "\\n\\x1b" in cell and "\\u202e" in cell for cell in cells)


def test_the_csv_holds_what_the_list_shows_in_utc_and_in_the_readers_time(audit, story):
    Entry.objects.filter(pk=story[0]).update(at=datetime(2026, 3, 1, 21, 30, tzinfo=UTC))
    response = audit.post("/audit/export/?email=sam&sort=at", {"format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="audit-\d{4}-\d\d-\d\d.csv"', response["Content-Disposition"])
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert [row["Act"] for row in rows] == ["Delete Account by ID", "Update Account"]
    assert rows[1]["Begun (UTC)"] == "2026-03-01 21:30:00"
    assert rows[1]["Begun (Asia/Riyadh)"] == "2026-03-02 00:30:00"
    assert '"user_name": "Ann Lee"' in rows[1]["Values"]
    assert '"user_name": "Anne Lee"' in rows[1]["Before"]
    assert "canary-1" not in str(rows)


def test_the_workbook_holds_texts_as_texts_and_numbers_as_numbers(audit, story):
    """Statement 59."""
    response = audit.post("/audit/export/", {"format": "xlsx"})
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "<v>200</v>" in sheet
    assert "=cmd|" in texts
    assert "\\x1b" in texts


def test_an_export_is_on_record_with_its_filters_and_how_much_it_held(audit, story):
    """Statement 60."""
    audit.post("/audit/export/?email=sam&kind=change", {"format": "xlsx"})
    entry = Entry.objects.get(kind=Kind.EXPORT, title="Audit exported")
    assert entry.values == {"email": "sam", "kind": "change", "format": "xlsx", "rows": 2}
    assert entry.at - timezone.now() < timedelta(seconds=5)
    assert "2 entries are found" in text_of(audit.get("/audit/export/?email=sam&kind=change"))


def test_statement_63_an_auditor_reads_everything_and_no_secret(audit, support, settings):
    """Statement 63."""
    pk = record.intent(
        Caller(user=support), None, "updateConnector", 3, {"name": "SMS", "connector_detail": [{"v": "canary-2"}]}
    )
    record.intent(Caller(user=support), None, "changePassword", None, {"old_password": "canary-3"})
    pages = [audit.get("/audit/"), audit.get(f"/audit/{pk}/"), audit.post("/audit/export/", {"format": "csv"})]
    assert all(b"canary" not in page.getvalue() for page in pages)
    assert "not kept" in text_of(pages[1])
    assert audit.get("/audit/").status_code == 200
    sam = browser(support)
    assert [sam.get(page).status_code for page in ("/audit/", "/people/")] == [403, 403]
    shown = text_of(audit.get("/audit/"))
    assert "Refused: reads the audit" in shown
    assert "Refused: manages people / custodian of the vault" in shown


def test_my_activity_is_mine_alone(audit, story, support):
    sam = browser(support)
    response = sam.get("/profile/activity/")
    assert listed(response) == ["Delete Account by ID", "Update Account"]
    assert "Export" not in text_of(response).split("Columns")[0]
    assert sam.get(f"/profile/activity/{story[0]}/").status_code == 200
    assert sam.get(f"/profile/activity/{story[2]}/").status_code == 404
    assert sam.get(f"/audit/{story[0]}/").status_code == 403
    assert "/profile/activity/" in sam.get("/profile/").content.decode()
