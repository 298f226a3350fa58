"""Drafts: what is kept, for whom, for how long, and what never is."""

import json
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import timezone

from apps.access.models import User
from console.screens import drafts, secret_names
from console.screens.models import Draft

URL = "/accounts/1013/edit/"


@pytest.fixture
def ann(db):
    return User.objects.create(email="ann@example.org", kind=User.Kind.DELEGATE)


def late_post(data, user, path=URL):
    request = RequestFactory().post(path, data)
    request.former_user = user
    return request


def query(**values):
    data = QueryDict(mutable=True)
    data.update(values)
    return data


def test_what_is_stored_is_sealed(ann):
    draft = drafts.open_draft(ann, URL, {"user_name": "José"})
    drafts.keep(draft, query(user_name="Ann Perkins"))
    stored = bytes(draft.sealed_base) + bytes(draft.sealed_input)
    assert b"Jos" not in stored
    assert b"Perkins" not in stored
    assert drafts.base_of(draft) == {"user_name": "José"}
    assert drafts.input_of(draft)["user_name"] == "Ann Perkins"


def test_a_sealed_part_moved_to_another_draft_does_not_open(ann):
    one, other = drafts.open_draft(ann, URL, {"a": 1}), drafts.open_draft(ann, URL, {"a": 2})
    other.sealed_base = one.sealed_base
    assert drafts.base_of(other) is None


@pytest.mark.parametrize("name", ["password", "new_password", "clientSecret", "api_token", "pin", "private_key", "otp"])
def test_a_field_whose_name_says_secret_is_never_kept(ann, name):
    draft = drafts.open_draft(ann, URL, {name: "hush", "nested": {name: "hush", "ok": 1}})
    drafts.keep(draft, query(**{name: "hush", "user_name": "x"}))
    assert "hush" not in json.dumps(drafts.base_of(draft))
    assert dict(drafts.input_of(draft).lists()) == {"user_name": ["x"]}


def test_ordinary_names_that_only_look_alike_are_kept():
    for name in ("opinion", "shipping_address", "spinner", "csp_id", "national_id", "mapping"):
        assert not secret_names.is_secret(name)


def test_the_post_of_an_ended_session_is_kept_for_its_person(ann):
    draft = drafts.open_draft(ann, URL, {"job_title": "Before"})
    drafts.keep_posted(late_post({"nonce": draft.nonce, "job_title": "Typed", "csrfmiddlewaretoken": "t"}, ann))
    draft.refresh_from_db()
    assert dict(drafts.input_of(draft).lists()) == {"job_title": ["Typed"]}
    assert drafts.base_of(draft) == {"job_title": "Before"}
    assert draft.typed_at


def test_a_late_save_from_the_review_leaves_the_typed_input_as_it_is(ann):
    draft = drafts.open_draft(ann, URL, {})
    drafts.keep(draft, query(job_title="Typed"))
    drafts.keep_posted(late_post({"nonce": draft.nonce, "step": "save"}, ann))
    draft.refresh_from_db()
    assert drafts.input_of(draft)["job_title"] == "Typed"


def test_a_late_post_without_a_draft_makes_one(ann):
    drafts.keep_posted(late_post({"job_title": "Typed"}, ann))
    assert drafts.input_of(Draft.objects.get(user=ann, url=URL))["job_title"] == "Typed"


def test_a_late_post_with_another_persons_nonce_does_not_touch_their_draft(ann):
    bob = User.objects.create(email="bob@example.org", kind=User.Kind.DELEGATE)
    draft = drafts.open_draft(ann, URL, {})
    drafts.keep_posted(late_post({"nonce": draft.nonce, "job_title": "Planted"}, bob))
    draft.refresh_from_db()
    assert drafts.input_of(draft) is None


@pytest.mark.parametrize("path", ["/signin/", "/accounts/", "/accounts/1013/unlock/", "/nowhere/", "/roles/1/"])
def test_only_forms_of_the_screens_are_kept(ann, path):
    drafts.keep_posted(late_post({"email": "x", "password": "y"}, ann, path))
    assert not Draft.objects.exists()


def test_a_strangers_post_is_not_kept(db):
    drafts.keep_posted(late_post({"job_title": "x"}, None))
    assert not Draft.objects.exists()


def test_a_post_too_large_is_not_kept(ann):
    drafts.keep_posted(late_post({"job_title": "x" * (drafts.LARGEST_INPUT + 1)}, ann))
    assert not Draft.objects.filter(typed_at__isnull=False).exists()


def test_expired_drafts_are_pruned_and_nobody_gathers_more_than_a_hundred(ann):
    old = drafts.open_draft(ann, URL, {})
    Draft.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    for _number in range(drafts.MOST_PER_PERSON + 5):
        drafts.open_draft(ann, URL, {})
    assert not Draft.objects.filter(pk=old.pk).exists()
    assert Draft.objects.filter(user=ann).count() <= drafts.MOST_PER_PERSON + 1


def test_what_was_typed_outlives_forms_that_were_only_opened(ann):
    typed = drafts.open_draft(ann, URL, {})
    drafts.keep(typed, query(job_title="Typed"))
    for _number in range(drafts.MOST_PER_PERSON + 5):
        drafts.open_draft(ann, URL, {})
    assert Draft.objects.filter(pk=typed.pk).exists()


def test_a_finished_draft_holds_nothing_of_what_was_typed(ann):
    draft = drafts.open_draft(ann, URL, {"a": 1})
    drafts.keep(draft, query(job_title="Typed"))
    drafts.finish(draft, "/accounts/", "Saved.")
    draft.refresh_from_db()
    assert draft.sealed_base is None
    assert draft.sealed_input is None


def test_a_sender_that_died_leaves_the_outcome_unknown(ann):
    draft = drafts.open_draft(ann, URL, {})
    Draft.objects.update(state=Draft.State.SENDING, sending_since=timezone.now() - timedelta(minutes=3))
    with pytest.raises(drafts.AlreadySent) as sent, drafts.sending(draft):
        pass
    assert sent.value.draft.state == Draft.State.UNKNOWN


def test_an_unexpected_crash_while_sending_leaves_the_outcome_unknown(ann):
    draft = drafts.open_draft(ann, URL, {})
    with pytest.raises(ZeroDivisionError), drafts.sending(draft):
        raise ZeroDivisionError
    draft.refresh_from_db()
    assert draft.state == Draft.State.UNKNOWN
