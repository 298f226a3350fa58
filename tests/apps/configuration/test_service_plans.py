"""The pages of service plans: the six parts on one page, clone, deprecate, delete, and two side by side."""

import copy
import re

import pytest

from apps.configuration.rows import in_order
from apps.configuration.service_plans.servers import Server
from tests.apps.access.screens.driving import act, bodies
from tests.every_screen.driving import forms_in

LIST = "/configuration/service-plans/"


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response


def fields_of(response, address):
    (form,) = [found for found in forms_in(response, address) if "nonce" in found.fields]
    return form.fields


def saved(client, address, **typed):
    """Open a form, type, review and save; None takes a field away. Returns the review and what saving answers."""
    fields = fields_of(page_of(client, address), address)
    for name, value in typed.items():
        fields.pop(name, None)
        if value is not None:
            fields[name] = value
    review = client.post(address, fields | {"step": "review"})
    assert review.status_code == 200, review.context["form"].errors
    answer = client.post(address, {"nonce": fields["nonce"], "step": "save"})
    assert answer.status_code == 302, answer.context["form"].errors
    return review, answer


def no_limit(name):
    """What says that there is no limit, whatever number stands beside it."""
    return {f"unlimited-{name}": "on"}


def text_of(response):
    return response.content.decode()


def test_the_list_says_what_there_is_and_is_filtered(ann):
    text = text_of(ann.get(LIST))
    assert "Enterprise Plus 2026" in text
    assert "Individual Pro" in text
    assert "Individual Pro" not in text_of(ann.get(LIST, {"type": "ENTERPRISE"}))


def test_the_page_of_a_plan_says_each_of_its_parts_and_who_is_on_it(ann, sandbox):
    text = text_of(ann.get(f"{LIST}5/"))
    for said in (
        "Attachments and merging",
        "25,000",
        "No limit",
        "ADSS signing LTV",
        "Claims approval",
        "Legal signer",
    ):
        assert said in text
    assert "smart form responses" in text
    for used in ("signing/1", "signing/2", "electronic-seal/1", "verification/1", "authentication/1"):
        assert f'href="/configuration/profiles/{used}/"' in text
    assert 'href="/configuration/connectors/4/"' in text
    uses = text_of(ann.get(f"{LIST}5/uses/"))
    assert "account" in uses
    assert "?service_plan=Enterprise+Plus+2026" in uses


def test_a_plan_that_is_not_changed_is_not_saved_and_a_changed_one_loses_nothing(ann, sandbox):
    address = f"{LIST}5/edit/"
    before = copy.deepcopy(sandbox.world.service_plans[5])
    fields = fields_of(page_of(ann, address), address)
    unchanged = ann.post(address, fields | {"step": "review"})
    assert unchanged.status_code == 302, unchanged.context["changes"]
    assert bodies(sandbox, "updateServicePlan") == []
    review, _answer = saved(ann, address, constraints__storage="1,750", **no_limit("constraints__users"))
    assert "500" in text_of(review)
    after = sandbox.world.service_plans[5]
    assert after["constraints"] == before["constraints"] | {"storage": 1750, "users": -1}
    (sent,) = bodies(sandbox, "updateServicePlan")
    assert "type" not in sent
    assert {**after, "constraints": None} == {**before, "constraints": None}
    assert len(sent) == 26


def test_servers_are_changed_moved_added_and_removed_in_their_rows(ann, sandbox):
    address = f"{LIST}5/edit/"
    row = "signing_servers-{}"
    first, _second = copy.deepcopy(sandbox.world.service_plans[5]["signing_servers"])
    fields = fields_of(page_of(ann, address), address)
    fields[row.format("0-place")] = "3"
    assert fields[row.format("0-qualified_electronic_signature-capacity-1")] == ""
    fields[row.format("0-qualified_electronic_signature-capacity-1")] = "Proxy"
    fields[row.format("1-gone")] = "on"
    profiles = next(
        (form.offered.get(row.format("2-profile"), []) for form in forms_in(ann.get(address), address)), ["", "7"]
    )
    profile = profiles[-1] if len(profiles) > 1 else "Another profile"
    fields |= {row.format("2-profile"): profile, row.format("2-place"): "1", row.format("2-electronic_seal"): "on"}
    review = ann.post(address, fields | {"step": "review"})
    assert review.status_code == 200, review.context["form"].errors
    assert "Proxy" in text_of(review)
    answer = ann.post(address, {"nonce": fields["nonce"], "step": "save"})
    assert answer.status_code == 302, answer.context["form"].errors
    new, moved = sandbox.world.service_plans[5]["signing_servers"]
    assert new["electronic_seal"] == {"enabled": True, "capacities": []}
    assert new["order"] == 1
    first["qualified_electronic_signature"]["capacities"].append({"name": "Proxy"})
    assert moved == first | {"order": 2}


