"""The console driven against servers that call everything otherwise, after their file was imported."""

from __future__ import annotations

import html
import io
import re

import pytest
from django.core.management import call_command

from apps.access.models import ConsoleRole
from console.api.spec import build_import, read_vendor_file
from sandbox.server import Sandbox
from tests.console.screens.people import ann, credential_of, own_cache, person
from tests.console.screens.people import signinghub as plain_signinghub
from tests.vendor_files import make

__all__ = ["ann", "credential_of", "own_cache", "person", "plain_signinghub"]

DIALECTS = [
    {"seed": 11, "rate": 0.3, "version": "3.0.3"},
    {"seed": 12, "rate": 0.7, "version": "3.1.0", "server": "shub"},
    {"seed": 13, "rate": 1, "version": "3.0.3", "server": "admin"},
    {"seed": 14, "rate": 1, "version": "3.1.0"},
]
NEEDED = (
    *("authenticate", "exchangeToken", "getSessionOperator", "listCountries", "listLanguages", "listTimeZones"),
    *("listAccounts", "getAccount", "updateAccount", "unlockUserAccount", "listRoles", "getRole"),
)
LOCKED = 1002


@pytest.fixture(scope="module", params=DIALECTS, ids=lambda dialect: f"seed {dialect['seed']}")
def made(request):
    """A made-up vendor that has at least what accounts and roles need."""
    return make(**request.param, keep=NEEDED)


@pytest.fixture(scope="module")
def vendor_files(made, tmp_path_factory):
    return made.write(tmp_path_factory.mktemp("vendor"))


@pytest.fixture(scope="module")
def speaking_sandbox(vendor_files, tmp_path_factory):
    file, key = vendor_files
    with Sandbox(tmp_path_factory.mktemp("dialect"), accounts=200, contract=file, key=key) as running:
        yield running


@pytest.fixture
def sandbox(speaking_sandbox):
    speaking_sandbox.reset()
    return speaking_sandbox


@pytest.fixture
def signinghub(made, vendor_files, tmp_path, plain_signinghub):
    """The environment after the import, with what the file leaves open answered by hand."""
    left = build_import(read_vendor_file(made.content), {}, plain_signinghub.api_url)
    open_ids = dict.fromkeys(one.operation.id for one in (*left.unmapped, *left.hidden))
    (tmp_path / "map.ini").write_text(made.map_file(*open_ids), "utf-8")
    command = ("import_spec", str(vendor_files[0]), "--environment", plain_signinghub.name)
    call_command(*command, "--map", str(tmp_path / "map.ini"), stdout=io.StringIO(), stderr=io.StringIO())
    plain_signinghub.refresh_from_db()
    return plain_signinghub


def last(sandbox, operation):
    return next(one for one in reversed(sandbox.requests) if one.operation == operation)


def text_of(response):
    assert response.status_code == 200, response.content.decode()[:2000]
    return html.unescape(response.content.decode())


def nonce_in(response):
    return re.search(r'name="nonce" value="([^"]+)"', response.content.decode()).group(1)


def test_nothing_of_ours_goes_over_the_wire(made, sandbox, ann):
    ann.get("/accounts/", {"country": "Germany", "q": "a", "sort": "user_name"})
    request = last(sandbox, "listAccounts")
    place, parameters = made.place_of("listAccounts")
    assert place.split(" ", 1)[0] == request.method
    location, name = parameters["x-country"].split(" ", 1)
    if location == "header":
        assert request.headers[name.lower()] == "Germany"
    else:
        assert f"{name}=Germany" in request.query
    assert request.status == 200


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"user_name": "Олександра"}, "Олександра Ковальчук"),
        ({"accounts": "LOCKED"}, "Олександра Ковальчук"),
        ({"q": "ковальчук"}, "Олександра Ковальчук"),
        ({"enabled": "True", "from": "2020-01-31", "billing_mode": "ONLINE"}, ""),
    ],
)
def test_the_list_of_accounts_is_found_filtered_and_searched(sandbox, ann, asked, found):
    page = text_of(ann.get("/accounts/", asked))
    assert found in page
    assert 'class="chip on"' in page or "q" in asked or "accounts" in asked
    total = re.search(r"</bdi></b> of ([\d,]+)", page)
    assert total is None or int(total[1]) < 200


