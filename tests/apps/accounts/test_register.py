"""Registering an account: nobody but the person ever knows their password, and nobody is registered twice."""

import html
import re

import pytest

from apps.accounts.accounts.forms import RegisterForm
from console.api.contract import load_contract
from console.audit.models import Entry
from console.screens.models import Draft

URL = "/accounts/add/"
NEW = {"user_email": "noor@example.org", "user_name": "Noor Jansen"}
HTMX = {"HX-Request": "true"}
SECRETS = {"password", "confirm_password", "security_question", "security_answer"}


def nonce_in(response):
    return re.search(r'name="nonce" value="([^"]+)"', response.content.decode()).group(1)


def text_of(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def calls(sandbox, operation):
    return [request for request in sandbox.requests if request.operation == operation]


def register(client, **typed):
    nonce = nonce_in(client.get(URL))
    review = client.post(URL, {"nonce": nonce, "step": "review", **typed})
    return review, lambda: client.post(URL, {"nonce": nonce, "step": "save"})


def plan_of(sandbox, kind):
    return next(plan for plan in sandbox.world.service_plans.values() if plan["type"] == kind)


def somebody(sandbox):
    return sandbox.world.accounts.get(1002)


def test_every_property_is_asked_but_the_secrets_and_the_mails():
    properties = set(load_contract().operation("registerUserAccount").body_properties)
    mails = {"send_activation_email", "send_registration_email"}
    assert set(RegisterForm.base_fields) == properties - SECRETS - mails


def test_an_account_is_registered_once_without_a_password_and_with_the_mails(ann, sandbox):
    plan = plan_of(sandbox, "INDIVIDUAL")
    chosen = {"service_plan_id": plan["id"], "language": "nl-NL", "country": "Netherlands"}
    review, save = register(ann, **NEW, **chosen)
    assert plan["name"] in text_of(review)
    assert "mails a link to this address" in text_of(review)
    first, second = save(), save()
    assert first["Location"] == second["Location"] == "/accounts/?user_email=noor%40example.org"
    (call,) = calls(sandbox, "registerUserAccount")
    assert call.body == {
        **NEW,
        **chosen,
        "common_name": "Noor Jansen",
        "send_activation_email": True,
        "send_registration_email": True,
    }
    mails = [mail.subject for mail in sandbox.world.mails if mail.to == NEW["user_email"]]
    assert "Activate your account" in mails
    assert not sandbox.world.accounts.by_email(NEW["user_email"])["activated"]


def test_the_list_it_leads_to_shows_the_new_account_and_says_that_a_mail_goes_out(ann):
    _review, save = register(ann, **NEW)
    page = text_of(ann.get(save()["Location"]))
    assert "Noor Jansen" in page
    assert "SigningHub mails the link to activate it" in page


def test_no_field_for_a_password_is_drawn_and_a_planted_one_is_not_sent(ann, sandbox):
    page = ann.get(URL).content.decode()
    assert 'type="password"' not in page
    assert not [name for name in SECRETS if f'name="{name}"' in page]
    _review, save = register(ann, **NEW, password="hush", confirm_password="hush", security_answer="hush")
    assert save().status_code == 302
    (call,) = calls(sandbox, "registerUserAccount")
    assert not SECRETS & call.body.keys()


def test_it_is_on_record_before_it_happens(ann):
    _review, save = register(ann, **NEW)
    assert not Entry.objects.filter(operation="registerUserAccount")
    save()
    entry = Entry.objects.get(operation="registerUserAccount")
    assert entry.values["user_email"] == NEW["user_email"]
    assert entry.state == "done"


def test_countries_languages_and_plans_are_picked(ann, sandbox):
    page = ann.get(URL).content.decode()
    for name in ("country", "language", "service_plan_id"):
        assert re.search(rf'<select name="{name}"', page)
    assert html.escape(plan_of(sandbox, "ENTERPRISE")["name"]) + " (enterprise)" in page


def test_an_enterprise_plan_needs_the_name_of_the_enterprise(ann, sandbox):
    plan = plan_of(sandbox, "ENTERPRISE")
    refused, _save = register(ann, **NEW, service_plan_id=plan["id"])
    assert refused.status_code == 422
    assert "needs the name of the enterprise" in text_of(refused)
    _review, save = register(ann, **NEW, service_plan_id=plan["id"], enterprise_name="Jansen en Zonen")
    assert save().status_code == 302
    assert sandbox.world.accounts.by_email(NEW["user_email"])["enterprise_owner"]


def test_a_name_of_an_enterprise_with_another_plan_is_a_mistake(ann, sandbox):
    plan = plan_of(sandbox, "INDIVIDUAL")
    refused, _save = register(ann, **NEW, service_plan_id=plan["id"], enterprise_name="Jansen")
    assert "not for an enterprise" in text_of(refused)


def test_whoever_may_not_read_plans_types_the_number(person, sandbox):
    editor = person({"accounts": ["read", "write"]})
    page = editor.get(URL).content.decode()
    assert re.search(r'<input type="text" name="service_plan_id"', page)
    refused, _save = register(editor, **NEW, service_plan_id="Gold")
    assert "number of a service plan" in text_of(refused)
    _review, save = register(editor, **NEW, service_plan_id=str(plan_of(sandbox, "INDIVIDUAL")["id"]))
    assert save().status_code == 302
    assert not calls(sandbox, "listBasicServicePlans") + calls(sandbox, "listServicePlans")


# Who has the address already


def test_an_address_that_somebody_has_is_said_while_it_is_typed_with_the_way_to_them(ann, sandbox):
    person = somebody(sandbox)
    found = ann.get("/accounts/add/existing/", {"user_email": person["user_email"]}, headers=HTMX)
    assert f"{person['user_name']} has an account with this address" in text_of(found)
    assert 'href="/accounts/1002/"' in found.content.decode()


def test_a_free_address_is_said_to_be_free(ann):
    found = ann.get("/accounts/add/existing/", {"user_email": "nobody-yet@example.org"}, headers=HTMX)
    assert "Nobody has this address yet" in text_of(found)


@pytest.mark.parametrize("typed", ["", "n", "noor", "noor@", "@example.org", "x" * 300 + "@example.org"])
def test_half_an_address_is_not_looked_up(ann, sandbox, typed):
    found = ann.get("/accounts/add/existing/", {"user_email": typed}, headers=HTMX)
    assert found.status_code == 200
    assert not calls(sandbox, "checkExistingUser")


def test_the_field_asks_after_a_pause_and_keeps_the_form_as_it_is(ann):
    field = re.search(r'<input[^>]*name="user_email"[^>]*>', ann.get(URL).content.decode()).group(0)
    assert 'hx-get="/accounts/add/existing/"' in field
    assert "delay:" in field
    assert 'hx-push-url="false"' in field
    target = re.search(r'hx-target="#([^"]+)"', field).group(1)
    assert f'id="{target}"' in ann.get(URL).content.decode()


def test_without_a_script_the_address_is_looked_up_when_the_form_is_sent(ann, sandbox):
    person = somebody(sandbox)
    refused, _save = register(ann, **NEW | {"user_email": person["user_email"]})
    assert refused.status_code == 422
    assert f"{person['user_name']} has an account with this address" in text_of(refused)
    assert not calls(sandbox, "registerUserAccount")
    assert ann.get("/accounts/add/existing/?user_email=x@example.org")["Location"] == URL


def test_an_address_that_is_taken_meanwhile_is_refused_beside_its_field_and_nothing_typed_is_lost(ann, sandbox):
    review, save = register(ann, **NEW)
    assert review.status_code == 200
    sandbox.faults.add("operation=checkExistingUser kind=fail status=404")
    sandbox.world.accounts.change(somebody(sandbox), user_email=NEW["user_email"])
    refused = save()
    assert refused.status_code in (409, 422)
    assert Draft.objects.filter(url=URL, typed_at__isnull=False).exists()


@pytest.mark.parametrize("fault", ["fail status=500", "fail status=400", "html", "drop"])
def test_a_check_that_fails_is_said_and_holds_nobody_up(ann, sandbox, fault):
    ann.get(URL)
    sandbox.faults.add(f"operation=checkExistingUser kind={fault}")
    found = ann.get("/accounts/add/existing/", {"user_email": "noor@example.org"}, headers=HTMX)
    assert found.status_code == 200
    assert "did not say" in text_of(found)
    review, save = register(ann, **NEW)
    assert review.status_code == 200
    assert save().status_code == 302


def test_a_server_that_always_says_yes_registers_people_all_the_same(ann, answer_with):
    answer_with("checkExistingUser", {"message": "Checked"})
    _review, save = register(ann, **NEW)
    assert save().status_code == 302


def test_a_hostile_name_behind_an_address_is_inert(ann, sandbox):
    sandbox.world.accounts.change(somebody(sandbox), user_name="<script>alert(1)</script>", user_email="x@example.org")
    found = ann.get("/accounts/add/existing/", {"user_email": "x@example.org"}, headers=HTMX)
    assert "<script>" not in found.content.decode()
    refused, _save = register(ann, **NEW | {"user_email": "x@example.org"})
    assert "<script>alert" not in refused.content.decode()


def test_registering_is_offered_to_whoever_may_write_and_to_nobody_else(ann, person):
    assert f'href="{URL}"' in ann.get("/accounts/").content.decode()
    reader = person({"accounts": ["read"]}, email="reader@example.org")
    assert f'href="{URL}"' not in reader.get("/accounts/").content.decode()
    assert reader.get(URL).status_code == 403
