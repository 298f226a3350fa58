"""Pages made of parts: each loads, is refused or fails by itself."""

import re
from pathlib import Path

import pytest

from console.audit.models import Entry, Kind
from sandbox.faults import Fault
from sandbox.faults import Kind as FaultKind

pytestmark = pytest.mark.urls("tests.console.screens.planted_parts")

ALONE = {"HX-Request": "true", "HX-Current-URL": "http://testserver/planted/7/"}


@pytest.fixture(autouse=True)
def planted_templates(settings):
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], Path(__file__).parent / "templates"]}]


@pytest.fixture
def ann(person):
    client = person()
    client.raise_request_exception = False
    return client


def part_in(response, name):
    """The opening tag and all that stands in one part of a page."""
    section = rf'<section class="part" id="part-planted-{name}".*?</section>'
    return re.search(section, response.content.decode(), re.S)[0]


def asks_in(response):
    """The addresses that the parts of a page ask for when it has loaded."""
    return re.findall(r'hx-get="([^"]+)" hx-trigger="load"', response.content.decode())


def test_the_page_is_there_before_any_part_was_asked_for(ann, sandbox):
    response = ann.get("/planted/7/")
    assert response.status_code == 200
    assert asks_in(response) == ["/planted/7/licence/", "/planted/7/roles/", "/planted/7/crash/"]
    assert not {"getLicenseConstraints", "listRoles"} & {request.operation for request in sandbox.requests}


def test_a_part_that_waits_says_so_and_has_a_way_without_a_script(ann):
    waiting = part_in(ann.get("/planted/7/"), "licence")
    assert 'aria-busy="true"' in waiting
    assert "Loading: Licence" in waiting
    assert '<noscript><p><a href="/planted/7/licence/">Show Licence</a></p></noscript>' in waiting


def test_a_part_comes_alone_with_its_facts_in_its_own_place(ann):
    response = ann.get("/planted/7/licence/", headers=ALONE)
    text = response.content.decode()
    assert response.status_code == 200
    assert text.strip().startswith('<section class="part" id="part-planted-licence"')
    assert "&lt;licence 7&gt;" in text
    assert "aria-busy" not in text
    assert "hx-trigger" not in text


def test_a_part_opened_by_its_address_is_a_page_that_leads_back(ann):
    text = ann.get("/planted/7/licence/").content.decode()
    assert "<html" in text
    assert "<h1>Licence</h1>" in text
    assert "&lt;licence 7&gt;" in text
    assert '<a href="/planted/7/">The whole page</a>' in text


def test_a_part_that_the_person_may_not_see_is_refused_without_being_asked_for(person, sandbox):
    bob = person({"roles": ["read"]}, email="bob@example.org")
    response = bob.get("/planted/7/")
    assert asks_in(response) == ["/planted/7/roles/", "/planted/7/crash/"]
    refused = part_in(response, "licence")
    assert "Your role in the console, Role of bob@example.org, does not include this right: Licence, read." in refused
    assert "custodian of the vault" in part_in(response, "vault")
    assert "getLicenseConstraints" not in {request.operation for request in sandbox.requests}


def test_a_part_is_closed_at_its_own_address_too_and_says_so_in_its_place(person):
    bob = person({"roles": ["read"]}, email="bob@example.org")
    response = bob.get("/planted/7/licence/", headers=ALONE)
    assert response.status_code == 403
    assert response["HX-Retarget"] == "#part-planted-licence"
    assert "does not include this right: Licence, read." in part_in(response, "licence")
    assert "Try again" not in response.content.decode()
    assert Entry.objects.filter(kind=Kind.REFUSAL, title="license: read").exists()


def test_a_part_that_signinghub_forbids_is_refused_in_its_place(person):
    support = person(operator="support")
    response = support.get("/planted/7/licence/", headers=ALONE)
    assert response.status_code == 403
    assert "The role at SigningHub does not include this right: Licence, read." in part_in(response, "licence")


