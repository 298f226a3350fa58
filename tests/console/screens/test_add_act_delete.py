"""Adding, acting and deleting, on a planted resource and on accounts."""

import html
import json
import re

import pytest

from console.screens.models import Draft

LOCKED = 1002  # Олександра Ковальчук

planted_urls = pytest.mark.urls("tests.console.screens.planted")


def nonce_in(response):
    return re.search(r'name="nonce" value="([^"]+)"', response.content.decode()).group(1)


def calls(sandbox, operation):
    return [request for request in sandbox.requests if request.operation == operation]


def a_role(sandbox):
    """A role that nobody holds."""
    held = {operator["role_id"] for operator in sandbox.world.operators.values()}
    return next(role for role in sandbox.world.roles.values() if role["id"] not in held)


DETAIL = [{"module": "ACCOUNTS", "read": True, "add_edit": False, "delete": False}]
NEW = {"name": "Night shift", "description": "After ten", "role_detail": json.dumps(DETAIL)}


@planted_urls
def test_a_new_record_is_reviewed_added_once_and_told(ann, sandbox):
    nonce = nonce_in(ann.get("/planted/add/"))
    review = ann.post("/planted/add/", NEW | {"nonce": nonce, "step": "review"})
    assert "What will be added" in review.content.decode()
    for _press in range(2):
        response = ann.post("/planted/add/", {"nonce": nonce, "step": "save"})
        assert response.status_code == 302
        assert response["Location"] == "/planted/"
    (added,) = calls(sandbox, "addRole")
    assert added.body == {"name": "Night shift", "description": "After ten", "role_detail": DETAIL}
    assert "Role added." in ann.get("/planted/").content.decode()


@planted_urls
def test_an_addition_whose_answer_never_came_is_not_repeated_without_asking(ann, sandbox):
    nonce = nonce_in(ann.get("/planted/add/"))
    ann.post("/planted/add/", NEW | {"nonce": nonce, "step": "review"})
    sandbox.faults.add("operation=addRole kind=drop times=1")
    assert ann.post("/planted/add/", {"nonce": nonce, "step": "save"}).status_code >= 500
    again = ann.post("/planted/add/", {"nonce": nonce, "step": "save"})
    assert again.status_code == 409
    assert "Outcome unknown" in again.content.decode()
    assert len(calls(sandbox, "addRole")) == 1


@planted_urls
def test_unknown_keys_of_nested_values_survive_an_update(ann, sandbox):
    role = a_role(sandbox)
    detail = [{"module": "ACCOUNTS", "read": True, "nobody_knows": {"deep": [1, None]}}]
    sandbox.world.roles[role["id"]] = role | {"role_detail": detail}
    url = f"/planted/{role['id']}/edit/"
    page = ann.get(url)
    typed = {"name": role["name"], "description": "Changed", "nonce": nonce_in(page)}
    ann.post(url, typed | {"step": "review"})
    assert ann.post(url, {"nonce": typed["nonce"], "step": "save"}).status_code == 302
    (update,) = calls(sandbox, "updateRole")
    assert update.body["role_detail"] == detail
    assert set(update.body) <= {"name", "description", "role_detail"}


@planted_urls
def test_a_secret_is_never_drafted_and_asked_again_by_the_review(ann, sandbox):
    role = a_role(sandbox)
    url = f"/secretive/{role['id']}/edit/"
    nonce = nonce_in(ann.get(url))
    secret = "correct horse battery"
    typed = {"name": role["name"], "description": secret, "nonce": nonce}
    for step in ("keep", "review"):
        page = ann.post(url, typed | {"step": step}).content.decode()
        assert secret not in page
    assert 'type="password"' in page
    draft = Draft.objects.get(nonce=nonce)
    from console.screens import drafts

    assert "description" not in drafts.input_of(draft)
    assert ann.post(url, {"nonce": nonce, "step": "save", "description": secret}).status_code == 302
    (update,) = calls(sandbox, "updateRole")
    assert update.body["description"] == secret


@planted_urls
def test_an_untouched_secret_is_left_out(ann, sandbox):
    role = a_role(sandbox)
    url = f"/secretive/{role['id']}/edit/"
    page = ann.get(url)
    assert role["description"] not in page.content.decode()
    typed = {"name": "Renamed", "description": "", "nonce": nonce_in(page)}
    ann.post(url, typed | {"step": "review"})
    ann.post(url, {"nonce": typed["nonce"], "step": "save"})
    (update,) = calls(sandbox, "updateRole")
    assert "description" not in update.body


