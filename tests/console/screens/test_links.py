"""Links: the way back stays on this site, and a list's address changes one thing at a time."""

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from console.screens.links import return_to, safe_path, with_changes

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/a\nb",
    "/\tx",
    "accounts/",
    "",
    "/" + "a" * 3000,
    "http:accounts",
    "/\u2028x",
]


@pytest.mark.parametrize("path", ELSEWHERE, ids=repr)
def test_only_a_path_of_this_site_leads_back(path):
    assert safe_path(path) == ""
    request = RequestFactory().get("/x/", {"return_to": path})
    assert return_to(request, "/accounts/") == "/accounts/"


def test_a_list_with_all_its_filters_leads_back_whole():
    path = "/accounts/?q=a%26b&accounts=LOCKED&page=3"
    assert return_to(RequestFactory().get("/x/", {"return_to": path}), "/") == path
    assert return_to(RequestFactory().post("/x/", {"return_to": path}), "/") == path


def test_a_change_keeps_the_rest_and_drops_what_is_blank():
    params = QueryDict("q=x&user_name=&page=3&sort=country")
    assert with_changes(params, page=None, sort="-country") == "?q=x&sort=-country"
