"""Editing: review, save once, meet other people's changes, lose nothing that was typed. On accounts."""

import re
import threading
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from console.screens.models import Draft

PK = 1013  # José Luís da Conceição, in nobody's enterprise
URL = f"/accounts/{PK}/edit/"


def field_values(html):
    """What the form on a page would post: every named input, select and textarea with its value."""
    values = {}
    for tag in re.findall(r"<input[^>]*>", html):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") == "checkbox" and " checked" not in tag:
            continue
        if "name" in attributes and attributes.get("type") != "radio":
            values[attributes["name"]] = attributes.get("value", "on" if attributes.get("type") == "checkbox" else "")
    for name, inner in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        values[name] = chosen.group(1) if chosen else ""
    values.pop("csrfmiddlewaretoken", None)
    return {name: unescape(value) for name, value in values.items()}


@pytest.fixture
def form(ann):
    """The edit form, opened: what it would post as it stands."""
    return field_values(ann.get(URL).content.decode())


def post(client, form, step="review", **typed):
    return client.post(URL, form | typed | {"step": step})


def save(client, form, **typed):
    assert post(client, form, **typed).status_code == 200
    return client.post(URL, {"nonce": form["nonce"], "step": "save"})


def record(sandbox, pk=PK):
    return sandbox.world.accounts.get(pk)


def change(sandbox, **values):
    sandbox.world.accounts.change(record(sandbox), **values)


def updates(sandbox):
    return [request for request in sandbox.requests if request.operation == "updateAccount"]


def test_a_change_is_reviewed_before_it_is_saved(ann, form, sandbox):
    page = post(ann, form, job_title="Beekeeper").content.decode()
    assert "What will change" in page
    assert "Beekeeper" in page
    assert updates(sandbox) == []


def test_saving_sends_the_whole_update_body_with_only_the_change_in_it(ann, form, sandbox):
    before = dict(record(sandbox))
    response = save(ann, form, job_title="Beekeeper")
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/{PK}/"
    (update,) = updates(sandbox)
    assert update.body["job_title"] == "Beekeeper"
    assert set(update.body) <= {
        *("user_name", "common_name", "user_email", "mobile_number", "job_title", "company_name", "ra_id"),
        *("national_id", "csc_id", "csp_id", "country", "language", "enabled"),
    }
    after = dict(record(sandbox))
    assert {key for key in before if before[key] != after.get(key)} <= {"job_title"}


def test_the_consequence_of_a_new_common_name_stands_beside_the_field_and_in_the_review(ann, form):
    assert "revokes the certificate" in ann.get(URL).content.decode()
    assert "revokes the certificate" in post(ann, form, common_name="Jose da Conceicao").content.decode()
    assert "revokes the certificate" not in post(ann, form, job_title="x").content.decode()


def test_the_consequence_of_denying_access_is_said(ann, form):
    form.pop("enabled")
    assert "every open session" in post(ann, form).content.decode()


def test_nothing_changed_sends_nothing(ann, form, sandbox):
    response = post(ann, form)
    assert response.status_code == 302
    assert updates(sandbox) == []


@pytest.mark.parametrize("pk", range(1025, 1049))
def test_saving_a_form_as_it_was_opened_changes_nothing_however_odd_the_record(ann, sandbox, pk):
    url = f"/accounts/{pk}/edit/"
    page = ann.get(url)
    assert page.status_code == 200
    form = field_values(page.content.decode())
    # A browser drops line breaks from the value of a one-line field.
    form = {name: value.replace("\n", "").replace("\r", "") for name, value in form.items()}
    response = ann.post(url, form | {"step": "review"})
    assert response.status_code in (302, 422)
    if response.status_code == 422:
        assert not record(sandbox, pk)["user_name"]
    assert updates(sandbox) == []


