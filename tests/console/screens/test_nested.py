"""Nested bodies in forms: laid out value by value, put back as they came, with a field for what nobody declared."""

import copy

import pytest
from django import forms
from django.http import QueryDict

from console.api.contract import Operation
from console.screens import secret_names
from console.screens.fields import Secret
from console.screens.forms import ApiForm
from console.screens.nested import Layout

PAIRS = {"type": ["array", "null"], "items": {"type": "object"}, "x-attributes": {"properties": {}}}
PLAN = {"type": "object", "properties": {"enabled": {}, "notify": {"type": "object", "properties": {"days": {}}}}}
SCHEMA = {"type": "object", "required": ["detail"], "properties": {"name": {}, "detail": PAIRS, "plan": PLAN}}
BODY = {
    "name": "One",
    "detail": [
        {"attribute_name": "ClientId", "attribute_value": "abc", "later": [1]},
        {"attribute_name": "client_secret", "attribute_value": "********"},
        {"attribute_name": "token_url", "attribute_value": "https://x.example"},
        {"attribute_name": "retries", "attribute_value": 3},
        {"attribute_name": "client_secret", "attribute_value": "a second one"},
        "no pair at all",
    ],
    "plan": {"enabled": "false", "notify": {"days": "7", "unheard": {"of": ["this"]}}, "an odd key!": None},
}


class Form(ApiForm):
    nested = ("detail", "plan")
    name = forms.CharField()
    detail__client_id = forms.CharField()
    detail__client_secret = Secret()
    plan__enabled = forms.BooleanField()


def operation():
    return Operation("x", "X", "", "PUT", "/x", "write", None, (), body_schema=SCHEMA)


def form(base=None, **typed):
    data = None
    if typed:
        data = QueryDict(mutable=True)
        data.update(typed)
    return Form(data, operation=operation(), base=BODY if base is None else base)


def saved(**typed):
    """The body that a form sends over BODY when these values were typed and all others were posted as shown."""
    shown = form()
    open_fields = shown.fields.keys() - set(shown.secrets())
    posted = {name: shown[name].value() for name in open_fields if shown[name].value() not in (None, "", False)}
    bound = form(**posted | typed)
    assert bound.is_valid(), bound.errors
    return bound.payload(BODY)


def test_a_form_that_changes_nothing_sends_all_as_it_came_but_its_secrets():
    wanted = copy.deepcopy(BODY)
    del wanted["detail"][1]
    assert saved() == wanted


def test_a_value_is_changed_in_its_place_in_its_type_and_under_its_spelling():
    body = saved(detail__client_id="new", plan__enabled="on", detail__retries="4", plan__notify__days="8")
    assert body["detail"][0] == {"attribute_name": "ClientId", "attribute_value": "new", "later": [1]}
    assert {"attribute_name": "retries", "attribute_value": 4} in body["detail"]
    assert body["plan"].pop("notify") == {"days": "8", "unheard": {"of": ["this"]}}
    assert body["plan"] == {"enabled": "true", "an odd key!": None}


def test_a_typed_secret_takes_the_place_of_the_mask():
    sent = saved(detail__client_secret="new")["detail"]
    assert sent[1] == {"attribute_name": "client_secret", "attribute_value": "new"}


def test_what_nobody_declared_has_a_field_that_suits_it():
    fields = form().fields
    assert isinstance(fields["detail__retries"], forms.IntegerField)
    assert fields["plan__notify__unheard__of"].prepare_value(["this"]) == "this"
    assert str(fields["plan__notify__days"].label) == "Notify · Days"
    assert "detail__client_secret__2" not in fields
    (section,) = [section for section in form().sections() if section.title == "Other settings"]
    assert "detail__token_url" in [shown.bound.name for shown in section.fields]


def test_a_setting_may_be_added_by_its_name_alone_as_a_pair_or_under_its_keys():
    body = saved(detail__region="north", plan__later__on="1")
    assert body["detail"][-1] == {"attribute_name": "region", "attribute_value": "north"}
    assert body["plan"]["later"] == {"on": "1"}


def test_a_new_body_has_what_is_required_even_where_nothing_was_typed():
    bound = form(base={}, name="New")
    assert bound.is_valid()
    assert bound.payload({}) == {"name": "New", "detail": []}


@pytest.mark.parametrize(
    "detail",
    [
        None,
        "text",
        [],
        {"items": BODY["detail"], "count": 3},
        [[pair] for pair in BODY["detail"][:2]],
        [{"Name": "client_id", "Value": "abc"}, {"Name": 7}, None, 17],
        {"client_id": "abc"},
        [{"attribute_name": "x" * 5000, "attribute_value": "y"}, {"attribute_name": "<b>\ud800", "attribute_value": 1}],
    ],
    ids=["null", "text", "empty", "wrapped", "in lists", "other names", "object", "hostile"],
)
def test_a_detail_of_another_shape_goes_back_in_that_shape(detail):
    body = {"name": "One", "detail": detail}
    layout = Layout(("detail", "plan"), Form.base_fields, SCHEMA)
    assert layout.gather(layout.spread(body), body) == {**body, "detail": [] if detail is None else detail}
    flat = {**layout.spread(body), "detail__client_id": "new"}
    if detail != "text":
        assert layout.spread(layout.gather(flat, body))["detail__client_id"] == "new"


def test_a_draft_keeps_neither_the_secret_of_a_pair_nor_forgets_that_there_is_one():
    kept = secret_names.without_secrets({"detail": [{"attribute_name": "Client Secret", "attribute_value": "hush"}]})
    assert kept == {"detail": [{"attribute_name": "Client Secret", "attribute_value": secret_names.MASK}]}


NO_SECRETS = ["token_url", "one_time_password", "otp_length", "sms_otp", "private", "credential_id"]
SECRETS = ["clientSecret", "Client Secret", "detail__client_secret", "signing_pfx", "one_time_pin"]


@pytest.mark.parametrize("name", NO_SECRETS)
def test_what_is_said_about_a_secret_is_none(name):
    assert not secret_names.is_secret(name)
    assert not secret_names.is_secret(f"detail__{name}")


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_told_however_it_is_spelt(name):
    assert secret_names.is_secret(name)
