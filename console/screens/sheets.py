"""Tables as files for spreadsheet programs: every text in them is text, whatever it begins with."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone, translation

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet program takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@")
# Blanks and signs without a shape, which one may pass over on the way to it.
PASSED_OVER = ("Zs", "Zl", "Zp", "Cf")
# The longest text that a cell of Excel holds.
LONGEST = 32_767
WIDTH = 24
LINES_PER_PIECE = 200
# Turning text round: a name could look like another one.
TURNING = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}

Value = str | int | float | bool | None
Row = Sequence[Value]


def csv_file(name: str, head: Row, rows: Iterable[Row]) -> HttpResponse:
    """A CSV file to save: UTF-8 with a mark that Excel knows it by, commas, formulas disarmed by an apostrophe."""
    return attached("".join(_csv_lines((head, *rows))).encode(), CSV, name)


def csv_stream(name: str, head: Row, rows: Iterable[Row]) -> StreamingHttpResponse:
    """The same, sent while `rows` are read, so that their number does not matter: for rows that cannot fail to come."""
    # What sends it runs after the middleware that knew the person's language and zone has ended.
    language, zone = translation.get_language(), timezone.get_current_timezone()

    def sent() -> Iterator[bytes]:
        with translation.override(language), timezone.override(zone):
            for lines in _in_pieces(_csv_lines(chain([head], rows))):
                yield lines.encode()

    return StreamingHttpResponse(sent(), content_type=CSV, headers=_saved_as(name))


def _csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    line.write("\ufeff")
    for row in rows:
        writer.writerow([_disarmed(value) for value in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _in_pieces(lines: Iterator[str]) -> Iterator[str]:
    """Several lines at a time: a piece per line would be a packet per line."""
    while piece := "".join(islice(lines, LINES_PER_PIECE)):
        yield piece


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
    first = next((sign for sign in text if unicodedata.category(sign) not in PASSED_OVER), "")
    # The wide and the small forms of these signs count as well.
    return f"'{text}" if unicodedata.normalize("NFKC", first).startswith(FORMULA) else text


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
    return HttpResponse(content, content_type=kind, headers=_saved_as(name))


def _saved_as(name: str) -> dict[str, str]:
    # The name is ours and the type is said to be final: what is in the file decides nothing about how it is opened.
    return {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
