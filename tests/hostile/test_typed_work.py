"""Losing what somebody typed: other tabs, too much of it, a session or a server that goes away meanwhile."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from console.screens import drafts
from console.screens.models import Draft
from tests.console.screens.test_edit import URL, field_values, post, record, updates


@pytest.fixture
def form(ann):
    """The edit form, opened: what it would post as it stands."""
    return field_values(ann.get(URL).content.decode())


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.mark.parametrize("step", ["back", "choose", "save", "again"])
def test_a_review_whose_draft_was_discarded_in_another_tab_never_becomes_a_blank_form(ann, form, sandbox, step):
    post(ann, form, job_title="Beekeeper")
    ann.post(URL, {"drop": Draft.objects.get(typed_at__isnull=False).pk})
    response = ann.post(URL, {"nonce": form["nonce"], "step": step})
    assert response.status_code == 302
    assert "discarded in another tab" in said(response)
    assert updates(sandbox) == []


@pytest.mark.parametrize("step", ["back", "choose", "save"])
def test_a_step_without_fields_on_a_form_that_was_only_opened_blanks_nothing(ann, form, sandbox, step):
    before = dict(record(sandbox))
    assert ann.post(URL, {"nonce": form["nonce"], "step": step}).status_code == 302
    assert dict(record(sandbox)) == before


def test_more_than_can_be_kept_is_refused_with_all_of_it_still_in_the_form(ann, form, sandbox):
    huge = "x" * (drafts.LARGEST_INPUT + 1)
    response = post(ann, form, job_title="Beekeeper", company_name=huge)
    page = response.content.decode()
    assert response.status_code == 422
    assert "256 KB" in page
    assert "What will change" not in page
    assert field_values(page)["job_title"] == "Beekeeper"
    assert field_values(page)["company_name"] == huge


def test_what_was_kept_before_is_not_saved_in_place_of_a_later_input_too_large_to_keep(ann, form, sandbox):
    post(ann, form, "keep", job_title="Early thought")
    post(ann, form, job_title="Late thought", junk="x" * (drafts.LARGEST_INPUT + 1))
    assert updates(sandbox) == []


def test_a_draft_too_large_to_keep_is_not_said_to_be_kept(ann, form):
    kept = post(ann, form, "keep", junk="x" * (drafts.LARGEST_INPUT + 1))
    assert "A draft was kept" not in kept.content.decode()


def test_a_form_whose_draft_is_gone_is_kept_before_signinghub_is_asked(ann, form, sandbox):
    Draft.objects.all().delete()
    sandbox.faults.add("operation=getAccount kind=fail status=500 times=3")
    response = post(ann, form, job_title="Beekeeper")
    assert response.status_code >= 500
    assert "What you typed is kept." in response.content.decode()
    draft = Draft.objects.get(typed_at__isnull=False)
    page = ann.get(f"{URL}?draft={draft.pk}").content.decode()
    assert field_values(page)["job_title"] == "Beekeeper"


def test_what_an_ended_session_left_without_its_draft_is_laid_over_the_record(ann, form, sandbox):
    Draft.objects.all().delete()
    late = Client(headers={"Sec-Fetch-Site": "same-origin"})
    late.cookies["former-user"] = ann.cookies["former-user"].value
    assert late.post(URL, form | {"job_title": "Beekeeper", "step": "review"}).status_code == 302
    draft = Draft.objects.get(typed_at__isnull=False)
    opened = field_values(ann.get(f"{URL}?draft={draft.pk}").content.decode())
    assert opened["job_title"] == "Beekeeper"
    page = post(ann, opened).content.decode()
    assert page.count("<ins") == 1


def test_a_save_that_an_ended_session_left_without_its_draft_leaves_no_empty_form(ann, form):
    Draft.objects.all().delete()
    late = Client()
    late.cookies["former-user"] = ann.cookies["former-user"].value
    late.post(URL, {"nonce": form["nonce"], "step": "save"})
    assert not Draft.objects.filter(typed_at__isnull=False).exists()
