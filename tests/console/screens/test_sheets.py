"""Tables as files: whatever a text begins with, a spreadsheet program takes it for a text."""

import csv
import io
import zipfile

import pytest

from console.screens import sheets

FORMULAS = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠x", "﹢1", "﹣1", "﹦1", "﹫x"),
    *(" =1", "\u00a0=1", "\u200b=1", "\ufeff=1", "\u200f=1", "\u2028=1", "   \u200e +1"),
]


def in_csv(*values):
    content = sheets.csv_file("x.csv", ["head"], [[value] for value in values]).content.decode("utf-8-sig")
    return [row[0] for row in csv.reader(io.StringIO(content))][1:]


@pytest.mark.parametrize("text", FORMULAS, ids=ascii)
def test_a_formula_is_disarmed_also_behind_what_cannot_be_seen(text):
    """Statement 59."""
    assert in_csv(text) == [f"'{text}"]


@pytest.mark.parametrize("text", ["\t=1", "\r=1", "\n=1", "\x00=1", "\u202e=1", "\x1b[31m"], ids=ascii)
def test_what_controls_a_program_is_shown_instead(text):
    """Statement 59."""
    [cell] = in_csv(text)
    assert cell.endswith(text[1:])
    assert cell.startswith("\\")


@pytest.mark.parametrize("value", ["a=b", "x@y.example", "'quoted", "", "سارة", "100 %", 'a, "b"'])
def test_everything_else_stays_as_it_is(value):
    assert in_csv(value) == [value]


def test_numbers_stay_numbers():
    assert in_csv(-12, 1.5) == ["-12", "1.5"]
    book = sheets.xlsx_file("x.xlsx", ["head"], [[-12], ["=1+1"], ["https://evil.test/"]]).content
    with zipfile.ZipFile(io.BytesIO(book)) as files:
        sheet = files.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>-12</v>" in sheet
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
