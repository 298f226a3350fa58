"""The list as an Excel file: asked like the list, made by SigningHub, on record, and always a real workbook."""

import base64
import html
import io
import json
import re
import zipfile

import pytest

from console.api.contract import load_contract
from console.audit.models import Entry, Kind
from console.screens.sheets import XLSX
from console.screens.workbooks import workbook_in
from sandbox.answering import ANSWERS, Answer
from sandbox.spreadsheet import workbook

URL = "/accounts/export/"
FILE = workbook(("user_name",), [("Ann",), ("Ковальчук",)])
BASE64 = base64.b64encode(FILE).decode()
TYPED = {"language": "en-US", "page": "1", "size": "1000"}


def text_of(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def asked(sandbox):
    return [request for request in sandbox.requests if request.operation == "exportAccounts"]


def sheet_of(response):
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.fixture
def export_answers(monkeypatch, sandbox):
    """Lets the sandbox answer an export as another server might."""

    def answer(data, content_type):
        data = data if isinstance(data, bytes) else data.encode()
        monkeypatch.setitem(ANSWERS, "exportAccounts", lambda _call: Answer(data, total=2, content_type=content_type))

    return answer


def test_the_file_is_an_attachment_under_our_own_name_that_nobody_may_take_for_anything_else(ann, sandbox):
    response = ann.post(URL, TYPED)
    assert response.status_code == 200
    assert response["Content-Type"] == XLSX
    assert re.fullmatch(r'attachment; filename="accounts-\d{4}-\d\d-\d\d-part-1.xlsx"', response["Content-Disposition"])
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    assert "Олександра Ковальчук" in sheet_of(response)


SPELLINGS = {
    "raw": (FILE, XLSX),
    "octets": (FILE, "application/octet-stream"),
    "raw under a wrong type": (FILE, "application/json"),
    "raw as text": (FILE, "text/plain"),
    "Base64 as JSON": (json.dumps(BASE64), "application/json"),
    "Base64 as text": (BASE64, "text/plain"),
    "Base64 as octets": (BASE64, "application/octet-stream"),
    "Base64 in lines": (json.dumps("\r\n".join(re.findall(".{1,76}", BASE64))), "application/json"),
    "Base64 under a key": (json.dumps({"file": BASE64}), "application/json"),
    "a data address": (json.dumps(f"data:{XLSX};base64,{BASE64}"), "application/json"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_however_the_file_is_sent_it_is_the_same_workbook(ann, export_answers, spelling):
    export_answers(*SPELLINGS[spelling])
    response = ann.post(URL, TYPED)
    assert response.status_code == 200
    assert response.content == FILE


NO_FILES = {
    "a message": ('{"message": "Nothing to export"}', "application/json"),
    "nothing": ("", "application/json"),
    "a list": ("[1, 2]", "application/json"),
    "a page": ("<html>Sign in</html>", "text/html"),
    "another archive": (b"PK\x03\x04" + b"x" * 100, XLSX),
    "half a file": (FILE[: len(FILE) // 2], XLSX),
    "no Base64": ('"***"', "application/json"),
}


@pytest.mark.parametrize("answer", NO_FILES)
def test_what_is_no_workbook_is_not_handed_out_as_one_and_not_on_record_as_an_export(ann, export_answers, answer):
    export_answers(*NO_FILES[answer])
    response = ann.post(URL, TYPED)
    assert response.status_code >= 500
    assert "attachment" not in response.get("Content-Disposition", "")
    assert not Entry.objects.filter(kind=Kind.EXPORT)


@pytest.mark.parametrize("data", [None, 7, True, [], {}, {"a": {"b": None}}, b"", "", "PK"], ids=repr)
def test_nothing_like_a_file_is_taken_for_one(data):
    assert workbook_in(data) is None


def test_the_export_is_asked_as_the_list_is(ann, sandbox):
    page = ann.get("/accounts/?accounts=LOCKED&country=Germany&sort=-user_name&q=a&page=2").content.decode()
    address = html.unescape(re.search(r'href="(/accounts/export/[^"]*)"', page).group(1))
    sandbox.requests.clear()
    ann.post(address, TYPED | {"page": "2", "size": "250"})
    (call,) = asked(sandbox)
    headers = {name.lower(): value for name, value in call.headers.items()}
    assert headers["x-accounts"] == "LOCKED"
    assert headers["x-country"] == "Germany"
    assert base64.b64decode(headers["x-search-text"]) == b"a"
    assert call.path.split("?")[0].endswith("/2/250")


def test_every_documented_language_can_be_chosen_and_is_sent_as_it_is_spelt(ann, sandbox):
    page = ann.get(URL).content.decode()
    keys = load_contract().operation("exportAccounts").arguments["accept_language"].schema["enum"]
    offered = re.findall(r'<option value="([^"]+)"', page.split("</select>")[0])
    assert offered == list(keys)
    assert len(keys) == 32
    assert re.search(r'<option value="en-US" selected', page)
    ann.post(URL, TYPED | {"language": "pt-Pt"})
    (call,) = asked(sandbox)
    assert {name.lower(): value for name, value in call.headers.items()}["accept-language"] == "pt-Pt"


@pytest.mark.parametrize(
    "typed",
    [{"language": "tlh"}, {"language": ""}, {"page": "0"}, {"page": "x"}, {"size": "5000"}, {"size": ""}, {"page": ""}],
    ids=str,
)
def test_what_cannot_be_asked_is_said_and_not_sent(ann, sandbox, typed):
    response = ann.post(URL, TYPED | typed)
    assert response.status_code == 422
    assert asked(sandbox) == []


def test_the_page_says_who_makes_the_file_how_many_it_finds_and_what_limits_it(ann):
    page = text_of(ann.get(URL, {"accounts": "LOCKED", "country": "Germany"}))
    assert "made by SigningHub" in page
    assert re.search(r"\d+ rows? (is|are) found", page)
    assert "Country: Germany" in page
    assert "View: Locked" in page


def test_filters_that_an_export_does_not_have_are_said_before(ann, sandbox):
    address = f"{URL}?national_id=NL-1&last_activity=30&country=Germany"
    page = text_of(ann.get(address))
    assert "cannot limit an export by: Days since the last activity, National ID" in page
    sandbox.requests.clear()
    ann.post(address, TYPED)
    (call,) = asked(sandbox)
    headers = {name.lower() for name in call.headers}
    assert "x-country" in headers
    assert not {"x-national-id", "x-last-activity"} & headers


def test_what_the_list_does_not_understand_is_said_here_too(ann):
    assert "does not take this value" in text_of(ann.get(URL, {"from": "soon"}))


def test_nothing_is_said_to_be_missing_where_nothing_is(ann):
    assert "cannot limit" not in text_of(ann.get(URL, {"country": "Germany"}))


def test_the_export_is_on_record_with_its_filters_and_its_size(ann):
    """Statement 60."""
    ann.post(f"{URL}?country=Germany&user_name=a", TYPED | {"language": "de-DE"})
    entry = Entry.objects.get(kind=Kind.EXPORT)
    assert entry.title == "Export Accounts"
    assert entry.email == "ann@example.org"
    assert entry.values["country"] == "Germany"
    assert entry.values["user_name"] == "a"
    assert entry.values["accept_language"] == "de-DE"
    assert entry.values["records"] == 1000
    assert isinstance(entry.values["matches"], int)
    assert not Entry.objects.filter(kind=Kind.CHANGE)


def test_a_planted_parameter_is_neither_sent_nor_recorded(ann, sandbox):
    """Statement 25."""
    ann.post(f"{URL}?password=hush&x=hush", TYPED | {"accept_language": "hush", "token": "hush"})
    (call,) = asked(sandbox)
    assert "hush" not in str(call)
    assert "hush" not in json.dumps(Entry.objects.get(kind=Kind.EXPORT).values)


def test_opening_the_page_exports_nothing(ann, sandbox):
    ann.get(URL)
    assert asked(sandbox) == []
    assert not Entry.objects.filter(kind=Kind.EXPORT)


def test_without_the_right_to_read_accounts_there_is_no_export(person, sandbox):
    """Statement 22."""
    bob = person({"roles": ["read"]}, email="bob@example.org")
    assert bob.get(URL).status_code == 403
    assert bob.post(URL, TYPED).status_code == 403
    reader = person({"accounts": ["read"]}, email="reader@example.org")
    assert reader.post(URL, TYPED).status_code == 200
    assert len(asked(sandbox)) == 1
