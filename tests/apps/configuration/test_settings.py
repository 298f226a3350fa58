"""The global settings: a fitting control for what is known, all the rest as it comes, saved section by section."""

import copy

import pytest
from django import forms

from apps.configuration.settings.catalogue import SECTIONS
from apps.configuration.settings.forms import form_for
from apps.configuration.settings.service import _sections_in
from console.api.contract import load_contract
from console.screens.forms import Picker
from tests.apps.configuration.driving import called, fields_in, review, save, words_in

ALL = "/configuration/settings/"
SESSIONS = f"{ALL}session-and-links-expiry-time/"
S = "system_settings__"


def sent(sandbox):
    return called(sandbox, "updateSystemSettings")[-1].body


def pairs(body):
    return {pair["attribute_name"]: pair["attribute_value"] for pair in body["system_settings"]}


def test_every_section_is_shown_with_what_it_holds_known_or_not(ann):
    page = ann.get(ALL)
    text = words_in(page)
    assert "Installation name SigningHub (sandbox)" in text
    assert "Session of a person (minutes) 20" in text
    assert "At least one digit Yes" in text
    assert "إعدادات <b>خاصة</b>" in text
    assert "Not in the guide" in text
    assert "********" not in page.content.decode()


def test_a_documented_setting_has_a_fitting_control_its_help_and_its_default(ann):
    page = ann.get(SESSIONS)
    form = page.context["form"]
    assert isinstance(form.fields[f"{S}session_timeout"], forms.CharField)
    assert "5 at most. Default: 5." in words_in(page)
    locale = ann.get(f"{ALL}default-locale/").context["form"]
    assert isinstance(locale.fields[f"{S}allow_changing_country"], forms.BooleanField)
    assert isinstance(locale.fields[f"{S}default_country"].widget, forms.Select)
    assert isinstance(
        ann.get(f"{ALL}service-plan/").context["form"].fields[f"{S}default_enterprise_service_plan"], Picker
    )
    assert "Restart" not in words_in(page)


def test_a_change_is_shown_before_it_is_saved_and_goes_out_with_all_of_its_section_alone(ann, sandbox):
    before = copy.deepcopy(dict(sandbox_section(ann, sandbox, "Session and Links Expiry Time")))
    _machinery, reviewed = review(ann, SESSIONS, **{f"{S}access_token_expiry": "3600"})
    text = words_in(reviewed)
    assert "Access tokens (seconds) 86400 3600" in text
    assert "Every program that uses the API is bound by it" in text
    assert not called(sandbox, "updateSystemSettings")
    assert (
        save(ann, SESSIONS, **{f"{S}access_token_expiry": "3600"})["Location"] == f"{ALL}#session-and-links-expiry-time"
    )
    assert sent(sandbox)["setting_section"] == "Session and Links Expiry Time"
    # In the type that it had.
    assert pairs(sent(sandbox)) == {**before, "access_token_expiry": 3600}


def sandbox_section(client, sandbox, name):
    client.get(ALL)
    return sandbox.world.resources["system_settings"][name]


@pytest.mark.parametrize(
    ("section", "setting", "said"),
    [
        ("general", "admin_address", "can lock people out"),
        ("content-security-policy", "admin_csp_sources", "can lock people out"),
        ("core-settings", "email_retry_count", "Core was restarted"),
    ],
)
def test_what_can_lock_people_out_or_needs_a_restart_says_so_before_it_is_saved(ann, section, setting, said):
    new = {"admin_address": "https://elsewhere.example", "admin_csp_sources": "x", "email_retry_count": "9"}[setting]
    _machinery, reviewed = review(ann, f"{ALL}{section}/", **{f"{S}{setting}": new})
    assert said in words_in(reviewed)


def test_a_section_that_no_manual_names_has_a_field_for_each_of_its_values_and_keeps_its_secret(ann, sandbox):
    address = f"{ALL}redis/"
    before = copy.deepcopy(dict(sandbox_section(ann, sandbox, "Redis")))
    page = ann.get(address)
    assert "The guide does not name this section" in words_in(page)
    name = next(name for name in page.context["form"].fields if name.endswith("redis_endpoint"))
    assert save(ann, address, **{name: "redis-02:6379"}).status_code == 302
    del before["redis_password"]
    # A mask is not a password, so it is not sent.
    assert pairs(sent(sandbox)) == {**before, "redis_endpoint": "redis-02:6379"}


