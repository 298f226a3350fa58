"""Operators: added with a certificate that is theirs, changed, let in and shut out, and never beyond what one holds."""

import base64

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.uploadedfile import SimpleUploadedFile

from console.permissions import Area
from tests.apps.access.screens.driving import act, bodies, filled, nonce_in, operations, review, save
from tests.certificates import certificate, der, pfx

ADD = "/operators/add/"
EMAIL = "1.2.840.113549.1.9.1=new@signinghub.example"
# In the order in which the sandbox makes its people.
ADMINISTRATOR, SUPPORT, AUDITOR = 1, 2, 3
ROLES = {"administrator": "1", "support": "2", "auditor": "3", "legacy": "4", "empty": "6"}


THEIRS = certificate(f"CN=New Operator,{EMAIL}")
OTHERS = certificate("CN=Other,1.2.840.113549.1.9.1=other@example.org")


def as_file(data, name="new.cer"):
    return SimpleUploadedFile(name, data)


def typed(**more):
    return {"name": "New Operator", "email": "new@signinghub.example", "role": ROLES["auditor"], "status": "on"} | more


@pytest.fixture
def keeper(ann):
    """Ann, who keeps the vault too."""
    ann.user.is_custodian = True
    ann.user.save()
    return ann


@pytest.mark.parametrize("kind", ["cer", "pem", "base64"])
def test_an_operator_is_added_by_a_certificate_that_is_shown_before_it_is_saved(ann, sandbox, kind):
    given = {
        "cer": {"file": as_file(THEIRS.public_bytes(Encoding.DER))},
        "pem": {"file": as_file(THEIRS.public_bytes(Encoding.PEM))},
        "base64": {"certificate_base64": base64.b64encode(THEIRS.public_bytes(Encoding.DER)).decode()},
    }[kind]
    reviewed, machinery = review(ann, ADD, **typed(**given))
    page = reviewed.content.decode()
    assert "CN=New Operator" in page
    assert "issued by CN=Test CA" in page
    assert "valid from 2024-02-01 until 2044-02-01" in page
    assert "for new@signinghub.example" in page
    assert ann.post(ADD, machinery | {"step": "save"}).status_code == 302
    (body,) = bodies(sandbox, "addOperator")
    assert base64.b64decode(body["certificate_base64"]) == THEIRS.public_bytes(Encoding.DER)
    assert (body["email"], body["role"]["id"], body["status"]) == ("new@signinghub.example", 3, True)
    assert "New Operator" in ann.get("/operators/").content.decode()


def test_a_certificate_of_somebody_else_or_with_a_key_in_it_is_refused_before_it_is_sent(ann, sandbox):
    other = as_file(OTHERS.public_bytes(Encoding.DER))
    for given, said in (
        ({"file": other}, "This certificate is for other@example.org, not for new@signinghub.example."),
        ({"file": as_file(pfx(), "new.pfx")}, "holds a private key"),
        ({}, "Choose the file of the certificate"),
    ):
        answer, _machinery = review(ann, ADD, **typed(**given))
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert "addOperator" not in operations(sandbox)


def test_an_operator_is_edited_disabled_enabled_and_deleted(ann, sandbox):
    assert save(ann, f"/operators/{SUPPORT}/edit/", mobile_number="+442079460000").status_code == 302
    (body,) = bodies(sandbox, "updateOperator")
    assert body["mobile_number"] == "+442079460000"
    assert body["role"] == {"id": 2, "name": "Support desk"}
    assert base64.b64decode(body["certificate_base64"]) == sandbox.world.operators[SUPPORT]["certificate"]
    for name, status in (("disable", False), ("enable", True)):
        assert act(ann, f"/operators/{SUPPORT}/{name}/").status_code == 302
        assert sandbox.world.operators[SUPPORT]["status"] is status
    assert act(ann, f"/operators/{SUPPORT}/delete/", typed="somebody").status_code == 422
    assert act(ann, f"/operators/{SUPPORT}/delete/")["Location"] == "/operators/"
    assert SUPPORT not in sandbox.world.operators
    assert {"getOperator", "updateOperator", "deleteOperator"} <= operations(sandbox)


def test_the_page_says_what_the_certificate_says_and_hands_it_out(ann, sandbox):
    page = ann.get(f"/operators/{AUDITOR}/").content.decode()
    assert "SHA-256 fingerprint" in page
    assert "auditor@signinghub.example" in page
    assert f"/operators/{AUDITOR}/certificate/" in page
    file = ann.get(f"/operators/{AUDITOR}/certificate/")
    assert file.content == sandbox.world.operators[AUDITOR]["certificate"]
    assert file["Content-Disposition"] == f'attachment; filename="operator-{AUDITOR}.cer"'
    assert "getOperatorCertificate" in operations(sandbox)


def test_an_answer_without_a_certificate_is_no_file(ann, answer_with):
    ann.get("/operators/")
    answer_with("getOperatorCertificate", "bm90IGEgY2VydGlmaWNhdGU=")
    assert ann.get(f"/operators/{AUDITOR}/certificate/").status_code >= 500