def test_blanks_around_a_value_survive_the_change_of_another(ann, sandbox):
    pk = next(each for each in range(1001, 1049) if record(sandbox, each)["user_name"] == "  leading and trailing  ")
    url = f"/accounts/{pk}/edit/"
    form = field_values(ann.get(url).content.decode()) | {"job_title": "Baker"}
    ann.post(url, form | {"step": "review"})
    ann.post(url, {"nonce": form["nonce"], "step": "save"})
    assert record(sandbox, pk)["user_name"] == "  leading and trailing  "
    assert record(sandbox, pk)["job_title"] == "Baker"


def test_a_limit_of_the_contract_is_said_beside_the_field(ann, form, sandbox):
    response = post(ann, form, mobile_number="+4915123456789012")
    assert response.status_code == 422
    page = response.content.decode()
    assert 'id="id_mobile_number_error"' in page
    assert 'href="#id_mobile_number"' in page
    assert 'aria-invalid="true"' in page
    assert updates(sandbox) == []


def test_a_required_field_cannot_be_emptied(ann, form):
    response = post(ann, form, user_name=" ")
    assert response.status_code == 422
    assert 'id="id_user_name_error"' in response.content.decode()


def test_a_refusal_that_names_a_field_stands_beside_it(ann, form, sandbox):
    # Our own limits cannot know which countries SigningHub takes.
    response = save(ann, form, country="Nowhere")
    assert response.status_code == 422
    assert 'id="id_country_error"' in response.content.decode()
    assert save(ann, form, country="Germany").status_code == 302


def test_a_value_emptied_on_purpose_goes_as_null(ann, sandbox):
    change(sandbox, job_title="Baker")
    form = field_values(ann.get(URL).content.decode())
    save(ann, form, job_title="")
    assert updates(sandbox)[0].body["job_title"] is None


def test_somebody_elses_change_of_another_field_is_kept(ann, form, sandbox):
    change(sandbox, company_name="Other & Sons")
    page = post(ann, form, job_title="Beekeeper").content.decode()
    assert "Company" in page
    assert "Their change is kept" in page
    ann.post(URL, {"nonce": form["nonce"], "step": "save"})
    assert record(sandbox)["company_name"] == "Other & Sons"
    assert record(sandbox)["job_title"] == "Beekeeper"


def test_two_changes_of_one_field_are_shown_as_yours_theirs_and_base(ann, sandbox):
    change(sandbox, job_title="Before")
    form = field_values(ann.get(URL).content.decode())
    change(sandbox, job_title="Theirs <b>")
    response = post(ann, form, job_title="Mine", company_name="Also mine")
    assert response.status_code == 409
    page = response.content.decode()
    assert all(word in page for word in ("Before", "Theirs &lt;b&gt;", "Mine"))
    assert updates(sandbox) == []


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_the_choice_between_two_changes_is_what_gets_saved(ann, sandbox, choice, kept):
    change(sandbox, job_title="Before")
    form = field_values(ann.get(URL).content.decode())
    change(sandbox, job_title="Theirs")
    post(ann, form, job_title="Mine", company_name="Also mine")
    chosen = {"nonce": form["nonce"], "step": "choose", "choose-job_title": choice}
    page = ann.post(URL, chosen)
    assert page.status_code == 200
    assert "Also mine" in page.content.decode()
    assert ann.post(URL, {"nonce": form["nonce"], "step": "save"}).status_code == 302
    assert record(sandbox)["job_title"] == kept
    assert record(sandbox)["company_name"] == "Also mine"


def test_a_change_that_arrives_between_review_and_save_is_not_overwritten(ann, form, sandbox):
    post(ann, form, job_title="Mine")
    change(sandbox, job_title="Theirs")
    response = ann.post(URL, {"nonce": form["nonce"], "step": "save"})
    assert response.status_code == 409
    assert record(sandbox)["job_title"] == "Theirs"


def test_an_unanswered_choice_asks_again(ann, form, sandbox):
    change(sandbox, job_title="Theirs")
    post(ann, form, job_title="Mine")
    assert ann.post(URL, {"nonce": form["nonce"], "step": "choose"}).status_code == 409


