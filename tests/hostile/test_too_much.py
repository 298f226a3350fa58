"""Answers of megabytes: shown in part, in words, and without keeping everybody else waiting."""

import pytest

from console.screens import facts
from tests.every_screen.test_answers import DETAILS, LISTS, sound

HUGE = 30_000
RECORDS = {
    "keys": {f"key_{number}": "x" for number in range(HUGE)},
    "values": {"values": list(range(HUGE))},
    "objects": {"objects": [{"a": number} for number in range(HUGE)]},
    "nested": {"nested": {f"key_{number}": {"a": 1} for number in range(HUGE)}},
}


@pytest.mark.parametrize("resource", DETAILS, ids=lambda resource: resource.name)
@pytest.mark.parametrize("shape", RECORDS)
def test_a_record_of_thousands_of_values_is_shown_in_part(ann, resource, answer_with, shape):
    answer_with(resource.operation("detail"), {"id": 7, "name": "Big", "user_name": "Big"} | RECORDS[shape])
    page = sound(ann.get(resource.url("detail", 7)))
    assert len(page) < 1_000_000


def test_what_is_not_shown_is_counted(ann, answer_with):
    answer_with("getAccount", {"id": 7, "user_name": "Big"} | RECORDS["values"])
    assert f"and {HUGE - facts.MOST} more" in ann.get("/accounts/7/").content.decode()


@pytest.mark.parametrize("resource", LISTS, ids=lambda resource: resource.name)
def test_a_server_that_gives_every_row_at_once_is_shown_page_by_page(ann, resource, answer_with):
    rows = [{"id": number, "name": f"Row {number}", "user_name": f"Row {number}"} for number in range(1, HUGE)]
    answer_with(resource.operation("list"), rows)
    first = sound(ann.get(resource.url("list"), {"size": "50"}))
    second = sound(ann.get(resource.url("list"), {"size": "50", "page": "2"}))
    assert first.count('<th scope="row"') == second.count('<th scope="row"') == 50
    if "detail" in resource.screens():
        assert f'href="{resource.url("detail", 1)}' in first or f'href="{resource.url("detail", HUGE - 1)}' in first
        assert f'href="{resource.url("detail", 51)}' not in first
