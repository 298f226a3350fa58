"""Tables as files for spreadsheet programs: every text in them is text, whatever it begins with."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet program takes for the beginning of a formula, and the same signs in their wide form.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
# The longest text that a cell of Excel holds.
LONGEST = 32_767
WIDTH = 24
# Turning text round: a name could look like another one.
TURNING = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}

Value = str | int | float | bool | None
Row = Sequence[Value]


def csv_file(name: str, head: Row, rows: Iterable[Row]) -> HttpResponse:
    """A CSV file to save: UTF-8 with a mark that Excel knows it by, commas, formulas disarmed by an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([_disarmed(value) for value in row] for row in (head, *rows))
    return attached(f"\ufeff{text.getvalue()}".encode(), CSV, name)


def xlsx_file(name: str, head: Row, rows: Iterable[Row]) -> HttpResponse:
    """A workbook to save: texts are cells of the type text, so that none is a formula or a link."""
    # Here and not above: only exports need it.
    from xlsxwriter import Workbook

    content = io.BytesIO()
    # In memory: what is exported has no business in a temporary file.
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(head) - 1, WIDTH)
        bold = book.add_format({"bold": True})
        for number, row in enumerate((head, *rows)):
            for place, value in enumerate(row):
                if isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(number, place, value)
                elif value not in (None, ""):
                    sheet.write_string(number, place, visible(value)[:LONGEST], None if number else bold)
    return attached(content.getvalue(), XLSX, name)


def _disarmed(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    text = visible(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def visible(value: Value) -> str:
    r"""A value as one line of text, with what controls a terminal or turns text round shown as an escape (\n, \x1b)."""
    text = "" if value is None else str(value)
    return "".join(
        sign.encode("unicode_escape").decode()
        if unicodedata.category(sign) in ("Cc", "Cs") or sign in TURNING
        else sign
        for sign in text
    )


def attached(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to save under a name of ours."""
    # The name is ours and the type is said to be final: what is in the file decides nothing about how it is opened.
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)
