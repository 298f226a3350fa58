"""Getting in by a one-time link: what it asks for, what it proves, that it works once and says nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from apps.access.models import EnrolmentLink, User
from console.vault.credentials import open_credential
from console.vault.models import Credential, Environment
from tests.apps.access.conftest import PASSWORD, give_totp, is_in, sign_in
from tests.credentials import api_client


def enrol(email: str, *options: str) -> str:
    """Run the command; returns the path of the link it prints."""
    out = StringIO()
    call_command("enrol", email, *options, stdout=out, stderr=StringIO())
    return re.fullmatch(r"http://localhost(/enrol/\S+/)\s*", out.getvalue())[1]


def identity(sandbox, name: str, **more):
    pfx, pfx_password = sandbox.pfx(name)
    file = BytesIO(pfx)
    file.name = f"{name}.pfx"
    return {"pfx": file, "pfx_password": pfx_password} | more


@pytest.fixture
def custodian_link(environment) -> str:
    return enrol("administrator@signinghub.example", "--custodian")


def test_no_account_exists_from_the_start(db):
    """Statement 18."""
    assert not User.objects.exists()


def test_the_first_custodian_enrols_with_pfx_client_and_password(visitor, custodian_link, sandbox):
    step = visitor.post(custodian_link, identity(sandbox, "administrator", **api_client(sandbox)))
    assert "asks for your password" in step.content.decode()
    visitor.post(custodian_link, {"password": sandbox.password("administrator")})
    assert is_in(visitor)
    user = User.objects.get()
    assert (user.is_custodian, user.kind, user.signinghub_asks_password) == (True, "personal", True)
    assert user.credential.email == user.email
    visitor.post("/signout/")
    sign_in(visitor, user.email, sandbox.password("administrator"))
    assert is_in(visitor)


def test_enrolment_goes_on_to_the_second_factor(visitor, custodian_link, sandbox, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    visitor.post(custodian_link, identity(sandbox, "administrator", **api_client(sandbox)))
    visitor.post(custodian_link, {"password": sandbox.password("administrator")})
    assert visitor.get("/", follow=True).redirect_chain[-1][0] == "/signin/factor/"
    assert visitor.get("/signin/factor/authenticator/").status_code == 200


def test_opening_a_link_changes_nothing(visitor, custodian_link, sandbox):
    for _scan in range(5):
        assert visitor.get(custodian_link).status_code == 200
    assert sandbox.requests == []
    assert EnrolmentLink.objects.get().used_at is None


def test_a_link_works_once(visitor, custodian_link, sandbox):
    """Statement 18."""
    visitor.post(custodian_link, identity(sandbox, "administrator", **api_client(sandbox)))
    visitor.post(custodian_link, {"password": sandbox.password("administrator")})
    again = Client()
    assert again.get(custodian_link).status_code == 404
    assert again.post(custodian_link, identity(sandbox, "administrator")).status_code == 404
    assert Credential.objects.count() == 1


def test_a_link_lasts_a_day(visitor, custodian_link):
    EnrolmentLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert visitor.get(custodian_link).status_code == 404


def test_a_newer_link_replaces_the_older(visitor, custodian_link):
    newer = enrol("administrator@signinghub.example")
    assert visitor.get(custodian_link).status_code == 404
    assert visitor.get(newer).status_code == 200


def test_only_a_hash_of_the_link_is_stored(custodian_link):
    token = custodian_link.split("/")[2]
    assert token not in str(EnrolmentLink.objects.values().get())


def test_a_disabled_person_has_no_link(visitor, custodian_link):
    User.objects.update(is_active=False)
    assert visitor.get(custodian_link).status_code == 404
    with pytest.raises(CommandError, match="disabled"):
        enrol("administrator@signinghub.example")


def test_the_pfx_of_somebody_else_is_not_stored(visitor, custodian_link, sandbox):
    visitor.post(custodian_link, identity(sandbox, "support", **api_client(sandbox)))
    answer = visitor.post(custodian_link, {"password": sandbox.password("support")})
    assert "another operator" in answer.content.decode()
    assert not Credential.objects.exists()
    assert not is_in(visitor)
    assert EnrolmentLink.objects.get().used_at is None


def test_a_wrong_signinghub_password_stores_nothing(visitor, custodian_link, sandbox):
    visitor.post(custodian_link, identity(sandbox, "administrator", **api_client(sandbox)))
    assert visitor.post(custodian_link, {"password": "wrong"}).status_code == 422
    assert not Credential.objects.exists()


def test_where_signinghub_asks_none_a_console_password_is_chosen(visitor, environment, sandbox):
    link = enrol("no-password@signinghub.example", "--custodian")
    step = visitor.post(link, identity(sandbox, "no-password", **api_client(sandbox)))
    assert "choose one for this console" in step.content.decode()
    visitor.post(link, {"new_password": PASSWORD, "again": PASSWORD})
    assert is_in(visitor)
    visitor.post("/signout/")
    assert sign_in(visitor, "no-password@signinghub.example", "wrong").status_code == 422
    sign_in(visitor, "no-password@signinghub.example")
    assert is_in(visitor)


@pytest.mark.parametrize(
    ("change", "field", "why"),
    [
        ({"pfx_password": "wrong"}, "pfx_password", "password"),
        ({"pfx": BytesIO(b"this is no pfx")}, "pfx", "not"),
    ],
)
def test_a_pfx_that_does_not_open_says_so_at_its_field(visitor, custodian_link, sandbox, change, field, why):
    change.get("pfx", BytesIO()).name = "x.pfx"
    if "pfx" in change:
        change["pfx"].seek(0)
    answer = visitor.post(custodian_link, identity(sandbox, "administrator", **api_client(sandbox)) | change)
    assert answer.status_code == 422
    assert any(why in error for error in answer.context["form"].errors[field])


@pytest.mark.parametrize("name", ["stranger", "expired"])
def test_a_certificate_that_signinghub_refuses_is_not_stored(visitor, custodian_link, sandbox, name):
    answer = visitor.post(custodian_link, identity(sandbox, name, **api_client(sandbox)))
    assert answer.status_code == 422
    assert not Credential.objects.exists()


def test_a_wrong_api_client_is_named_as_the_reason(visitor, custodian_link, sandbox):
    client = api_client(sandbox) | {"client_secret": "wrong"}
    answer = visitor.post(custodian_link, identity(sandbox, "administrator", **client))
    assert "client id and secret" in answer.content.decode()


def test_a_silent_signinghub_is_said(visitor, custodian_link, sandbox):
    sandbox.faults.add("operation=authenticate kind=fail status=503")
    answer = visitor.post(custodian_link, identity(sandbox, "administrator", **api_client(sandbox)))
    assert "SigningHub does not answer" in answer.content.decode()


def test_what_one_browser_handed_over_is_not_there_for_another(visitor, custodian_link, sandbox):
    visitor.post(custodian_link, identity(sandbox, "administrator", **api_client(sandbox)))
    other = Client()
    assert "pfx" in other.get(custodian_link).context["form"].fields
    assert "pfx" not in visitor.get(custodian_link).context["form"].fields


def test_the_environment_is_asked_only_where_there_are_several(visitor, custodian_link, environment):
    assert "environment" not in visitor.get(custodian_link).context["form"].fields
    Environment.objects.create(name="other", api_url="https://127.0.0.1:9")
    assert "environment" in visitor.get(custodian_link).context["form"].fields


def test_an_added_personal_user_uploads_only_the_pfx(visitor, credential_of, sandbox):
    shared = credential_of("administrator")
    call_command("add_user", "support@signinghub.example", "--credential", shared.name, stdout=StringIO())
    link = enrol("support@signinghub.example")
    assert list(visitor.get(link).context["form"].fields) == ["pfx", "pfx_password"]
    visitor.post(link, identity(sandbox, "support"))
    visitor.post(link, {"password": sandbox.password("support")})
    assert is_in(visitor)
    own = User.objects.get().credential
    assert own != shared
    assert open_credential(own).client_id == api_client(sandbox)["client_id"]


def test_enrolling_again_replaces_the_pfx_of_the_same_credential(visitor, custodian_link, sandbox):
    for link in (custodian_link, None):
        link = link or enrol("administrator@signinghub.example")
        visitor.post(link, identity(sandbox, "administrator", **api_client(sandbox)))
        visitor.post(link, {"password": sandbox.password("administrator")})
    assert Credential.objects.get().version == 2


def test_a_delegate_chooses_a_console_password(visitor, support):
    link = enrol(support.email)
    assert visitor.post(link, {"new_password": "signinghub1", "again": "signinghub1"}).status_code == 422
    visitor.post(link, {"new_password": "an entirely new one", "again": "an entirely new one"})
    assert is_in(visitor)
    other = Client()
    assert sign_in(other, support.email).status_code == 422
    assert sign_in(other, support.email, "an entirely new one").status_code == 302


def test_a_link_does_not_get_around_an_existing_second_factor(visitor, support):
    give_totp(support)
    link = enrol(support.email)
    visitor.post(link, {"new_password": "an entirely new one", "again": "an entirely new one"})
    assert visitor.get("/").headers["Location"] == "/signin/factor/"


def test_a_link_is_made_with_the_configured_address(custodian_link, settings):
    """Statement 15."""
    settings.PUBLIC_URL = "https://console.example"
    out = StringIO()
    call_command("enrol", "administrator@signinghub.example", stdout=out, stderr=StringIO())
    assert out.getvalue().startswith("https://console.example/enrol/")


def test_an_unknown_person_is_enrolled_only_as_custodian(db):
    with pytest.raises(CommandError, match="add_user"):
        enrol("who@example.org")


def test_add_user_makes_a_delegate_within_a_role(visitor, credential_of, tmp_path):
    credential_of("administrator")
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n")
    options = ["--credential", "administrator", "--role", "support desk", "--password-file", str(file)]
    call_command("add_user", "Dana@Console.example", *options, stdout=StringIO())
    user = User.objects.get()
    assert (user.email, user.kind, user.role.name) == ("dana@console.example", "delegate", "Support desk")
    assert sign_in(visitor, "dana@console.example").status_code == 302


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--credential", "none"], "no credential"),
        (["--credential", "administrator", "--role", "Emperor"], "Support desk"),
        (["--credential", "administrator", "--password-file", "/nonexistent"], "cannot be read"),
    ],
)
def test_add_user_says_what_is_wrong(credential_of, options, why):
    credential_of("administrator")
    with pytest.raises(CommandError, match=why):
        call_command("add_user", "dana@console.example", *options)
    assert not User.objects.exists()