def test_pages_and_order_are_asked_for(sandbox, ann):
    first = text_of(ann.get("/accounts/", {"size": "25", "sort": "user_name"}))
    second = text_of(ann.get("/accounts/", {"size": "25", "sort": "user_name", "page": "2"}))
    names = [re.findall(r'<th scope="row".*?</th>', page, re.S) for page in (first, second)]
    assert len(names[0]) == len(names[1]) == 25
    assert not set(names[0]) & set(names[1])


def test_an_account_is_opened_edited_and_unlocked(sandbox, ann):
    assert "Олександра Ковальчук" in text_of(ann.get(f"/accounts/{LOCKED}/"))
    page = ann.get(f"/accounts/{LOCKED}/edit/")
    form = {"nonce": nonce_in(page)}
    for tag in re.findall(r"<input[^>]*>", text_of(page)):
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if found.get("type") not in ("checkbox", "radio", "hidden") and "name" in found:
            form[found["name"]] = found.get("value", "")
    for tag in re.findall(r'<input[^>]*type="checkbox"[^>]*checked[^>]*>', text_of(page)):
        form[re.search(r'name="([^"]+)"', tag)[1]] = "on"
    for name, inner in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page.content.decode(), re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        form[name] = html.unescape(chosen[1]) if chosen else ""
    form["user_name"] = "Олександра Нова"
    text_of(ann.post(f"/accounts/{LOCKED}/edit/", form | {"step": "review"}))
    assert ann.post(f"/accounts/{LOCKED}/edit/", {"nonce": form["nonce"], "step": "save"}).status_code == 302
    assert sandbox.world.accounts.get(LOCKED)["user_name"] == "Олександра Нова"
    nonce = nonce_in(ann.get(f"/accounts/{LOCKED}/unlock/"))
    assert ann.post(f"/accounts/{LOCKED}/unlock/", {"nonce": nonce, "step": "do"}).status_code == 302
    assert not sandbox.world.accounts.get(LOCKED)["locked"]


def test_roles_are_listed_and_opened(sandbox, ann):
    role = next(iter(sandbox.world.roles.values()))
    page = text_of(ann.get("/roles/"))
    assert html.unescape(role["name"]) in page
    assert role["name"] in text_of(ann.get(f"/roles/{role['id']}/"))


def test_the_rights_at_signinghub_are_read(sandbox, person):
    reader = person(operator="auditor", email="reader@example.org")
    text_of(reader.get("/accounts/"))
    assert reader.get(f"/accounts/{LOCKED}/edit/").status_code == 403
    assert ConsoleRole.objects.filter(name="Role of reader@example.org").exists()


def test_a_screen_without_its_operation_is_a_sentence(signinghub, sandbox, ann):
    overlay = signinghub.overlay
    del overlay["operations"]["unlockUserAccount"], overlay["operations"]["listRoles"]
    overlay["source"]["digest"] = f"without {overlay['source']['digest']}"
    signinghub.save()
    for address in (f"/accounts/{LOCKED}/unlock/", "/roles/"):
        response = ann.get(address)
        assert response.status_code == 404
        assert "does not offer it" in response.content.decode()
    assert f"/accounts/{LOCKED}/unlock/" not in text_of(ann.get(f"/accounts/{LOCKED}/"))


def test_a_filter_a_search_and_an_order_that_a_server_has_not_are_not_offered(signinghub, sandbox, ann):
    whole = text_of(ann.get("/accounts/"))
    for offered in ('name="country"', 'id="q"', 'class="sort"', "?accounts=LOCKED"):
        assert offered in whole
    overlay = signinghub.overlay
    for name in ("x-country", "x-search-text", "asc", "x-accounts"):
        overlay["operations"]["listAccounts"]["parameters"][name] = None
    overlay["source"]["digest"] = f"less {overlay['source']['digest']}"
    signinghub.save()
    less = text_of(ann.get("/accounts/"))
    for offered in ('name="country"', 'id="q"', 'class="sort"', "?accounts=LOCKED"):
        assert offered not in less
    assert 'name="user_name"' in less
    asked = text_of(ann.get("/accounts/", {"country": "Germany", "q": "a", "sort": "user_name"}))
    for remark in ("no filter “Country”", "cannot be searched", "cannot be sorted by “user_name”"):
        assert remark in asked
