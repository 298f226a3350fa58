"""Integrations: secrets that are shown once, and the client as which the console itself comes."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from console.audit.models import Entry, Kind
from tests.apps.configuration.driving import called, do, fields_in, review, save, words_in

ALL = "/configuration/integrations/"
OWN = 1


def secret_on(page):
    found = re.search(r'id="client-secret"[^>]*>([^<]+)<', page.content.decode())
    return found and found[1]


def entries_hold(secret):
    return any(secret in str(entry.__dict__) for entry in Entry.objects.all())


def test_the_list_is_paged_sorted_and_searched_by_signinghub(ann, sandbox):
    text = words_in(ann.get(ALL))
    assert "This console" in text
    assert "Expired" in text
    assert "12 days left" in text
    ann.get(ALL, {"q": "prod", "sort": "CLIENT_ID", "size": "25"})
    last = called(sandbox, "listSystemIntegrations")[-1]
    assert last.path.endswith("/1/25")
    assert "sort-by=CLIENT_ID" in last.query
    assert "asc=true" in last.query


def test_a_new_client_leads_to_its_secret_which_is_shown_once_and_is_on_record(ann, sandbox):
    response = save(ann, f"{ALL}add/", client_id="portal", validity_period="SIX_MONTHS")
    assert re.fullmatch(rf"{ALL}\d+/secret/", response["Location"])
    (added,) = called(sandbox, "addSystemIntegration")
    assert added.body == {"client_id": "portal", "validity_period": "SIX_MONTHS", "active": True}
    waiting = ann.get(response["Location"])
    assert secret_on(waiting) is None
    assert not Entry.objects.filter(kind=Kind.REVEAL).exists()
    shown = ann.post(response["Location"])
    secret = secret_on(shown)
    assert len(secret) > 20
    assert 'data-fades="30"' in shown.content.decode()
    assert "data-copy" in shown.content.decode()
    entry = Entry.objects.get(kind=Kind.REVEAL)
    assert entry.values == {"client_id": "portal"}
    assert not entries_hold(secret)
    again = ann.post(response["Location"])
    assert again.status_code == 410
    assert secret not in again.content.decode()
    assert secret not in str(dict(ann.session))


def test_a_custom_validity_needs_both_its_days_and_only_it_takes_them(ann, sandbox):
    today = timezone.localdate()
    address = f"{ALL}add/"
    _machinery, response = review(ann, address, client_id="a", validity_period="CUSTOM")
    assert "This is needed from one day to another." in words_in(response)
    days = {"valid_from": str(today), "valid_to": str(today)}
    _machinery, response = review(ann, address, client_id="a", validity_period="CUSTOM", **days)
    assert "This is not after the beginning." in words_in(response)
    _machinery, response = review(ann, address, client_id="a", validity_period="SIX_MONTHS", **days)
    assert response.status_code == 422
    days["valid_to"] = str(today + timedelta(days=9))
    save(ann, address, client_id="a", validity_period="CUSTOM", **days)
    (added,) = called(sandbox, "addSystemIntegration")
    assert added.body == {"client_id": "a", "validity_period": "CUSTOM", "active": True, **days}


def test_another_period_takes_the_old_days_away_and_no_secret_is_sent_back(ann, sandbox):
    page = ann.get(f"{ALL}5/edit/")
    assert page.context["form"].base["validity_period"] == "CUSTOM"
    save(ann, f"{ALL}5/edit/", validity_period="THREE_MONTHS", valid_from=None, valid_to=None)
    (update,) = called(sandbox, "updateSystemIntegration")
    assert update.body == {"client_id": "old-portal", "validity_period": "THREE_MONTHS", "active": False}
    assert "********" not in ann.get(f"{ALL}5/").content.decode()


def test_a_new_secret_says_what_it_breaks_and_is_shown_once(ann, sandbox):
    address = f"{ALL}2/new-secret/"
    assert "no longer counts" in words_in(ann.get(address))
    response = do(ann, address)
    assert response["Location"] == f"{ALL}2/secret/"
    assert len(called(sandbox, "createClientSecret")) == 1
    assert secret_on(ann.post(f"{ALL}2/secret/"))
    assert secret_on(ann.post(f"{ALL}2/secret/")) is None


def test_somebody_else_is_not_shown_a_secret_that_one_person_made(ann, person):
    do(ann, f"{ALL}2/new-secret/")
    bea = person(email="bea@example.org")
    assert "There is no secret to show" in words_in(bea.get(f"{ALL}2/secret/"))


def test_an_integration_is_deleted_after_its_name_was_typed(ann, sandbox):
    assert do(ann, f"{ALL}3/delete/", typed="no").status_code == 422
    assert do(ann, f"{ALL}3/delete/").status_code == 302
    assert len(called(sandbox, "deleteSystemIntegration")) == 1


@pytest.mark.parametrize("act", ["delete", "new-secret"])
def test_the_consoles_own_client_is_not_taken_away_from_it(ann, sandbox, act):
    """Statement 30."""
    page = ann.get(f"{ALL}{OWN}/{act}/")
    assert "would be shut out" in words_in(page)
    assert do(ann, f"{ALL}{OWN}/{act}/").status_code == 409
    assert not called(sandbox, "deleteSystemIntegration")
    assert not called(sandbox, "createClientSecret")


def test_the_consoles_own_client_stays_active_whatever_is_posted_and_may_be_valid_for_longer(ann, sandbox):
    """Statement 30."""
    address = f"{ALL}{OWN}/edit/"
    page = ann.get(address)
    assert "active" not in fields_in(page)
    today = timezone.localdate()
    ends = {"validity_period": "CUSTOM", "valid_from": str(today - timedelta(days=9)), "valid_to": str(today)}
    _machinery, response = review(ann, address, **ends)
    assert "would be shut out" in words_in(response)
    save(ann, address, validity_period="TWENTY_FOUR_MONTHS", valid_from=None, valid_to=None, active=None, client_id="x")
    (update,) = called(sandbox, "updateSystemIntegration")
    assert update.body["active"] is True
    assert update.body["client_id"] == sandbox.world.client_id
