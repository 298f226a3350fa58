"""SigningHub's own Excel files: handed on whatever they are wrapped in, and without formulas."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import zipfile
from xml.etree import ElementTree

import pytest
from xlsxwriter import Workbook

from apps.reports.statistics.reports import REPORTS
from console.audit.models import Entry, Kind
from console.screens.sheets import XLSX
from console.screens.workbooks import workbook_in
from sandbox.answering import ANSWERS, Answer

STATISTICS = {report.export: f"/statistics/{name}/export/" for name, report in REPORTS.items() if report.export}
EXPORTS = STATISTICS | {"exportBillings": "/billing/payments/export/"}
ASKED = {"format": "xlsx", "part": "1", "language": "en-US", "page": "1", "size": "1000"}
HOSTILE = '=HYPERLINK("https://evil.invalid","x")'
# The file as it stands on the wire, and of which type it is said to be.
WRAPPED = {
    "raw": lambda content: (content, XLSX),
    "raw, of no type": lambda content: (content, "application/octet-stream"),
    "JSON text": lambda content: (json.dumps(base64.b64encode(content).decode()), "application/json"),
    "Base64": lambda content: (base64.b64encode(content), "text/plain"),
    "Base64 in lines": lambda content: (base64.encodebytes(content), "application/octet-stream"),
    "under a key": lambda content: (json.dumps({"file": base64.b64encode(content).decode()}), "application/json"),
    "an array of bytes": lambda content: (json.dumps(list(content)), "application/json"),
    "an array": lambda content: (json.dumps([base64.b64encode(content).decode()]), "application/json"),
}
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rows_in(content):
    """The rows of a workbook's only sheet, as texts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - made by the sandbox
    assert not list(sheet.iter(f"{CELL}f"))
    return [["".join(cell.itertext()) for cell in row.iter(f"{CELL}c")] for row in sheet.iter(f"{CELL}row")]


def answer_wrapped(monkeypatch, operation, wrap):
    """Let the sandbox send its own file of this operation in another shape."""
    own = ANSWERS[operation]

    def answer(call):
        data, kind = wrap(own(call).data)
        return Answer(data if isinstance(data, bytes) else data.encode(), content_type=kind)

    monkeypatch.setitem(ANSWERS, operation, answer)


def test_there_are_nine_exports_of_statistics_and_one_of_payments():
    assert len(STATISTICS) == 9
    assert len(EXPORTS) == 10


@pytest.mark.parametrize("operation", EXPORTS)
def test_every_export_is_the_same_workbook_whatever_it_is_wrapped_in(ann, sandbox, monkeypatch, operation):
    for account in sandbox.world.accounts.table.values():
        record = sandbox.world.accounts.get(*account)
        sandbox.world.accounts.change(record, user_name=HOSTILE)
    found = {}
    for name, wrap in WRAPPED.items():
        with monkeypatch.context() as patch:
            answer_wrapped(patch, operation, wrap)
            response = ann.post(EXPORTS[operation], ASKED)
        assert (response.status_code, response["Content-Type"]) == (200, XLSX), name
        assert re.search(r'filename="[\w-]+\.xlsx"', response["Content-Disposition"])
        found[name] = rows_in(response.content)
    first = found["raw"]
    assert [name for name, rows in found.items() if rows != first] == []
    assert len(first) > 1
    assert len({len(row) for row in first}) == 1
    if any("user_name" in row for row in first[:1]):
        assert any(HOSTILE in row for row in first[1:]), "a text that looks like a formula is a text"
    assert Entry.objects.filter(kind=Kind.EXPORT).count() == len(WRAPPED)
    # What a formula last came to stays, the formula goes; what is no workbook is said, not handed on.
    monkeypatch.setitem(ANSWERS, operation, lambda _call: Answer(with_formulas(), content_type=XLSX))
    assert rows_in(ann.post(EXPORTS[operation], ASKED).content) == [["=1+1"], ["x"], ["42"]]
    for broken in (b"PK\x03\x04 cut", base64.b64encode(b"no workbook"), b""):
        monkeypatch.setitem(ANSWERS, operation, lambda _call, sent=broken: Answer(sent, content_type=XLSX))
        assert ann.post(EXPORTS[operation], ASKED).status_code == 502, broken


def with_formulas():
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, "=1+1", None, "=1+1")
        sheet.write_formula(1, 0, '=HYPERLINK("https://evil.invalid","x")', None, "x")
        sheet.write_formula(2, 0, "=SUM(B1:B9)", None, 42)
    return content.getvalue()


@pytest.mark.parametrize(
    "sheet",
    [
        b"<worksheet><c><f><![CDATA[cmd|' /C calc'!A0]]></f><v>1</v></c></worksheet>",
        '<?xml version="1.0" encoding="UTF-16"?><worksheet><c><f>1+1</f></c></worksheet>'.encode("utf-16"),
    ],
    ids=["hidden in CDATA", "in another encoding"],
)
def test_a_workbook_whose_formulas_cannot_be_taken_out_is_not_handed_on(sheet):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    assert workbook_in(content.getvalue()) is None


def test_the_csv_of_every_report_holds_no_formula_and_what_its_table_draws(ann, sandbox):
    for account in sandbox.world.accounts.table.values():
        sandbox.world.accounts.change(sandbox.world.accounts.get(*account), user_name=HOSTILE)
    for name in REPORTS:
        response = ann.post(f"/statistics/{name}/export/", {"format": "csv"})
        text = response.content.decode("utf-8-sig")
        assert not [line for line in text.splitlines() if re.search(r'(^|,)"?[=+@]', line)], name
        drawn = ann.get(f"/statistics/{name}/").context["read"].entries
        assert len(list(csv.reader(io.StringIO(text)))) == len(drawn) + 1, name