@planted_urls
def test_deleting_asks_for_the_name_and_happens_once(ann, sandbox):
    role = a_role(sandbox)
    url = f"/planted/{role['id']}/delete/"
    page = ann.get(url)
    assert "There is no way back" in page.content.decode()
    nonce = nonce_in(page)
    assert ann.post(url, {"nonce": nonce, "typed": "wrong"}).status_code == 422
    assert calls(sandbox, "deleteRole") == []
    response = ann.post(url, {"nonce": nonce, "typed": role["name"]})
    assert response["Location"] == "/planted/"
    again = ann.post(url, {"nonce": nonce, "typed": role["name"]})
    assert again.status_code in (302, 404)
    assert len(calls(sandbox, "deleteRole")) == 1


@planted_urls
def test_a_screen_whose_operation_is_not_mapped_is_a_sentence(ann):
    for address in ("/unmapped/", "/unmapped/1/"):
        response = ann.get(address)
        assert response.status_code == 404
        assert "does not offer it" in response.content.decode()


def test_a_locked_account_offers_to_be_unlocked_and_says_what_that_does(ann):
    page = ann.get(f"/accounts/{LOCKED}/").content.decode()
    assert f'href="/accounts/{LOCKED}/unlock/"' in page
    assert "Locked after too many wrong passwords" in page
    assert "/unlock/" not in ann.get("/accounts/1003/").content.decode()


def test_unlocking_asks_acts_once_and_comes_back_with_a_message(ann, sandbox):
    back = "/accounts/?accounts=LOCKED"
    url = f"/accounts/{LOCKED}/unlock/"
    page = ann.get(url, {"return_to": back})
    assert "sign in again at once" in page.content.decode()
    assert calls(sandbox, "unlockUserAccount") == []
    posted = {"nonce": nonce_in(page), "return_to": back, "step": "do"}
    first = ann.post(url, posted)
    assert first.status_code == 302
    assert first["Location"].startswith(f"/accounts/{LOCKED}/?return_to=")
    after = ann.get(first["Location"]).content.decode()
    assert "Account unlocked." in after
    assert html.escape(back) in after
    assert ann.post(url, posted)["Location"] == first["Location"]
    assert len(calls(sandbox, "unlockUserAccount")) == 1
    assert not sandbox.world.accounts.get(LOCKED)["locked"]


def test_an_act_posted_without_its_page_does_nothing(ann, sandbox):
    assert ann.post(f"/accounts/{LOCKED}/unlock/", {"step": "do"}).status_code == 409
    assert ann.post(f"/accounts/{LOCKED}/unlock/", {"nonce": "made up"}).status_code == 409
    assert calls(sandbox, "unlockUserAccount") == []


def test_an_act_takes_no_nonce_of_another_page(ann, sandbox):
    nonce = nonce_in(ann.get(f"/accounts/{LOCKED}/edit/"))
    assert ann.post(f"/accounts/{LOCKED}/unlock/", {"nonce": nonce, "step": "do"}).status_code == 409
    assert calls(sandbox, "unlockUserAccount") == []


def test_somebody_who_may_only_read_sees_no_button_and_gets_no_further(person, sandbox):
    reader = person(rights={"accounts": ["read"]})
    page = reader.get(f"/accounts/{LOCKED}/").content.decode()
    assert "/unlock/" not in page
    assert "/edit/" not in page
    for address in ("unlock", "edit"):
        assert reader.get(f"/accounts/{LOCKED}/{address}/").status_code == 403
        assert reader.post(f"/accounts/{LOCKED}/{address}/", {"step": "save"}).status_code == 403


def test_a_role_shows_its_rights_however_they_are_spelt(ann, sandbox):
    for role in list(sandbox.world.roles.values()):
        page = ann.get(f"/roles/{role['id']}/").content.decode()
        assert html.escape(role["name"]) in page
        assert "What it allows" in page


def test_a_role_nobody_can_read_shows_what_signinghub_sent(ann, answer_with):
    answer_with("getRole", {"id": 3, "name": "Odd", "role_detail": [{"x1": "<u>9</u>", "y": 4}]})
    page = ann.get("/roles/3/").content.decode()
    assert "cannot be read" in page
    assert "&lt;u&gt;9&lt;/u&gt;" in page


def test_a_flag_of_a_right_is_a_word_in_the_matrix(ann, answer_with):
    detail = [{"module": "ACCOUNTS", "read": True, "add_edit": True, "delete": False}]
    answer_with("getRole", {"id": 3, "name": "Desk", "role_detail": detail})
    page = ann.get("/roles/3/").content.decode()
    row = re.search(r'<th scope="row"><bdi>Accounts</bdi></th>(.*?)</tr>', page).group(1)
    assert re.findall(r'<span class="st (\w+)">', row) == ["yes", "yes", "no"]
    assert json.dumps(detail) not in page