def test_the_same_form_submitted_twice_is_sent_once_and_answered_alike(ann, form, sandbox):
    first = save(ann, form, job_title="Beekeeper")
    again = ann.post(URL, {"nonce": form["nonce"], "step": "save"})
    review = post(ann, form, job_title="Something else")
    assert first["Location"] == again["Location"] == review["Location"]
    assert len(updates(sandbox)) == 1


def test_a_submit_while_the_first_is_on_its_way_hears_that_it_is_in_progress(ann, form, sandbox):
    post(ann, form, job_title="Beekeeper")
    Draft.objects.update(state=Draft.State.SENDING, sending_since=timezone.now())
    response = ann.post(URL, {"nonce": form["nonce"], "step": "save"})
    assert response.status_code == 409
    assert "In progress" in response.content.decode()
    assert updates(sandbox) == []


@pytest.mark.django_db(transaction=True)
def test_of_five_submits_at_once_one_is_sent(ann, form, sandbox):
    """Statement 32."""
    post(ann, form, job_title="Beekeeper")
    sandbox.faults.add("operation=updateAccount kind=slow seconds=0.4")
    answers = []

    def press():
        client = Client()
        client.cookies = ann.cookies.copy()
        answers.append(client.post(URL, {"nonce": form["nonce"], "step": "save"}).status_code)

    threads = [threading.Thread(target=press) for _number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(updates(sandbox)) == 1
    assert answers.count(302) >= 1
    assert set(answers) <= {302, 409}


def test_an_update_whose_answer_never_came_is_compared_again_and_not_sent_twice(ann, form, sandbox):
    post(ann, form, job_title="Beekeeper")
    sandbox.faults.add("operation=updateAccount kind=drop times=1")
    failed = ann.post(URL, {"nonce": form["nonce"], "step": "save"})
    assert failed.status_code >= 500
    assert record(sandbox)["job_title"] == "Beekeeper"
    again = ann.post(URL, {"nonce": form["nonce"], "step": "save"})
    assert again.status_code == 302
    assert len(updates(sandbox)) == 1


def test_what_was_typed_survives_a_failure_of_signinghub(ann, form, sandbox):
    sandbox.faults.add("operation=updateAccount kind=fail status=500 times=1")
    post(ann, form, job_title="Typed & kept")
    assert ann.post(URL, {"nonce": form["nonce"], "step": "save"}).status_code >= 500
    page = ann.get(URL).content.decode()
    assert "You had typed this form" in page
    back = ann.get(re.search(r'href="(\?draft=\d+)"', page).group(1).replace("?", f"{URL}?")).content.decode()
    assert 'value="Typed &amp; kept"' in back


def test_going_back_from_the_review_finds_the_form_as_typed(ann, form):
    post(ann, form, job_title="Beekeeper")
    page = ann.post(URL, {"nonce": form["nonce"], "step": "back"}).content.decode()
    assert field_values(page)["job_title"] == "Beekeeper"
    assert "Was" in page


def test_a_draft_kept_while_typing_is_offered_later(ann, form):
    kept = post(ann, form, "keep", job_title="Half a sen")
    assert "A draft was kept at" in kept.content.decode()
    assert "<html" not in kept.content.decode()
    page = ann.get(URL).content.decode()
    draft = re.search(r'href="\?draft=(\d+)"', page).group(1)
    assert field_values(ann.get(f"{URL}?draft={draft}").content.decode())["job_title"] == "Half a sen"


def test_an_incomplete_input_is_kept_too(ann, form):
    post(ann, form, "keep", user_name="", mobile_number="x" * 50)
    draft = Draft.objects.get(typed_at__isnull=False)
    assert field_values(ann.get(f"{URL}?draft={draft.pk}").content.decode())["mobile_number"] == "x" * 50


def test_a_draft_brought_back_still_meets_what_changed_meanwhile(ann, sandbox):
    change(sandbox, job_title="Before")
    form = field_values(ann.get(URL).content.decode())
    post(ann, form, "keep", job_title="Mine")
    change(sandbox, job_title="Theirs")
    draft = Draft.objects.get(typed_at__isnull=False)
    back = field_values(ann.get(f"{URL}?draft={draft.pk}").content.decode())
    assert post(ann, back).status_code == 409


def test_an_offered_draft_can_be_discarded(ann, form):
    post(ann, form, "keep", job_title="Half")
    draft = Draft.objects.get(typed_at__isnull=False)
    assert ann.post(URL, {"drop": draft.pk}).status_code == 302
    assert "You had typed" not in ann.get(URL).content.decode()


def test_discarding_forgets_what_was_typed_and_goes_back(ann, form):
    post(ann, form, "keep", job_title="Half")
    response = post(ann, form, "discard", job_title="Half")
    assert response["Location"] == f"/accounts/{PK}/"
    assert not Draft.objects.exists()


def test_nobody_sees_or_takes_another_persons_draft(ann, form, person):
    post(ann, form, "keep", job_title="Private thought")
    draft = Draft.objects.get(typed_at__isnull=False)
    bob = person(email="bob@example.org")
    for page in (bob.get(URL), bob.get(f"{URL}?draft={draft.pk}")):
        assert "Private thought" not in page.content.decode()
    bob.post(URL, {"drop": draft.pk})
    bob.post(URL, {"nonce": form["nonce"], "step": "discard"})
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_a_form_open_for_longer_than_a_draft_lives_is_compared_before_it_is_sent(ann, form, sandbox):
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    page = post(ann, form, job_title="Late").content.decode()
    assert "What will change" in page
    assert updates(sandbox) == []


def test_a_save_of_an_expired_review_saves_nothing_and_says_so(ann, form, sandbox):
    post(ann, form, job_title="Late")
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    response = ann.post(URL, {"nonce": form["nonce"], "step": "save"})
    assert response.status_code == 302
    assert any("Nothing was saved" in str(message) for message in get_messages(response.wsgi_request))
    assert updates(sandbox) == []


def test_unknown_steps_and_nonces_save_nothing(ann, form, sandbox):
    ann.post(URL, form | {"nonce": "made up", "step": "save"})
    ann.post(URL, {"step": "save"})
    ann.post(URL, {})
    ann.post(URL, form | {"step": "nonsense", "job_title": "x"})
    assert updates(sandbox) == []


def test_after_saving_the_person_is_back_where_they_came_from(ann):
    url = f"{URL}?return_to=%2Faccounts%2F%3Faccounts%3DLOCKED"
    form = field_values(ann.get(url).content.decode())
    ann.post(URL, form | {"step": "review", "job_title": "Baker"})
    kept = {"nonce": form["nonce"], "return_to": form["return_to"], "step": "save"}
    response = ann.post(URL, kept)
    assert response["Location"] == f"/accounts/{PK}/?return_to=%2Faccounts%2F%3Faccounts%3DLOCKED"
    page = ann.get(response["Location"]).content.decode()
    assert 'href="/accounts/?accounts=LOCKED"' in page
    assert "Account saved." in page


def test_countries_and_languages_are_picked_and_an_unknown_one_is_kept(ann, sandbox):
    change(sandbox, country="Atlantis")
    page = ann.get(URL).content.decode()
    assert re.search(r'<select name="country"', page)
    assert field_values(page)["country"] == "Atlantis"


def test_what_the_update_does_not_take_is_never_sent(ann, sandbox, answer_with):
    """Statement 25."""
    answer_with("getAccount", {"user": {"id": PK, "user_name": "X", "user_email": "x@x.example", "client_secret": "s"}})
    form = field_values(ann.get(URL).content.decode())
    save(ann, form, job_title="Beekeeper")
    (update,) = updates(sandbox)
    assert update.body == {"user_name": "X", "user_email": "x@x.example", "job_title": "Beekeeper"}


def test_a_record_that_is_gone_is_a_404_with_a_way_back(ann):
    response = ann.get("/accounts/999999/edit/")
    assert response.status_code == 404
    assert 'href="/accounts/"' in response.content.decode()
