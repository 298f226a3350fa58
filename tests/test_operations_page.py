"""docs/admin-api/operations.md: every operation of the guide, and where in the console it is used."""

import runpy
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs" / "admin-api"


def test_every_operation_is_used_and_the_page_that_says_where_is_up_to_date():
    written = (DOCS / "operations.md").read_text(encoding="utf-8")
    assert runpy.run_path(str(DOCS / "operations.py"))["page"]() == written, "run docs/admin-api/operations.py"
    assert "195 operations, 0 of them not used yet." in written
