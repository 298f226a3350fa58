"""Lists, on accounts (cut into pages by SigningHub) and roles (given whole)."""

import gzip
import re

import pytest
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from console.screens.page import page_or_part

HTMX = {"HX-Request": "true"}
# The filter in the address, what is asked with it, and the header that SigningHub gets it in.
FILTERS = {
    "user_name": "Łukasz",
    "user_email": "a+b@x.example",
    "common_name": "John",
    "enterprise_name": "گروه",
    "billing_mode": "ONLINE",
    "payment_type": "PAY_AS_YOU_GO",
    "service_plan_type": "NONE",
    "service_plan": "Basic Individual",
    "activated": "REGISTERED",
    "enabled": "False",
    "from": "2020-01-31",
    "to": "2026-01-31",
    "country": "Germany",
    "national_id": "NID123",
    "accounts": "LOCKED",
    "last_activity": "30",
}


def asked(sandbox, operation="listAccounts"):
    return next(request for request in reversed(sandbox.requests) if request.operation == operation)


def rows_in(response):
    return re.findall(r'<th scope="row"', response.content.decode())


def test_the_list_shows_fifty_accounts_and_where_it_stands(ann):
    response = ann.get("/accounts/")
    assert len(rows_in(response)) == 50
    assert "<bdi>1–50</bdi></b> of 200" in response.content.decode()


@pytest.mark.parametrize(("name", "value"), FILTERS.items())
def test_every_documented_filter_reaches_signinghub_and_is_said_in_words(ann, sandbox, name, value):
    response = ann.get("/accounts/", {name: value})
    assert response.status_code == 200
    headers = {key.lower(): text for key, text in asked(sandbox).headers.items()}
    assert headers[f"x-{name.replace('_', '-')}"]
    page = response.content.decode()
    if name == "accounts":
        assert re.search(r'aria-current="page">Locked<', page)
    else:
        assert 'class="chip on"' in page
        assert re.search(r'<a href="\?" hx-get="\?" aria-label="Remove filter: ', page)


def test_searching_reaches_signinghub_and_stays_in_the_box(ann, sandbox):
    response = ann.get("/accounts/", {"q": "nordlicht"})
    assert len(rows_in(response)) == 12
    assert 'value="nordlicht"' in response.content.decode()


@pytest.mark.parametrize("key", ["created_on", "user_name", "country", "enterprise_name", "service_plan"])
def test_every_sort_key_reaches_signinghub_both_ways(ann, sandbox, key):
    ann.get("/accounts/", {"sort": key})
    assert f"sort-by={key}" in asked(sandbox).query
    assert "asc=true" in asked(sandbox).query.lower()
    response = ann.get("/accounts/", {"sort": f"-{key}"})
    assert "asc=false" in asked(sandbox).query.lower()
    assert response.content.decode().count('aria-sort="descending"') <= 1


def test_the_sorted_head_says_so_and_turns_round(ann):
    page = ann.get("/accounts/", {"sort": "user_name"}).content.decode()
    assert re.search(r'aria-sort="ascending"><a class="sort" href="\?sort=-user_name"', page)


def test_paging_keeps_everything_else_in_the_address(ann, sandbox):
    page = ann.get("/accounts/", {"sort": "country", "size": "25", "page": "2"}).content.decode()
    assert asked(sandbox).path.endswith("/2/25")
    assert 'href="?sort=country&amp;size=25&amp;page=3"' in page
    assert "<bdi>26–50</bdi>" in page


def test_a_filter_taken_away_leaves_the_others(ann):
    page = ann.get("/accounts/", {"enabled": "False", "activated": "ACTIVATED", "page": "1"}).content.decode()
    assert '<a href="?activated=ACTIVATED"' in page
    assert '<a href="?enabled=False"' in page


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "password"},
        {"page": "-1"},
        {"page": "0"},
        {"page": "99999999999999999999"},
        {"page": "x"},
        {"size": "1000"},
        {"size": "٥٠"},
        {"billing_mode": "FREE"},
        {"accounts": "NOBODY"},
        {"last_activity": "0"},
        {"from": "yesterday"},
        {"user_name": "x" * 300},
    ],
    ids=str,
)
def test_what_the_address_gets_wrong_is_said_and_not_sent(ann, sandbox, query):
    response = ann.get("/accounts/", query)
    assert response.status_code == 200
    assert len(rows_in(response)) == 50
    assert 'class="notice warn"' in response.content.decode()
    (_name, value) = next(iter(query.items()))
    assert value not in asked(sandbox).headers.values()
    assert f"={value}" not in asked(sandbox).query


def test_a_page_past_the_end_offers_the_way_back(ann):
    page = ann.get("/accounts/", {"page": "99"}).content.decode()
    assert "past the end" in page


def test_nothing_found_offers_to_take_each_filter_away(ann):
    page = ann.get("/accounts/", {"user_name": "no such person", "enabled": "True"}).content.decode()
    assert "Nothing matches" in page
    assert "Without Name" in page
    assert "Without Access" in page


def test_a_form_sent_with_empty_fields_ends_at_a_clean_address(ann):
    response = ann.get("/accounts/?user_name=&q=x&accounts=")
    assert response.status_code == 302
    assert response["Location"] == "/accounts/?q=x"
    response = ann.get("/accounts/?user_name=&q=x", headers=HTMX)
    assert response["HX-Push-Url"] == "/accounts/?q=x"