@pytest.mark.parametrize(
    ("places", "order"),
    [
        (["1", "2", "3"], "abc"),
        (["1", "2", "1"], "cab"),
        (["2", "2", "3"], "bac"),
        (["9", "x", ""], "bca"),
        (["٣", "2", "1"], "cba"),
    ],
    ids=str,
)
def test_a_moved_row_takes_the_place_that_was_typed(places, order):
    rows = [
        Server(was=at, place=place, profile=name) for at, (place, name) in enumerate(zip(places, "abc", strict=True))
    ]
    assert "".join(row.profile for row in in_order(rows)) == order


def test_an_individual_plan_has_no_parts_for_enterprises(ann, sandbox):
    text = text_of(ann.get(f"{LIST}2/edit/"))
    assert "electronic_seal_servers" not in text
    assert "ALLOW_INTEGRATION" not in text
    before = copy.deepcopy(sandbox.world.service_plans[2])
    saved(ann, f"{LIST}2/edit/", name="Individual Pro+", end_date="2030-06-30")
    after = sandbox.world.service_plans[2]
    assert after == before | {"name": "Individual Pro+", "end_date": "2030-06-30T23:59:59Z"}


def test_a_plan_is_added_with_all_that_signinghub_wants_to_be_told(ann, sandbox):
    address = f"{LIST}add/"
    typed = {"name": "New one", "type": "INDIVIDUAL", "verification_profile": "Verification"}
    fields = fields_of(page_of(ann, address), address) | typed
    refused = ann.post(
        address, fields | {"features": ["ALLOW_INTEGRATION"], "constraints__users": "4"} | {"step": "review"}
    )
    assert refused.status_code == 422
    assert {"features", "constraints__users"} <= refused.context["form"].errors.keys()
    saved(ann, address, **typed, constraints__signatures="12")
    plan = max(sandbox.world.service_plans.values(), key=lambda one: one["id"])
    assert plan["name"] == "New one"
    assert plan["constraints"] == {"signatures": 12}


def test_a_clone_is_another_plan_with_everything_in_it(ann, sandbox):
    _review, answer = saved(ann, f"{LIST}5/clone/", name="Enterprise Plus 2027")
    number = max(sandbox.world.service_plans)
    assert answer["Location"].startswith(f"{LIST}{number}/")
    plans = sandbox.world.service_plans
    assert plans[number]["signing_servers"] == plans[5]["signing_servers"]
    assert plans[number]["public"] is False


def test_deprecating_changes_nothing_else_and_can_be_taken_back(ann, sandbox):
    before = copy.deepcopy(sandbox.world.service_plans[5])
    answer = act(ann, f"{LIST}5/deprecate/")
    assert answer.status_code == 302, answer.context["problem"]
    assert sandbox.world.service_plans[5] == before | {"deprecated": True}
    assert act(ann, f"{LIST}5/offer/").status_code == 302
    assert sandbox.world.service_plans[5] == before


def test_a_plan_in_use_says_how_many_are_on_it_and_one_that_is_not_is_deleted(ann, sandbox):
    page = ann.get(f"{LIST}5/delete/")
    assert "accounts" in page.context["warnings"][0]
    assert act(ann, f"{LIST}5/delete/").status_code == 409
    assert 5 in sandbox.world.service_plans
    assert "Global settings" in ann.get(f"{LIST}4/delete/").context["warnings"][0]
    assert act(ann, f"{LIST}8/delete/").status_code == 302
    assert 8 not in sandbox.world.service_plans


def test_two_plans_are_compared_part_by_part(ann):
    text = text_of(ann.get(f"{LIST}compare/?id=4&id=5"))
    assert "Limits · Signatures" in text
    assert "25,000" in text
    assert "Choose two" in text_of(ann.get(f"{LIST}compare/?id=4"))


