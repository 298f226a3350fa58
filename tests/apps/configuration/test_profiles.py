"""Profiles: six kinds by one module, each added, viewed, edited and deleted, with the connector behind it by name."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.configuration.profiles.overview import modules_of
from apps.configuration.profiles.screens import KINDS
from console.permissions import Area
from tests.apps.configuration.test_branding import png
from tests.apps.configuration.test_connectors import called, save, shown, text_of

D = "profile_detail__"
OVERVIEW = "/configuration/profiles/"
kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.resource.name)
# The key under which a plan refers to a profile of the kind.
IN_PLAN = {
    "Authentication": lambda ref: {"authentication_profile": {"allowed": [ref], "default": ref}},
    "Certification": lambda ref: {"signing_servers": [{"advanced_electronic_signature": {"capacities": [ref]}}]},
    "Signing": lambda ref: {"signing_servers": [{"signing_profile": ref}]},
    "ElectronicSeal": lambda ref: {"electronic_seal_servers": [{"electronic_seal_profile": ref}]},
    "Verification": lambda ref: {"verification_profile": ref},
}


@kinds
def test_a_profile_is_added_viewed_edited_and_deleted(ann, sandbox, kind):
    resource, profiles = kind.resource, sandbox.world.profiles[kind.operations]
    known = resource.url("list")
    assert profiles[1]["name"] in text_of(ann.get(known))
    assert "ADSS Production" in ann.get(resource.url("add")).content.decode() or kind.operations == "Authentication"
    save(ann, resource.url("add"), name="Made by a test", **{f"{D}connector_id": "1"})
    number = max(profiles)
    assert profiles[number]["detail"]["connector_id"] == "1"
    assert profiles[number]["status"] is True
    page = ann.get(resource.url("detail", number)).content.decode()
    assert 'href="/configuration/connectors/1/"' in page
    edit = resource.url("edit", number)
    profiles[number]["detail"]["x_unheard"] = [{"of": [1, None]}]
    form = shown(ann, edit)
    del form["status"]
    ann.post(edit, form | {"description": "Changed", "step": "review"})
    ann.post(edit, {"nonce": form["nonce"], "step": "save"})
    assert profiles[number] | {"description": "Changed", "status": False} == profiles[number]
    assert profiles[number]["detail"]["x_unheard"] == [{"of": [1, None]}]
    form = shown(ann, resource.url("delete", number))
    ann.post(resource.url("delete", number), form | {"typed": "Made by a test", "step": "do"})
    assert number not in profiles
    assert {f"add{kind.operations}Profile", f"update{kind.operations}Profile"} <= {
        one.operation for one in sandbox.requests
    }


@kinds
def test_the_page_of_all_profiles_names_those_of_each_kind(ann, sandbox, kind):
    assert f"part-{kind.resource.name}-few" in ann.get(OVERVIEW).content.decode()
    few = ann.get(kind.resource.url("list") + "few/", headers={"HX-Request": "true"}).content.decode()
    assert f'href="{kind.resource.url("detail", 1)}"' in few
    assert called(sandbox, f"listBasic{kind.operations}Profiles")


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.operations in IN_PLAN], ids=lambda kind: kind.resource.name
)
def test_a_profile_that_a_plan_uses_says_so_and_is_not_deleted(ann, sandbox, kind):
    name = sandbox.world.profiles[kind.operations][1]["name"]
    for plan in sandbox.world.service_plans.values():
        plan.pop("signing_servers", None)
    sandbox.world.service_plans[4] |= IN_PLAN[kind.operations]({"id": 1, "name": name})
    assert "Enterprise Basic" in text_of(ann.get(kind.resource.url("detail", 1) + "uses/"))
    assert "It is in use" in text_of(ann.get(kind.resource.url("delete", 1)))


def test_a_private_flag_and_the_place_in_the_order_are_settled_like_any_field(ann, sandbox):
    (kind,) = [kind for kind in KINDS if kind.operations == "Authentication"]
    edit = kind.resource.url("edit", 3)
    form = shown(ann, edit)
    assert form["private"] == "on"
    del form["private"]
    reviewed = ann.post(edit, form | {"sort_order": "7", "step": "review"})
    assert "Without a public one nobody can sign in there" in text_of(reviewed)
    ann.post(edit, {"nonce": form["nonce"], "step": "save"})
    saved = sandbox.world.profiles["Authentication"][3]
    assert (saved["private"], saved["sort_order"]) == (False, 7)
    assert saved["detail"]["fqdn"] == "contoso.example"


def test_a_kind_that_the_licence_leaves_out_says_why(ann, answer_with):
    seals = f"{OVERVIEW}electronic-seal/few/"
    assert "The licence has no module" not in text_of(ann.get(seals))
    answer_with("getDashboard", {"license": {"modules": ["SIMPLE_ELECTRONIC_SIGNATURES", {"name": "SAML"}]}})
    page = ann.get(seals)
    assert "The licence has no module ELECTRONIC_SEALS" in text_of(page)
    assert "electronic-seal/add/" not in page.content.decode()


@pytest.mark.parametrize(
    ("licence", "modules"),
    [
        ({}, None),
        ({"modules": "text"}, None),
        ({"modules": ["Electronic Seals"]}, {"ELECTRONIC_SEALS"}),
        ({"modules": [{"name": "SAML", "enabled": "false"}, {"name": "data-archiving"}]}, {"DATA_ARCHIVING"}),
        ({"modules": {"SAML": True, "BILLING": 0}}, {"SAML"}),
    ],
)
def test_the_modules_of_a_licence_are_read_however_they_come(licence, modules):
    assert modules_of(licence) == modules


def test_the_menu_leads_to_the_profiles_whoever_may_read_one_kind_and_nobody_else(person):
    reader = person(rights={Area.SIGNING_PROFILES.value: ["read"]}, email="reader@example.org")
    page = reader.get(OVERVIEW).content.decode()
    assert f'<a href="{OVERVIEW}"' in page
    assert "does not include this right: Verification profiles" in text_of(reader.get(OVERVIEW))
    other = person(rights={Area.ACCOUNTS.value: ["read"]}, email="other@example.org")
    assert f'<a href="{OVERVIEW}"' not in other.get("/accounts/").content.decode()


def test_an_authentication_profile_has_a_logo_that_is_a_file(ann, sandbox):
    address = "/configuration/profiles/authentication/"
    shown_page = ann.get(f"{address}2/").content.decode()
    assert '<img class="pic" src="/configuration/picture/?of=' in shown_page
    save(ann, f"{address}1/edit/", **{f"{D}logo_file": SimpleUploadedFile("a.png", png(64, 50) + b"<script>")})
    sent = base64.b64decode(sandbox.world.profiles["Authentication"][1]["detail"]["logo"])
    assert b"script" not in sent
    before = sandbox.world.profiles["Authentication"][2]["detail"]["logo"]
    save(ann, f"{address}2/edit/", name="Contoso people")
    assert sandbox.world.profiles["Authentication"][2]["detail"]["logo"] == before
    assert "logo_file" not in ann.get("/configuration/profiles/signing/1/edit/").content.decode()