# --- the console's own way in ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["disable", "delete"])
def test_the_operator_of_a_credential_is_shut_out_by_nobody_but_a_custodian(ann, sandbox, name):
    """Statement 30."""
    page = ann.get(f"/operators/{ADMINISTRATOR}/{name}/")
    assert "administrator-credential" in page.content.decode()
    answer = ann.post(f"/operators/{ADMINISTRATOR}/{name}/", {"nonce": nonce_in(page), "step": "do"} | {"typed": "x"})
    assert answer.status_code == 409
    assert not {"updateOperator", "deleteOperator"} & operations(sandbox)


def test_a_custodian_types_the_address_before_a_way_in_is_closed(keeper, credential_of, sandbox):
    """Statement 30."""
    credential_of("auditor")
    address = f"/operators/{AUDITOR}/disable/"
    assert "auditor-credential" in keeper.get(address).content.decode()
    assert act(keeper, address, typed="").status_code == 422
    assert act(keeper, address, typed="auditor@signinghub.example").status_code == 302
    assert sandbox.world.operators[AUDITOR]["status"] is False


def test_another_role_for_ones_own_operator_asks_for_a_custodian_and_for_typing(ann, sandbox):
    address = f"/operators/{ADMINISTRATOR}/edit/"
    refused, _machinery = review(ann, address, role=ROLES["auditor"])
    assert refused.status_code == 422
    assert "Only a custodian of the vault" in refused.content.decode()
    ann.user.is_custodian = True
    ann.user.save()
    refused, _machinery = review(ann, address, role=ROLES["auditor"])
    assert "Type administrator@signinghub.example" in refused.content.decode()
    assert save(ann, address, role=ROLES["auditor"], confirm="administrator@signinghub.example").status_code == 302
    assert bodies(sandbox, "updateOperator")[0]["role"] == {"id": 3, "name": "Auditor"}


def test_an_edit_that_closes_nothing_needs_no_custodian(ann, sandbox):
    assert save(ann, f"/operators/{ADMINISTRATOR}/edit/", name="Ada Ministrator").status_code == 302
    assert bodies(sandbox, "updateOperator")[0]["name"] == "Ada Ministrator"


# --- nobody grants more than they hold ------------------------------------------------------------------------------


@pytest.fixture
def desk(person):
    """Somebody who keeps operators and reads roles, and may do nothing else."""
    return person(rights={Area.OPERATORS: ["read", "write"], Area.ROLES: ["read"]}, email="desk@example.org")


def test_nobody_gives_a_role_that_may_do_more_than_they_may(desk, sandbox):
    certificate_ = as_file(THEIRS.public_bytes(Encoding.DER))
    answer, _machinery = review(desk, ADD, **typed(file=certificate_))
    assert answer.status_code == 422
    assert "You cannot give what you do not hold yourself" in answer.content.decode()
    assert save(desk, ADD, **typed(file=as_file(THEIRS.public_bytes(Encoding.DER)), role=ROLES["empty"]))
    assert bodies(sandbox, "addOperator")[0]["role"]["id"] == 6


def test_a_role_that_cannot_be_read_is_not_given_by_somebody_who_does_not_hold_everything(desk, ann):
    answer, _machinery = review(desk, f"/operators/{SUPPORT}/edit/", role=ROLES["legacy"])
    assert "rights in a form that cannot be read" in answer.content.decode()
    assert review(ann, f"/operators/{SUPPORT}/edit/", role=ROLES["legacy"])[0].status_code == 200


def test_nobody_puts_their_own_certificate_on_an_operator_who_may_do_more(desk, sandbox):
    mine = certificate("CN=Mine,1.2.840.113549.1.9.1=auditor@signinghub.example").public_bytes(Encoding.DER)
    answer, _machinery = review(desk, f"/operators/{AUDITOR}/edit/", file=as_file(mine))
    assert answer.status_code == 422
    assert "You cannot give what you do not hold yourself" in answer.content.decode()
    assert "updateOperator" not in operations(sandbox)


def test_nobody_lets_an_operator_in_again_who_may_do_more(desk, sandbox):
    sandbox.world.operators[AUDITOR]["status"] = False
    page = desk.get(f"/operators/{AUDITOR}/enable/")
    assert "You cannot give what you do not hold yourself" in page.content.decode()
    assert desk.post(f"/operators/{AUDITOR}/enable/", {"nonce": nonce_in(page), "step": "do"}).status_code == 409


def test_somebody_who_may_not_read_roles_types_one_and_gives_none(person, sandbox):
    blind = person(rights={Area.OPERATORS: ["read", "write"]}, email="blind@example.org")
    page = blind.get(f"/operators/{SUPPORT}/edit/")
    assert page.context["form"]["role"].value() == "Support desk"
    fields = filled(page.context["form"], name="Another name") | {"nonce": nonce_in(page)}
    assert blind.post(f"/operators/{SUPPORT}/edit/", fields | {"step": "review"}).status_code == 200
    answer, _machinery = review(blind, f"/operators/{SUPPORT}/edit/", role="Auditor")
    assert "you may not read roles" in answer.content.decode()
    assert not {"listRoles", "getRole"} & operations(sandbox)


def test_a_certificate_of_another_key_is_no_reason_to_lose_the_present_one(ann, sandbox):
    answer, _machinery = review(ann, f"/operators/{SUPPORT}/edit/", file=as_file(der("CN=Nobody")))
    assert answer.status_code == 200
    assert "CN=Nobody" in answer.content.decode()
    assert "updateOperator" not in operations(sandbox)