def test_flags_and_numbers_go_back_as_they_were_spelt(ann, sandbox):
    address = f"{ALL}default-password-policy/"
    save(ann, address, **{f"{S}include_special_characters": "on", f"{S}minimum_length": "12"})
    body = pairs(sent(sandbox))
    assert (body["minimum_length"], body["include_numbers"], body["include_special_characters"]) == ("12", 1, True)


def test_a_value_that_is_none_is_said_at_its_field_and_not_sent(ann, sandbox):
    _machinery, response = review(ann, SESSIONS, **{f"{S}session_timeout": "soon"})
    assert response.status_code == 422
    assert "This is not a whole number." in words_in(response)
    _machinery, response = review(ann, f"{ALL}general/", **{f"{S}web_address": "javascript:x"})
    assert "This is not an address" in words_in(response)
    machinery, _response = review(ann, SESSIONS, **{f"{S}session_timeout": "0"})
    response = ann.post(SESSIONS, machinery | {"step": "save"})
    assert response.status_code == 422
    assert "is not a number of minutes" in words_in(response)


def test_somebody_elses_change_meanwhile_is_a_choice_for_each_setting(ann, sandbox):
    page = ann.get(SESSIONS)
    fields = fields_in(page) | {f"{S}session_timeout": "30", "nonce": page.context["draft"].nonce}
    section = sandbox_section(ann, sandbox, "Session and Links Expiry Time")
    section["session_timeout"], section["access_token_expiry"] = 45, 7200
    response = ann.post(SESSIONS, fields | {"step": "review"})
    assert response.status_code == 409
    assert "Yours: 30 Theirs, as it is now: 45" in words_in(response)
    choice = {f"choose-{S}session_timeout": "mine", "nonce": fields["nonce"], "step": "choose"}
    assert ann.post(SESSIONS, choice).status_code == 200
    ann.post(SESSIONS, {"nonce": fields["nonce"], "step": "save"})
    assert (pairs(sent(sandbox))["session_timeout"], pairs(sent(sandbox))["access_token_expiry"]) == (30, 7200)


@pytest.mark.parametrize(
    "data",
    [
        [{"setting_section": "Alerts", "system_settings": [{"name": "support_email", "value": "a@b.c"}]}],
        {"items": [{"section": "Alerts", "settings": [{"key": "support_email", "value": "a@b.c"}]}]},
        {"Alerts": {"support_email": "a@b.c"}},
        [{"setting_section": "Alerts", "support_email": "a@b.c"}],
        [{"setting_section": "Alerts", "attribute_name": "support_email", "attribute_value": "a@b.c"}],
        {"setting_section": "Alerts", "system_settings": {"support_email": "a@b.c"}},
    ],
    ids=range(6),
)
def test_the_settings_are_read_in_whichever_shape_they_come(ann, answer_with, data):
    answer_with("getSystemSettings", data)
    assert "E-mail of the support a@b.c" in words_in(ann.get(ALL))
    page = ann.get(f"{ALL}alerts/")
    assert page.context["form"][f"{S}support_email"].value() == "a@b.c"


def test_whoever_may_only_read_gets_no_form(person, sandbox):
    reader = person({"system_settings": ["read"]}, email="reader@example.org")
    assert f'href="{ALL}general/"' not in reader.get(ALL).content.decode()
    assert reader.get(f"{ALL}general/").status_code == 403


def test_the_catalogue_makes_a_form_of_every_section():
    operation = load_contract().operation("updateSystemSettings")
    names = [setting.name for section in SECTIONS for setting in section.settings]
    assert len(names) == len(set(names))
    for section in SECTIONS:
        base = {"setting_section": section.name.title().replace("_", " "), "system_settings": []}
        assert list(form_for(section.name)(operation=operation, base=base).fields) == []
    assert list(_sections_in(None, {})) == []
