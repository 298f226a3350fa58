"""One's own operator at SigningHub: name, number, picture, password; and what else belongs to the session."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.access.models import User
from console.api.models import AccessToken
from console.audit.models import Entry
from tests.apps.access.screens.driving import bodies, operations
from tests.credentials import store_operator

PAGE = "/profile/signinghub/"
PASSWORD = "/profile/signinghub/password/"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
NEW = "an entirely new one 42"


@pytest.fixture
def priya(signinghub, sandbox, settings):
    """A personal user, signed in with the password that SigningHub knows."""
    settings.REQUIRE_SECOND_FACTOR = False
    user = User.objects.create(
        email="administrator@signinghub.example",
        kind=User.Kind.PERSONAL,
        credential=store_operator(sandbox, signinghub, "administrator"),
    )
    client = Client()
    client.user = user
    sign_in(client, sandbox.password("administrator"))
    return client


def sign_in(client, password):
    return client.post("/signin/", {"email": client.user.email, "password": password})


def post(client, **fields):
    return client.post(PAGE, {"name": "Priya Natarajan", "mobile_number": "+442079460001"} | fields)


def change(client, old, new=NEW):
    return client.post(PASSWORD, {"old_password": old, "new_password": new, "again": new})


def test_name_number_and_picture_are_changed_and_an_untouched_picture_stays(priya, sandbox):
    operator = sandbox.world.operators[1]
    answer = post(priya, name="Priya N.", picture=SimpleUploadedFile("me.png", PNG))
    assert answer["Location"] == PAGE
    assert (operator["name"], operator["picture"]) == ("Priya N.", base64.b64encode(PNG).decode())
    image = priya.get(f"{PAGE}picture/")
    assert (image.content, image["Content-Type"], image["X-Content-Type-Options"]) == (PNG, "image/png", "nosniff")
    post(priya, mobile_number="+1 202 555 0100")
    assert (operator["mobile_number"], operator["picture"]) == ("+1 202 555 0100", base64.b64encode(PNG).decode())
    post(priya, without_picture="on", mobile_number="")
    assert (operator["mobile_number"], operator["picture"]) == (None, None)
    assert priya.get(f"{PAGE}picture/").status_code == 404
    assert {"getSessionOperator", "updateSessionOperator"} <= operations(sandbox)


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"GIF", b"\x89PNG\r\n\x1a\n" + b"x" * 600_000])
def test_what_is_no_small_picture_is_refused_before_it_is_sent(priya, sandbox, content):
    assert post(priya, picture=SimpleUploadedFile("me.png", content)).status_code == 422
    assert "updateSessionOperator" not in operations(sandbox)


@pytest.mark.parametrize("kept", ["PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+", "javascript:alert(1)", {"a": 1}, "data:text/html,x"])
def test_what_signinghub_keeps_as_a_picture_is_shown_only_if_it_is_one(priya, sandbox, kept):
    sandbox.world.operators[1]["picture"] = kept
    assert priya.get(f"{PAGE}picture/").status_code == 404
    assert "<img" not in priya.get(PAGE).content.decode()


def test_the_password_is_changed_once_kept_for_renewals_and_told_by_mail(priya, sandbox, mailoutbox):
    elsewhere = Client()
    elsewhere.user = priya.user
    sign_in(elsewhere, sandbox.password("administrator"))
    assert change(priya, "wrong").status_code == 422
    assert change(priya, sandbox.password("administrator"))["Location"] == PAGE
    assert sandbox.world.passwords[1] == NEW
    assert len(mailoutbox) == 1
    assert elsewhere.get(PAGE).status_code == 302
    # A new token is obtained with the new password.
    AccessToken.objects.all().delete()
    assert priya.get(PAGE).status_code == 200
    texts = [f"{entry.values} {entry.before} {entry.detail}" for entry in Entry.objects.all()]
    assert not [text for text in texts if NEW in text or sandbox.password("administrator") in text]
    assert Entry.objects.filter(title="SigningHub password changed").count() == 1


def test_guessing_the_present_password_comes_to_an_end(priya, sandbox):
    for _try in range(5):
        change(priya, "wrong")
    asked = len(bodies(sandbox, "changePassword"))
    assert "Too many tries" in change(priya, sandbox.password("administrator")).content.decode()
    assert len(bodies(sandbox, "changePassword")) == asked


def test_a_silent_signinghub_is_not_asked_twice_and_the_outcome_is_said_to_be_unknown(priya, sandbox):
    sandbox.faults.add("operation=changePassword kind=drop")
    assert change(priya, sandbox.password("administrator"))["Location"] == PAGE
    page = priya.get(PAGE)
    assert "did not confirm the new password" in page.content.decode()
    assert len(bodies(sandbox, "changePassword")) == 1


def test_somebody_who_acts_through_a_shared_operator_changes_nothing_of_it(ann, sandbox):
    page = ann.get(PAGE).content.decode()
    assert "administrator@signinghub.example" in page
    assert "others use too" in page
    assert "Save at SigningHub" not in page
    assert ann.post(PAGE, {"name": "Mallory"}).status_code == 200
    assert change(ann, sandbox.password("administrator"))["Location"] == PAGE
    assert not {"updateSessionOperator", "changePassword"} & operations(sandbox)


def test_a_password_that_the_vault_keeps_is_not_changed_behind_its_back(signinghub, sandbox, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    credential = store_operator(sandbox, signinghub, "administrator", admin_password=sandbox.password("administrator"))
    user = User.objects.create(email="administrator@signinghub.example", kind=User.Kind.PERSONAL, credential=credential)
    client = Client()
    client.force_login(user)
    page = client.post(PASSWORD, {"old_password": "x", "new_password": NEW, "again": NEW}, follow=True)
    assert "kept in the vault" in page.content.decode()
    assert "changePassword" not in operations(sandbox)


def test_providers_and_signinghubs_own_policy_are_shown_and_the_policy_is_never_sent_on(ann, sandbox):
    assert "ADSS Server" in ann.get(f"{PAGE}providers/").content.decode()
    answer = ann.get(f"{PAGE}policy/")
    assert "frame-src https://app.powerbi.com" in answer.content.decode()
    assert "app.powerbi.com" not in answer["Content-Security-Policy"]
    assert {"listProviders", "getCspHeader"} <= operations(sandbox)


def test_a_part_that_fails_leaves_the_page_alone(ann, sandbox):
    ann.get(PAGE)
    sandbox.faults.add("operation=getCspHeader kind=fail status=500")
    assert ann.get(PAGE).status_code == 200
    part = ann.get(f"{PAGE}policy/", headers={"HX-Request": "true"})
    assert "Try again" in part.content.decode()
