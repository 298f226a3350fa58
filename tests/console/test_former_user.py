"""A form that is posted after its session has ended is kept for the person whose session it was."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.models import Session
from console.former_user import cookie_name
from console.screens.models import Draft


@pytest.fixture
def dana(delegate, signed_in_client):
    client = signed_in_client(delegate({"accounts": ["read", "write"]}))
    client.get("/profile/")
    return client


def end_session():
    Session.objects.all().delete()


def test_a_form_posted_after_the_session_ended_is_kept_and_the_person_sent_to_sign_in(dana):
    end_session()
    address = reverse("accounts-edit", args=[7])
    response = dana.post(address, {"user_name": "Typed for an hour", "password": "canary"})
    assert response["Location"] == "/signin/?next=%2Faccounts%2F7%2Fedit%2F"
    draft = Draft.objects.get()
    assert (draft.user, draft.url) == (dana.user, address)


def test_a_stranger_cannot_leave_drafts_with_anybody(dana):
    end_session()
    dana.cookies[cookie_name()] = "1:forged:signature"
    dana.post(reverse("accounts-edit", args=[7]), {"user_name": "x"})
    Client().post(reverse("accounts-edit", args=[7]), {"user_name": "x"})
    assert not Draft.objects.exists()


def test_after_signing_out_nobody_is_remembered(dana):
    dana.post("/signout/")
    assert dana.cookies[cookie_name()].value == ""


def test_a_disabled_persons_form_is_not_kept(dana):
    dana.user.is_active = False
    dana.user.save()
    dana.post(reverse("accounts-edit", args=[7]), {"user_name": "x"})
    assert not Draft.objects.exists()


def test_the_cookie_is_closed_to_scripts_and_to_other_sites(dana):
    cookie = dana.cookies[cookie_name()]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert str(dana.user.email) not in cookie.value
