"""Every statement of the security design that is kept is a test that names its number, or a row that says why not.

A test names a statement in its docstring ("Statement 58.", "Statements 1 and 7.") or in its name
(test_statement_58_…), and the cases T1 to T12 in its docstring.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = {*range(1, 31), 32, *range(45, 62), 63}
CASES = {f"T{number}" for number in range(1, 13)}
ROW = re.compile(r"^\| (\d+) \| .+ \|$", re.MULTILINE)


def every_test() -> Iterator[ast.FunctionDef]:
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield node


def named_in(test: ast.FunctionDef) -> Iterator[int]:
    """The statements that a test names."""
    if found := re.match(r"test_statement_(\d+)_", test.name):
        yield int(found[1])
    for said in re.findall(r"[Ss]tatements? ((?:\d+(?:, | and )?)+)", ast.get_docstring(test) or ""):
        yield from map(int, re.findall(r"\d+", said))


def explained() -> set[int]:
    """The statements that the document says something else about."""
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    section = text.split("## Statements without a test of their own")[1].split("\n## ")[0]
    return {int(number) for number in ROW.findall(section)}


def test_every_statement_is_a_test_or_explained() -> None:
    tested = {number for test in every_test() for number in named_in(test)}
    assert sorted(KEPT - tested - explained()) == []
    assert sorted(explained() & tested) == []


def test_every_case_of_the_password_calls_is_a_test() -> None:
    named = {case for test in every_test() for case in re.findall(r"\bT\d+\b", ast.get_docstring(test) or "")}
    assert sorted(CASES - named) == []


def test_a_statement_that_nobody_names_would_be_found() -> None:
    planted = ast.parse('def test_statement_7_x():\n    """Holds. Statements 1, 2 and 30; statement 58."""').body[0]
    assert isinstance(planted, ast.FunctionDef)
    assert list(named_in(planted)) == [7, 1, 2, 30, 58]
    assert 999 not in explained()
