"""What people see when something fails: what happened, what is kept, what to do next, a reference."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client

from apps.access.models import Session
from console.audit.models import Entry, Kind
from tests.console.planted_urls import FAILURES

pytestmark = pytest.mark.urls("tests.console.planted_urls")

EXPECTED = {
    "forbidden": (403, ["SigningHub refused", "Accounts, add and edit", "Request authorization denied"]),
    "missing": (404, ["There is no such record", "Account not found"]),
    "conflict": (409, ["not in a state that allows this", "The account is archived."]),
    "invalid": (422, ["That is not valid."]),
    "busy": (429, ["Try again in 18 seconds."]),
    "busy-for-long": (503, ["Try again in 15 minutes."]),
    "unreachable": (502, ["refuses connections", "Try again in a moment."]),
    "signed-out": (502, ["does not accept the console", "custodian"]),
    "no-token": (502, ["The client is not accepted.", "custodian"]),
    "audit": (503, ["Nothing was changed", "written down before it is made"]),
    "denied": (403, ["You may not do this"]),
    "crash": (500, ["An error in the console itself"]),
}
PART = {"HX-Request": "true", "HX-Current-URL": "http://testserver/accounts/"}


@pytest.fixture
def dana(delegate, signed_in_client):
    client = signed_in_client(delegate({"accounts": ["read", "write"]}))
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("name", EXPECTED)
def test_a_page_says_what_happened_with_its_status_and_a_reference(dana, name):
    status, sentences = EXPECTED[name]
    response = dana.get(f"/fails/{name}/")
    text = response.content.decode()
    assert response.status_code == status
    for sentence in sentences:
        assert sentence in text
    assert response["X-Request-ID"] in text
    assert "canary" not in text
    assert "Traceback" not in text


@pytest.mark.parametrize("name", EXPECTED)
def test_a_fragment_gets_a_notice_beside_the_form_and_the_address_stays(dana, name):
    status, _sentences = EXPECTED[name]
    response = dana.post(f"/fails/{name}/", headers=PART)
    text = response.content.decode()
    assert response.status_code == status
    assert response["HX-Retarget"] == "#notices"
    assert response["HX-Push-Url"] == "false"
    assert "<html" not in text
    assert 'class="notice bad"' in text
    assert response["X-Request-ID"] in text
    assert "canary" not in text


@pytest.mark.parametrize("name", ["missing", "conflict", "busy", "unreachable", "audit"])
def test_beside_a_form_it_says_that_what_was_typed_is_kept(dana, name):
    assert "What you typed is kept." in dana.post(f"/fails/{name}/", headers=PART).content.decode()
    assert "What you typed is kept." not in dana.get(f"/fails/{name}/").content.decode()


def test_a_change_without_an_answer_may_have_been_made_and_says_so(dana):
    text = dana.post("/fails/lost/").content.decode()
    assert "It is not known whether this was done" in text
    assert "Look at the record before trying again." in text
    assert "It is not known" not in dana.get("/fails/lost/").content.decode()
    assert "It is not known" not in dana.post("/fails/unreachable/").content.decode()
    # What was only read for the change, and not answered, is no change.
    assert "It is not known" not in dana.post("/fails/unread/").content.decode()


def test_a_wait_is_told_to_the_browser_too(dana):
    assert dana.get("/fails/busy/")["Retry-After"] == "18"
    assert not dana.get("/fails/conflict/").has_header("Retry-After")


def test_a_history_restore_gets_a_page(dana):
    response = dana.get("/fails/missing/", headers=PART | {"HX-History-Restore-Request": "true"})
    assert "<html" in response.content.decode()
    assert not response.has_header("HX-Retarget")


def test_a_refusal_by_signinghub_is_on_record_with_the_operation(dana):
    response = dana.get("/fails/forbidden/")
    entry = Entry.objects.get(kind=Kind.REFUSAL)
    assert (entry.title, entry.values) == ("accounts: write", {"operation": "updateAccount"})
    assert entry.detail == "GET signinghub"
    assert entry.request_id == response["X-Request-ID"]


def test_a_person_whose_signinghub_session_ended_signs_in_again_and_comes_back(personal, signed_in_client):
    client = signed_in_client(personal)
    response = client.get("/fails/signed-out/?page=3")
    assert (response.status_code, response["Location"]) == (302, "/signin/?next=%2Ffails%2Fsigned-out%2F%3Fpage%3D3")
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "SigningHub has ended your session. Sign in again to go on."
    ]
    assert client.get("/signed-in/").status_code == 302


def test_a_fragment_of_such_a_person_moves_the_whole_page(personal, signed_in_client):
    response = signed_in_client(personal).post("/fails/signed-out/", headers=PART)
    assert (response.status_code, response["HX-Redirect"]) == (401, "/signin/?next=%2Faccounts%2F")


def test_a_delegate_stays_signed_in_when_the_shared_credential_is_refused(dana):
    dana.get("/fails/signed-out/")
    assert dana.get("/signed-in/").status_code == 200


def test_no_such_page_is_said_in_the_same_form_inside_and_outside(db, dana):
    inside, outside = dana.get("/nowhere/"), Client().get("/nowhere/")
    for response in (inside, outside):
        assert response.status_code == 404
        assert "There is no such page" in response.content.decode()
    assert 'class="door"' in outside.content.decode()
    assert 'class="door"' not in inside.content.decode()


def test_somebody_who_owes_a_factor_sees_failures_at_the_door(dana, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    assert 'class="door"' in dana.get("/nowhere/").content.decode()


def test_an_unknown_host_is_refused_before_anything_else(db):
    response = Client().get("/open/", headers={"Host": "evil.test"})
    assert response.status_code == 400
    assert "evil.test" not in response.content.decode()


def test_a_body_beyond_the_limit_is_refused_in_words(delegate, signed_in_client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = signed_in_client(delegate()).post(
        "/profile/", "name=" + "x" * 200, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 413
    assert "more than the console takes at once" in response.content.decode()


def test_a_form_without_its_token_is_refused_with_what_to_do(delegate, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    client = Client(enforce_csrf_checks=True)
    client.force_login(delegate())
    response = client.post("/signout/")
    assert response.status_code == 403
    assert "This form is older than your sign-in" in response.content.decode()
    assert "Open the page again and send the form from there." in response.content.decode()


def test_every_planted_failure_is_looked_at():
    assert set(FAILURES) == {*EXPECTED, "lost", "unread"}


@pytest.mark.django_db(transaction=True)
def test_a_page_says_so_even_where_the_store_is_gone(dana):
    table = Session._meta.db_table
    with connection.schema_editor() as editor:
        editor.execute(f"ALTER TABLE {table} RENAME TO away")
    try:
        response = dana.get("/signed-in/")
    finally:
        with connection.schema_editor() as editor:
            editor.execute(f"ALTER TABLE away RENAME TO {table}")
    assert response.status_code == 500
    assert "An error in the console itself" in response.content.decode()
    assert response["X-Request-ID"] in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_refusal_stands_where_it_cannot_be_put_on_record(dana):
    table = Entry._meta.db_table
    with connection.schema_editor() as editor:
        editor.execute(f"ALTER TABLE {table} RENAME TO away")
    try:
        response = dana.get("/custodian/")
    finally:
        with connection.schema_editor() as editor:
            editor.execute(f"ALTER TABLE away RENAME TO {table}")
    assert response.status_code == 403
