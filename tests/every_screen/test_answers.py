"""Every list and record of the machine, found by the resolver: whatever SigningHub answers and the address says."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from django.urls import get_resolver

from console.api.contract import load_contract
from console.screens.checks import screens_in

SCREENS = list(screens_in(get_resolver("console.urls").url_patterns))
OWN = [screen for screen in SCREENS if screen.resource.parent is None]
LISTS = [screen.resource for screen in OWN if screen.screen == "list"]
# Of a page that SigningHub answers with a list, such as an entry of the log, nothing is an answer too.
DETAILS = [
    screen.resource
    for screen in OWN
    if screen.screen == "detail" and not load_contract().operation(screen.resource.operation("detail")).row_properties
]
HOSTILE = """</td><script>alert(1)</script><img src=x onerror=alert(1)>" onmouseover="alert(1)' {{7*7}}"""
FAULTS = [
    "fail status=500",
    "fail status=503",
    "html",
    "truncate",
    "bad-json",
    "drop",
    "rate-limit seconds=1",
    "redirect",
]

by_name = {"ids": lambda resource: resource.name}
lists = pytest.mark.parametrize("resource", LISTS, **by_name)
details = pytest.mark.parametrize("resource", DETAILS, **by_name)


# All that a page may consist of, with values in quotes; what a template wrote otherwise is not read on.
TOKEN = re.compile(
    r"""<(?P<end>/?)(?P<tag>[a-z][a-z0-9-]*)(?P<attributes>(?:\s+[^\s=<>"'/]+(?:="[^"<]*"|='[^'<]*')?)*)\s*/?>"""
    r"""|<!doctype html>|[^<]+"""
)
ATTRIBUTE = re.compile(r"""([^\s=<>"'/]+)(?:="([^"]*)"|='([^']*)')?""")


class Reading:
    """The elements of a page, and whether they are closed in order. `rest` is what is no markup, and all after it.

    Python's own parser takes as long as making the page, and takes anything.
    """

    VOID = frozenset({"input", "meta", "link", "br", "hr", "img", "use", "path", "rect", "line", "polyline", "image"})

    def __init__(self, html):
        self.open, self.crossed, self.elements = [], [], []
        end = 0
        while found := TOKEN.match(html, end):
            end = found.end()
            if found["tag"]:
                self.take(found)
        self.rest = html[end:]

    def take(self, found):
        tag = found["tag"]
        if not found["end"]:
            pairs = ATTRIBUTE.findall(found["attributes"])
            self.elements.append((tag, {name.lower(): unescape(one or other) for name, one, other in pairs}))
            if tag not in self.VOID:
                self.open.append(tag)
        elif tag not in self.VOID and (not self.open or self.open.pop() != tag):
            self.crossed.append(tag)


def sound(response):
    """The page as text, after looking that it is whole and runs nothing of its own."""
    page = response.content.decode()
    reading = Reading(page)
    assert reading.rest[:200] == ""
    assert reading.crossed == []
    assert reading.open == []
    for tag, attributes in reading.elements:
        # Pictures of a brand, which the console has written anew.
        assert tag != "img" or attributes["src"].startswith("/configuration/picture/?of=")
        assert tag != "script" or attributes.get("src", "").startswith("/static/")
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert not attributes.get("href", "").lower().startswith("javascript:")
        if tag == "a" and "hx-get" in attributes:
            assert attributes["href"] == attributes["hx-get"]
    headings = [int(tag[1]) for tag, _attributes in reading.elements if re.fullmatch("h[1-6]", tag)]
    assert headings.count(1) == 1
    return page


def row_of(resource, number, text="Row"):
    """A row with every declared column filled."""
    return {column.name: f"{text} {number}" for column in resource.columns} | {"id": number}


def a_record(client, resource):
    """The id of a record that there is."""
    page = client.get(resource.url("list")).content.decode()
    before, after = resource.url("detail", 0).rsplit("0", 1)
    return int(re.search(rf'href="{before}(\d+){after}"', page).group(1))


@lists
def test_an_empty_list_says_so(ann, resource, answer_with):
    answer_with(resource.operation("list"), [], total=0)
    assert "Nothing there yet" in sound(ann.get(resource.url("list")))


@lists
@pytest.mark.parametrize("nothing", [None, {}, {"items": []}], ids=str)
def test_no_answer_at_all_is_an_empty_list(ann, resource, answer_with, nothing):
    answer_with(resource.operation("list"), nothing)
    assert ann.get(resource.url("list")).status_code == 200


@lists
def test_one_row_leads_to_its_record(ann, resource, answer_with):
    answer_with(resource.operation("list"), [row_of(resource, 7)], total=1)
    page = sound(ann.get(resource.url("list")))
    assert f'href="{resource.url("detail", 7)}"' in page


@lists
def test_many_pages_can_be_walked(ann, resource, answer_with):
    operation = load_contract().operation(resource.operation("list"))
    rows = [row_of(resource, number) for number in range(1, 121)]
    answer_with(operation.id, rows[:50] if operation.is_paged else rows, total=120)
    page = sound(ann.get(resource.url("list")))
    assert len(re.findall('<th scope="row"', page)) == 50
    assert "of 120" in page
    assert re.search(r'href="\?page=2"[^>]*rel="next"', page)