@pytest.mark.parametrize(
    ("was", "typed", "sent"),
    [
        ({"limit": 5, "unlimited": False, "x": 1}, None, {"limit": None, "unlimited": True, "x": 1}),
        ({"Limit": 5}, "٧", {"Limit": 7}),
        (None, "6", 6),
        (5, "6.5", 6.5),
    ],
    ids=str,
)
def test_a_limit_is_written_as_this_signinghub_writes_it(ann, sandbox, was, typed, sent):
    sandbox.world.service_plans[5]["constraints"] |= {"templates": was, "ai_tokens": None}
    name = "constraints__templates"
    ticks = no_limit(name) if typed is None else {f"unlimited-{name}": None, name: typed}
    saved(ann, f"{LIST}5/edit/", **ticks)
    (body,) = bodies(sandbox, "updateServicePlan")
    assert body["constraints"]["templates"] == sent


def test_the_profiles_are_typed_where_their_list_is_refused(ann, sandbox):
    sandbox.faults.add("operation=listBasicSigningProfiles kind=fail status=403")
    sandbox.faults.add("operation=listBasicAuthenticationProfiles kind=fail status=403")
    text = text_of(ann.get(f"{LIST}5/edit/"))
    assert 'value="ADSS signing LTV"' in text
    assert "typed as SigningHub spells it" in text
    saved(ann, f"{LIST}5/edit/", authentication_profile__allowed="Password of SigningHub\nA third one")
    profiles = sandbox.world.service_plans[5]["authentication_profile"]["allowed"]
    assert profiles == [{"id": 1, "name": "Password of SigningHub"}, {"name": "A third one"}]


def test_an_account_leads_to_its_plan_for_those_who_may_see_plans(ann, person):
    link = rf'href="({LIST}\d+/)"'
    assert ann.get(re.search(link, text_of(ann.get("/accounts/1002/"))).group(1)).status_code == 200
    dana = person({"accounts": ["read"]}, email="dana@example.org")
    assert not re.search(link, text_of(dana.get("/accounts/1002/")))


def test_what_a_plan_uses_is_only_named_to_those_who_may_not_open_it(person):
    desk = person({"service_plans": ["read"], "connectors": ["read"]}, email="desk@example.org")
    text = text_of(desk.get(f"{LIST}5/"))
    assert "ADSS signing LTV" in text
    assert "/configuration/profiles/signing/1/" not in text
    assert 'href="/configuration/connectors/4/"' in text


def test_what_somebody_else_changes_meanwhile_stays_beside_a_change_of_the_servers(ann, sandbox):
    address = f"{LIST}5/edit/"
    fields = (
        fields_of(page_of(ann, address), address) | {"signing_servers-1-gone": "on"} | no_limit("constraints__users")
    )
    plan = sandbox.world.service_plans[5]
    plan["constraints"] |= {"storage": None, "templates": 77}
    plan["electronic_seal_servers"][0]["electronic_seal"]["capacities"] = [{"name": "Theirs"}]
    review = ann.post(address, fields | {"step": "review"})
    assert "Their change is kept" in text_of(review)
    ann.post(address, {"nonce": fields["nonce"], "step": "save"})
    after = sandbox.world.service_plans[5]
    assert [server["order"] for server in after["signing_servers"]] == [1]
    kept = {name: after["constraints"][name] for name in ("storage", "templates", "users")}
    assert kept == {"storage": None, "templates": 77, "users": -1}
    assert after["electronic_seal_servers"][0]["electronic_seal"]["capacities"] == [{"name": "Theirs"}]


def test_a_row_stays_its_own_when_somebody_else_removes_another_meanwhile(ann, sandbox):
    address = f"{LIST}5/edit/"
    mine = {"signing_servers-1-electronic_seal": "on"}
    fields = fields_of(page_of(ann, address), address) | mine
    first, second = sandbox.world.service_plans[5]["signing_servers"]
    second["x_time_stamp_policy"] = "of the second"
    sandbox.world.service_plans[5]["signing_servers"] = [copy.deepcopy(second)]
    compared = ann.post(address, fields | {"step": "review"})
    assert compared.status_code == 409
    nonce = {"nonce": fields["nonce"]}
    chosen = ann.post(address, nonce | {"choose-signing_servers": "mine", "step": "choose"})
    assert chosen.status_code == 200
    ann.post(address, nonce | {"step": "save"})
    again, kept = sandbox.world.service_plans[5]["signing_servers"]
    assert again["signing_profile"] == first["signing_profile"]
    assert "x_time_stamp_policy" not in again
    assert kept["x_time_stamp_policy"] == "of the second"
    assert kept["electronic_seal"]["enabled"] is True
