"""The lock: who gets to which view, by the view's mark."""

import logging

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from apps.access.models import User
from console.audit.models import Entry, Kind
from console.checks import every_view_has_a_mark, the_lock_is_complete
from console.permissions import mark_of
from tests.console import planted_urls

pytestmark = pytest.mark.urls("tests.console.planted_urls")

MARKED = ["/signed-in/", "/custodian/", "/read/1/", "/write/", "/nested/", "/partial/", "/class/", "/unguarded/"]
METHODS = ["get", "head", "options", "post", "put", "patch", "delete"]


def test_an_open_view_is_shown_to_a_stranger(db):
    assert Client().get("/open/").content == b"shown"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("address", MARKED)
def test_a_stranger_is_sent_to_sign_in_from_every_other_mark(db, address, method):
    response = getattr(Client(), method)(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/signin/?next=")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("address", ["/unmarked/", "/unmarked/partial/", "/unmarked/class/", "/below/deep/unmarked/"])
def test_a_view_without_a_mark_is_shown_to_nobody(delegate, signed_in_client, address, method, caplog):
    client = signed_in_client(delegate(is_custodian=True))
    with caplog.at_level(logging.ERROR):
        response = getattr(client, method)(address)
    assert response.status_code == 500
    assert b"shown" not in response.content
    assert "planted_urls" in caplog.text


def test_the_start_up_check_names_every_planted_view_without_a_mark():
    """Statement 20."""
    messages = [error.msg for error in every_view_has_a_mark(get_resolver("tests.console.planted_urls"))]
    assert len(messages) == 4
    for address in ("/unmarked/", "/unmarked/partial/", "/unmarked/class/", "/below/deep/unmarked/"):
        assert any(f"at {address} carries no permission mark" in text for text in messages)
    assert any("UnmarkedClassView" in text for text in messages)


def test_the_start_up_check_finds_nothing_in_the_console_itself():
    assert every_view_has_a_mark(get_resolver("console.urls")) == []


@pytest.mark.parametrize("missing", [{"OWED": ""}, {"OWED": "console.nothing.here"}, {"OWED_PAGES": {}}])
def test_the_start_up_check_finds_a_lock_that_cannot_ask_what_is_owed(settings, missing):
    for name, value in missing.items():
        setattr(settings, name, value)
    assert the_lock_is_complete()


def test_a_signed_in_person_without_any_right_sees_what_needs_none(delegate, signed_in_client):
    assert signed_in_client(delegate()).get("/signed-in/").content == b"shown"


@pytest.mark.parametrize("address", ["/custodian/", "/people/", "/auditor/", "/read/1/", "/write/", "/class/"])
def test_a_signed_in_person_without_any_right_is_refused_and_it_is_on_record(delegate, signed_in_client, address):
    user = delegate({})
    response = signed_in_client(user).get(address)
    assert response.status_code == 403
    assert b"shown" not in response.content
    entry = Entry.objects.get(kind=Kind.REFUSAL)
    assert (entry.person_id, entry.email, entry.request_id) == (user.pk, user.email, response["X-Request-ID"])


@pytest.mark.parametrize(
    ("address", "field"),
    [("/custodian/", "is_custodian"), ("/people/", "is_people_admin"), ("/auditor/", "is_auditor")],
)
def test_a_console_right_opens_its_own_views_and_no_others(delegate, signed_in_client, address, field):
    client = signed_in_client(delegate(**{field: True}))
    others = {"/custodian/", "/people/", "/auditor/"} - {address}
    assert client.get(address).content == b"shown"
    assert [client.get(other).status_code for other in others] == [403, 403]


def test_a_role_opens_its_own_area_and_right_and_no_other(delegate, signed_in_client):
    client = signed_in_client(delegate({"accounts": ["read"]}))
    assert client.get("/read/1/").content == b"shown"
    assert client.get("/class/").content == b"shown"
    for address in ("/write/", "/nested/", "/partial/"):
        assert client.get(address).status_code == 403


def test_a_refusal_names_the_right_and_the_side(delegate, signed_in_client):
    text = signed_in_client(delegate({"accounts": ["read"]})).get("/write/").content.decode()
    assert "Your role in the console, Role of dana@example.org, does not include this right" in text
    assert "Accounts, add and edit" in text


def test_what_signinghub_does_not_guard_stays_closed_while_its_role_is_unknown(personal, signed_in_client):
    """Statement 24."""
    client = signed_in_client(personal)
    assert client.get("/read/1/").content == b"shown"
    assert client.get("/unguarded/").status_code == 403


def test_a_person_without_a_credential_is_refused_with_the_reason(delegate, signed_in_client):
    response = signed_in_client(delegate({"accounts": ["read"]}, credential=None)).get("/read/1/")
    assert response.status_code == 403
    assert "No SigningHub credential has been given to you" in response.content.decode()


def test_the_very_next_request_of_a_person_who_was_disabled_is_refused(delegate, signed_in_client):
    """Statement 4."""
    user = delegate({"accounts": ["read"]})
    client = signed_in_client(user)
    assert client.get("/read/1/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/read/1/").status_code == 302
    User.objects.filter(pk=user.pk).update(is_active=True)
    assert client.get("/read/1/").status_code == 302


def test_the_very_next_request_after_a_role_was_narrowed_obeys(delegate, signed_in_client):
    """Statement 4."""
    user = delegate({"accounts": ["read"]})
    client = signed_in_client(user)
    assert client.get("/read/1/").status_code == 200
    user.role.rights = {}
    user.role.save()
    assert client.get("/read/1/").status_code == 403


def test_somebody_who_owes_a_factor_sees_only_what_settles_it(delegate, signed_in_client, settings):
    client = signed_in_client(delegate({"accounts": ["read"]}, is_custodian=True))
    settings.REQUIRE_SECOND_FACTOR = True
    for address in ("/signed-in/", "/custodian/", "/read/1/"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (302, reverse("factor"))
    assert client.get("/finishing/").content == b"shown"
    assert client.get("/open/").content == b"shown"


def test_the_views_of_an_unfinished_sign_in_are_closed_to_everybody_else(delegate, signed_in_client):
    assert Client().get("/finishing/")["Location"] == "/signin/"
    assert signed_in_client(delegate()).get("/finishing/")["Location"] == "/"


def test_a_fragment_moves_the_whole_page_to_sign_in_and_back_to_the_page_it_was_on(db):
    response = Client().get(
        "/read/1/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/accounts/?page=2"}
    )
    assert response.status_code == 401
    assert response["HX-Redirect"] == "/signin/?next=%2Faccounts%2F%3Fpage%3D2"
    assert response.content == b""


@pytest.mark.parametrize("page", ["https://evil.test/accounts/", "//evil.test/", "javascript:alert(1)", ""])
def test_a_fragment_of_another_site_comes_back_to_the_start_page(db, page):
    response = Client().get("/read/1/", headers={"HX-Request": "true", "HX-Current-URL": page})
    assert response["HX-Redirect"] == "/signin/?next=%2F"


def test_the_caller_is_the_person_where_they_are_and_under_the_reference_of_the_answer(delegate, signed_in_client):
    response = signed_in_client(delegate()).get("/here/")
    assert response.content == b"dana@example.org 127.0.0.1 here True"


def test_a_partial_and_a_class_view_carry_the_mark_of_what_they_wrap():
    marks = [mark_of(pattern.callback) for pattern in planted_urls.urlpatterns[8:11]]
    assert [str(mark) for mark in marks] == ["accounts: write", "accounts: write", "accounts: read"]
