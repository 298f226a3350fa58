"""Looking with somebody's eyes: what they see, nothing changed, both on record."""

from __future__ import annotations

from html import unescape

import pytest

from apps.access.models import ConsoleRole, User
from console.api.caller import Caller
from console.api.client import AdminApi
from console.api.errors import ApiReadOnly
from console.api.tokens import SharedTokens
from console.audit.models import Entry, Kind, State
from console.screens.models import Draft
from tests.apps.access.conftest import browser_of, is_in

BANNER = "You look with the eyes of"


def words(response) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def desk(make, shared) -> User:
    return make("dana", role="Support desk", name="Dana", credential=shared)


@pytest.fixture
def looking(custodian, desk):
    """The custodian's browser, through Dana's eyes."""
    custodian.post(f"/people/{desk.pk}/view/")
    return custodian


def test_one_sees_what_they_see_under_a_banner_on_every_page(looking):
    for page in ("/", "/accounts/", "/accounts/1002/", "/find/?q=an"):
        answer = looking.get(page)
        assert answer.status_code == 200
        assert f"{BANNER} <bdi>Dana</bdi>" in words(answer)
        assert "cora@console.example" in words(answer)
    for page in ("/roles/", "/people/", "/credentials/", "/no-such-page/"):
        answer = looking.get(page)
        assert answer.status_code in {403, 404}
        assert BANNER in words(answer)
    assert "/people/" not in words(looking.get("/")).split('<nav class="side"')[1].split("</nav>")[0]


def test_every_change_is_refused_by_page_and_by_post_and_put_on_record(looking, desk, sandbox):
    writes = {"/accounts/1002/edit/": {"user_name": "x"}, "/accounts/1002/unlock/": {}, "/accounts/add/": {}}
    writes |= {"/profile/": {"name": "Mallory"}, "/profile/sessions/end/": {}, "/profile/password/": {}}
    writes |= {f"/people/{desk.pk}/view/": {}, f"/people/{desk.pk}/link/": {"how": "show"}}
    sandbox.requests.clear()
    for address, given in writes.items():
        answer = looking.post(address, given)
        assert answer.status_code == 403, address
        assert "Nothing can be changed" in words(answer)
    assert looking.get("/accounts/1002/edit/").status_code == 403
    assert looking.get("/profile/").status_code == 403
    assert [request for request in sandbox.requests if request.method not in {"GET"}] == []
    assert not Draft.objects.exists()
    refusals = Entry.objects.filter(kind=Kind.REFUSAL, state=State.REFUSED)
    assert {(entry.email, entry.values["viewed_as"]) for entry in refusals} == {("cora@console.example", desk.email)}
    assert refusals.count() == len(writes) + 2
    desk.refresh_from_db()
    assert desk.name == "Dana"


def test_a_write_that_got_past_the_door_is_not_sent(custodian, desk, shared, sandbox):
    caller = Caller(user=custodian.user, viewed_as=desk)
    api = AdminApi(shared.environment, shared, SharedTokens(shared, caller), caller)
    with pytest.raises(ApiReadOnly):
        api.call("unlockUserAccount", id=1002)
    assert [request.operation for request in sandbox.requests if request.operation == "unlockUserAccount"] == []


def test_one_button_leads_back_and_both_ends_are_on_record(looking, desk):
    answer = looking.post("/profile/view-as/leave/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/people/{desk.pk}/"
    assert BANNER not in words(answer)
    assert is_in(looking)
    entries = Entry.objects.filter(title__startswith="Looking with").order_by("at")
    assert [(entry.email, entry.values["viewed_as"], entry.title.split(": ")[1]) for entry in entries] == [
        ("cora@console.example", desk.email, "begun"),
        ("cora@console.example", desk.email, "ended"),
    ]


def test_signing_out_ends_the_viewers_own_session(looking):
    looking.post("/signout/")
    assert not is_in(looking)
    assert Entry.objects.filter(kind=Kind.SIGN_OUT).get().email == "cora@console.example"


def test_it_ends_when_either_of_them_no_longer_qualifies(looking, desk):
    User.objects.filter(pk=desk.pk).update(is_active=False)
    assert BANNER not in words(looking.get("/"))
    User.objects.filter(pk=desk.pk).update(is_active=True)
    looking.post(f"/people/{desk.pk}/view/")
    assert BANNER in words(looking.get("/"))
    User.objects.filter(email="cora@console.example").update(is_custodian=False)
    assert BANNER not in words(looking.get("/"))


def test_nobody_looks_with_stronger_eyes_nor_with_a_personal_users(make, shared, personal):
    petra = make("petra", role="Support desk", credential=shared, is_people_admin=True)
    browser = browser_of(petra)
    auditor = make("otto", role="Support desk", credential=shared, is_auditor=True)
    for person in (make("adam", credential=shared), auditor, personal("support"), petra):
        browser.post(f"/people/{person.pk}/view/")
        assert BANNER not in words(browser.get("/"))
    weaker = make("dana", role="Support desk", credential=shared)
    browser.post(f"/people/{weaker.pk}/view/")
    assert BANNER in words(browser.get("/"))
    # A role that is widened meanwhile is not looked through.
    User.objects.filter(pk=weaker.pk).update(role=ConsoleRole.objects.get(name="Administrator"))
    assert BANNER not in words(browser.get("/"))