def test_htmx_gets_the_part_and_everybody_else_the_page(ann):
    part = ann.get("/accounts/", headers=HTMX).content.decode()
    assert part.strip().startswith('<div id="results"')
    assert "<html" not in part
    assert "HX-Request" in ann.get("/accounts/")["Vary"]


def test_a_page_is_compressed_and_its_length_gives_nothing_away(ann):
    """Neither the token nor the length is the same twice, so that many answers say nothing about either (BREACH)."""
    takes = {"Accept-Encoding": "gzip"}
    part = ann.get("/accounts/", headers=HTMX | takes)
    assert part["Content-Encoding"] == "gzip"
    assert b'id="results"' in gzip.decompress(part.content)
    answers = [ann.get("/accounts/?q=x", headers=takes) for _time in range(8)]
    assert {answer["Content-Encoding"] for answer in answers} == {"gzip"}
    assert len({len(answer.content) for answer in answers}) > 1
    tokens = [re.findall(rb"X-CSRFToken&quot;: &quot;(\w{64})", gzip.decompress(one.content)) for one in answers]
    assert all(tokens)
    assert len({found[0] for found in tokens}) == len(answers)
    assert "Content-Encoding" not in ann.get("/accounts/")


def test_a_history_restore_is_a_whole_page(ann):
    page = ann.get("/accounts/", headers=HTMX | {"HX-History-Restore-Request": "true"}).content.decode()
    assert "<html" in page


def test_a_boosted_request_is_a_whole_page(ann):
    assert "<html" in ann.get("/accounts/", headers=HTMX | {"HX-Boosted": "true"}).content.decode()


def test_each_row_leads_to_its_page_and_back_to_the_list_as_it_was(ann):
    page = ann.get("/accounts/", {"accounts": "LOCKED", "sort": "user_name"}).content.decode()
    back = "return_to=%2Faccounts%2F%3Faccounts%3DLOCKED%26sort%3Duser_name"
    assert re.search(rf'href="/accounts/\d+/\?{re.escape(back)}"', page)
    detail = ann.get(re.search(r'href="(/accounts/\d+/\?return_to=[^"]+)"', page).group(1)).content.decode()
    assert 'href="/accounts/?accounts=LOCKED&amp;sort=user_name"' in detail
    assert back in re.search(r'href="(/accounts/\d+/edit/[^"]*)"', detail).group(1)


def test_columns_are_chosen_in_the_address(ann):
    page = ann.get("/accounts/", {"columns": ["country", "standing"]}).content.decode()
    heads = re.findall(r'<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)', page)
    assert heads == ["Account", "Status", "Country"]


def test_no_total_from_signinghub_is_said_as_more_follow(ann, answer_with):
    answer_with("listAccounts", [{"id": number, "user_name": f"Nr {number}"} for number in range(50)])
    page = ann.get("/accounts/").content.decode()
    assert "more follow" in page
    assert 'rel="next"' in page


def test_rows_with_none_of_the_expected_keys_show_their_own(ann, answer_with):
    answer_with("listRoles", [{"Bezeichnung": "<i>Leitung</i>", "clientSecret": "s3cret", "anzahl": 3}])
    page = ann.get("/roles/").content.decode()
    assert "none of the expected columns" in page
    assert "Bezeichnung" in page
    assert "&lt;i&gt;Leitung" in page
    assert "s3cret" not in page


@pytest.mark.parametrize(
    "rows", [[{"id": 1}], [{"id": "../../x", "name": 5}], [{"name": None}], [7], [{}], [[]]], ids=str
)
def test_rows_of_unlucky_shapes_are_shown(ann, answer_with, rows):
    answer_with("listRoles", rows)
    assert ann.get("/roles/").status_code == 200


def test_hostile_names_are_inert(ann):
    page = ann.get("/accounts/", {"user_email": "@hostile.example", "size": "100"}).content.decode()
    assert "&lt;script&gt;alert(document.domain)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<b>Bold</b>" not in page
    assert "hx-get=&quot;/signout/&quot;" in page


def test_a_hostile_search_is_inert(ann):
    page = ann.get("/accounts/", {"q": '"><script>alert(1)</script>', "sort": "<b>"}).content.decode()
    assert "<script>alert" not in page
    assert "<b>”" not in page


def test_roles_come_whole_and_are_searched_sorted_and_cut_here(ann, sandbox):
    page = ann.get("/roles/").content.decode()
    assert "Administrator" in page
    found = ann.get("/roles/", {"q": "support", "sort": "-name", "size": "25"})
    assert len(rows_in(found)) >= 1
    assert len(rows_in(found)) < len(rows_in(ann.get("/roles/")))


def test_the_part_is_also_a_part_of_a_page_written_by_hand():
    request = RequestFactory().get("/x/", headers=HTMX)
    request.htmx = HtmxDetails(request)
    response = page_or_part(request, "screens/form.html", "kept", {"draft": None})
    assert 'id="kept"' in response.content.decode()


def test_a_filter_of_dates_between_reaches_signinghub_as_written(ann, sandbox):
    ann.get("/accounts/", {"from": "2024-02-29", "to": "2024-03-01"})
    headers = {key.lower(): text for key, text in asked(sandbox).headers.items()}
    assert (headers["x-from"], headers["x-to"]) == ("2024-02-29", "2024-03-01")
