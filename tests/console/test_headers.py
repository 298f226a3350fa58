"""The headers of every answer, and the refusal of what another site makes a browser send."""

import pytest
from django.test import Client

pytestmark = pytest.mark.urls("tests.console.planted_urls")

EVERYWHERE = ["/open/", "/nowhere/", "/signed-in/", "/unmarked/", "/healthz", "/signin/"]


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_answer_carries_the_headers_errors_included(db, address):
    response = Client().get(address)
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Cache-Control"] == "no-store"
    assert {"HX-Request", "Cookie"} <= set(response["Vary"].split(", "))
    assert len(response["X-Request-ID"]) == 36


def test_the_reference_is_ours_whatever_the_browser_sends(db):
    response = Client().get("/open/", headers={"X-Request-ID": "chosen-by-a-stranger"})
    assert "chosen" not in response["X-Request-ID"]


def test_each_answer_has_a_reference_of_its_own(db):
    client = Client()
    assert client.get("/open/")["X-Request-ID"] != client.get("/open/")["X-Request-ID"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Origin": "http://testserver:81"},
        {"Origin": "http://testserver.evil.test"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_what_another_site_sends_is_refused(db, method, headers):
    response = getattr(Client(), method)("/open/", headers=headers)
    assert response.status_code == 403
    assert "This request came from another site" in response.content.decode()


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "http://testserver"}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}],
)
def test_what_our_own_pages_send_is_taken(db, headers):
    assert Client().post("/open/", headers=headers).content == b"shown"


def test_following_a_link_from_another_site_is_nothing_bad(db):
    assert Client().get("/open/", headers={"Sec-Fetch-Site": "cross-site"}).content == b"shown"


def test_a_static_file_carries_the_headers_and_keeps_its_own_life(db, settings):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    response = Client().get("/static/icon.svg")
    assert response.status_code == 200
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" not in response["Cache-Control"]


@pytest.mark.parametrize("fragment", [{}, {"HX-Request": "true"}])
def test_what_a_signed_in_person_sees_is_never_stored(delegate, signed_in_client, fragment):
    response = signed_in_client(delegate()).get("/signed-in/", headers=fragment)
    assert response["Cache-Control"] == "no-store"
    assert {"HX-Request", "Cookie"} <= set(response["Vary"].split(", "))


def test_a_forwarded_header_of_a_stranger_changes_nothing(delegate, signed_in_client):
    client = signed_in_client(delegate())
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "https"}
    assert b"127.0.0.1 here" in client.get("/here/", headers=forged).content


def test_behind_our_proxy_the_caller_is_whom_the_proxy_saw(delegate, signed_in_client, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
    client = signed_in_client(delegate())
    assert b" 203.0.113.9 here" in client.get("/here/", headers={"X-Forwarded-For": "1.1.1.1, 203.0.113.9"}).content