def test_a_part_that_fails_leaves_the_page_and_the_other_parts_whole(ann, sandbox):
    sandbox.faults.add(Fault("getLicenseConstraints", FaultKind.FAIL))
    assert ann.get("/planted/7/").status_code == 200
    failed = ann.get("/planted/7/licence/", headers=ALONE)
    assert failed.status_code == 502
    assert failed["HX-Retarget"] == "#part-planted-licence"
    assert failed["HX-Reswap"] == "outerHTML"
    assert failed["HX-Push-Url"] == "false"
    text = part_in(failed, "licence")
    assert "This part did not load." in text
    assert "The rest of the page does not depend on it." in text
    assert failed["X-Request-ID"] in text
    assert "roles read" in ann.get("/planted/7/roles/", headers=ALONE).content.decode()


def test_a_part_that_failed_is_tried_again_alone(ann, sandbox):
    sandbox.faults.add(Fault("getLicenseConstraints", FaultKind.FAIL, times=3))
    # A read that fails is repeated at once; the person sees what fails three times.
    failed = part_in(ann.get("/planted/7/licence/?page=2", headers=ALONE), "licence")
    again = re.search(r'<a [^>]*hx-get="([^"]+)"[^>]*>', failed)
    assert again[1] == "/planted/7/licence/?page=2"
    assert 'hx-target="#part-planted-licence"' in again[0]
    assert 'href="/planted/7/licence/?page=2"' in again[0]
    sandbox.requests.clear()
    response = ann.get(again[1], headers=ALONE)
    assert "&lt;licence 7&gt;" in part_in(response, "licence")
    assert "listRoles" not in {request.operation for request in sandbox.requests}


def test_a_part_that_hangs_is_given_up_after_its_patience(ann, sandbox, monkeypatch):
    monkeypatch.setattr("console.screens.parts.PATIENCE", 1)
    sandbox.faults.add(Fault("getLicenseConstraints", FaultKind.HANG))
    response = ann.get("/planted/7/licence/", headers=ALONE)
    assert response.status_code == 504
    assert "SigningHub took longer than 1 second." in part_in(response, "licence")


def test_a_busy_signinghub_says_in_the_part_how_long_to_wait(ann, sandbox):
    sandbox.faults.add(Fault("getLicenseConstraints", FaultKind.RATE_LIMIT, seconds=18))
    response = ann.get("/planted/7/licence/", headers=ALONE)
    assert response.status_code == 429
    assert response["Retry-After"] == "18"
    assert "Try again in 18 seconds." in part_in(response, "licence")


def test_an_error_of_the_consoles_own_stays_in_its_part(ann):
    response = ann.get("/planted/7/crash/", headers=ALONE)
    assert response.status_code == 500
    assert response["HX-Retarget"] == "#part-planted-crash"
    assert "An error in the console itself" in part_in(response, "crash")
    assert "canary" not in response.content.decode()


def test_a_part_opened_by_its_address_fails_as_a_page_that_leads_back(ann, sandbox):
    sandbox.faults.add(Fault("getLicenseConstraints", FaultKind.FAIL))
    text = ann.get("/planted/7/licence/").content.decode()
    assert "<html" in text
    assert 'href="/planted/7/licence/">Try again' in text
    assert 'href="/planted/7/">Go to the whole page' in text


def test_a_part_whose_operation_signinghub_lacks_says_so_everywhere(ann):
    environment = ann.user.credential.environment
    environment.overlay = {"unmapped": ["getLicenseConstraints"]}
    environment.save()
    assert "This SigningHub does not offer it" in part_in(ann.get("/planted/7/"), "licence")
    alone = ann.get("/planted/7/licence/", headers=ALONE)
    assert alone.status_code == 404
    assert "This SigningHub does not offer it" in part_in(alone, "licence")


def test_somebody_without_a_credential_is_told_so_in_every_part_that_needs_one(person):
    bob = person({"license": ["read"]}, email="bob@example.org")
    bob.user.credential = None
    bob.user.save()
    assert "No SigningHub credential has been given to you" in part_in(bob.get("/planted/7/"), "licence")


def test_a_session_that_is_over_moves_the_whole_page_and_not_the_part(client, db):
    response = client.get("/planted/7/licence/", headers=ALONE)
    assert response.status_code == 401
    assert response["HX-Redirect"] == "/signin/?next=%2Fplanted%2F7%2F"


def test_a_part_takes_no_changes(ann):
    assert ann.post("/planted/7/licence/", headers=ALONE).status_code == 405