@lists
@pytest.mark.parametrize("fault", FAULTS)
def test_a_failing_signinghub_is_a_page_with_a_reason(ann, resource, sandbox, fault):
    ann.get(resource.url("list"))
    sandbox.faults.add(f"operation={resource.operation('list')} kind={fault}")
    response = ann.get(resource.url("list"))
    assert response.status_code >= 500 or response.status_code == 429
    page = sound(response)
    assert "SigningHub" in page
    assert response["X-Request-ID"] in page


@details
@pytest.mark.parametrize("fault", FAULTS)
def test_a_record_behind_a_failing_signinghub_is_a_page_with_a_reason(ann, resource, sandbox, fault):
    pk = a_record(ann, resource)
    sandbox.faults.add(f"operation={resource.operation('detail')} kind={fault}")
    response = ann.get(resource.url("detail", pk))
    assert response.status_code >= 500 or response.status_code == 429
    assert "SigningHub" in sound(response)


@lists
def test_a_fragment_of_a_failing_list_goes_to_the_notices(ann, resource, sandbox):
    ann.get(resource.url("list"))
    sandbox.faults.add(f"operation={resource.operation('list')} kind=fail status=500")
    response = ann.get(resource.url("list"), headers={"HX-Request": "true"})
    assert response.status_code >= 500
    assert "<html" not in response.content.decode()


@lists
def test_somebody_without_the_right_gets_no_row(person, resource, sandbox):
    nobody = person(rights={}, email="nobody@example.org")
    sandbox.requests.clear()
    response = nobody.get(resource.url("list"))
    assert response.status_code == 403
    assert [request for request in sandbox.requests if request.operation == resource.operation("list")] == []


@lists
def test_a_refusal_of_signinghubs_role_is_a_403(person, resource, sandbox, answer_with):
    ann = person()
    ann.get(resource.url("list"))
    sandbox.faults.add(f"operation={resource.operation('list')} kind=fail status=403")
    assert ann.get(resource.url("list")).status_code == 403


@lists
def test_no_value_in_the_address_breaks_a_list(ann, resource):
    broken = []
    for name in ("sort", "page", "size", "columns", "q", "nonsense", "return_to", "draft"):
        for value in ("-1", "x" * 3000, "%00", "\x00", HOSTILE, "9" * 30, "٣", "../..", "\ud800"):
            raw = quote(value.encode("utf-8", "surrogatepass"))
            response = ann.get(f"{resource.url('list')}?{name}={raw}")
            if response.status_code != 200:
                broken.append((response.status_code, name, value[:40]))
            else:
                sound(response)
    assert broken == []


@lists
def test_no_value_of_a_filter_breaks_a_list(ann, resource):
    fields = resource.filters.base_fields if resource.filters else {}
    for name in (*fields, resource.views_by or "x"):
        for value in (HOSTILE, "\x00", "x" * 3000, " "):
            response = ann.get(resource.url("list"), {name: value}, follow=True)
            assert response.status_code == 200
            sound(response)


@lists
def test_hostile_rows_are_inert(ann, resource, answer_with):
    rows = [row_of(resource, number, HOSTILE) | {HOSTILE: HOSTILE} for number in range(3)]
    answer_with(resource.operation("list"), rows, total=3)
    page = sound(ann.get(resource.url("list"), {column.name: "" for column in resource.columns}, follow=True))
    assert "&lt;script&gt;" in page


@lists
def test_hostile_keys_of_unknown_rows_are_inert(ann, resource, answer_with):
    answer_with(resource.operation("list"), [{HOSTILE: HOSTILE, "id": HOSTILE}], total=1)
    assert "&lt;script&gt;" in sound(ann.get(resource.url("list")))


@details
def test_a_hostile_record_is_inert(ann, resource, answer_with):
    nested = {HOSTILE: HOSTILE, "list": [HOSTILE, {HOSTILE: [HOSTILE]}], "user_name": HOSTILE, "name": HOSTILE}
    answer_with(resource.operation("detail"), {"id": 7, "user": nested, "role_detail": [nested], **nested})
    page = sound(ann.get(resource.url("detail", 7)))
    assert "&lt;script&gt;" in page


@details
@pytest.mark.parametrize("record", [{"id": 1}, {"x": None}, [{"id": 1}], {"id": {"id": []}}], ids=str)
def test_a_record_of_unlucky_shape_is_shown(ann, resource, answer_with, record):
    answer_with(resource.operation("detail"), record)
    assert ann.get(resource.url("detail", 7)).status_code == 200


@details
@pytest.mark.parametrize("answer", [None, [], {}, [{}, {}], "text", 7], ids=str)
def test_an_answer_without_a_record_is_a_page_with_a_reason(ann, resource, answer_with, answer):
    ann.get(resource.url("list"))
    answer_with(resource.operation("detail"), answer)
    response = ann.get(resource.url("detail", 7))
    assert response.status_code >= 500
    sound(response)


@details
def test_a_record_that_is_gone_is_a_404_with_a_way_back_to_its_list(ann, resource):
    response = ann.get(resource.url("detail", 987654321))
    assert response.status_code == 404
    assert f'href="{resource.url("list")}"' in sound(response)


@details
def test_an_id_beyond_every_integer_is_a_404_too(ann, resource):
    address = resource.url("detail", 1).replace("/1/", f"/{'9' * 40}/")
    assert ann.get(address).status_code in (400, 404)


def test_there_are_screens_to_look_at():
    assert {"accounts", "roles"} <= {resource.name for resource in LISTS}
