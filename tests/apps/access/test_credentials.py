"""Credentials on screen: uploaded, tried, sealed, replaced together with the operator's certificate, put back."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from apps.access.models import User
from console.api.models import AccessToken
from console.audit.models import Entry
from console.vault import expiry
from console.vault.credentials import open_credential, set_admin_password
from console.vault.models import Credential, FormerIdentity
from console.vault.rotation import rotate_all
from tests.apps.access.conftest import PASSWORD, browser_of, sign_in
from tests.credentials import api_client

NEW_PFX_PASSWORD = "canary-of-the-new-pfx"


def upload(pfx: bytes, password: str = NEW_PFX_PASSWORD, **more: str) -> dict:
    file = BytesIO(pfx)
    file.name = "new.pfx"
    return {"pfx": file, "pfx_password": password} | more


@pytest.fixture
def issued(sandbox):
    """A new certificate of the administrator's, which SigningHub does not know yet."""
    return sandbox.authority.issue_client("Priya Natarajan", "administrator@signinghub.example", NEW_PFX_PASSWORD)


@pytest.fixture
def registered(sandbox):
    """The certificate that SigningHub knows of the administrator, at this moment."""

    def der() -> bytes:
        [operator] = [one for one in sandbox.world.operators.values() if one["email"].startswith("administrator")]
        return operator["certificate"]

    return der


def words(response) -> str:
    return unescape(response.content.decode())


def test_a_credential_is_uploaded_tried_and_stored(custodian, environment, sandbox):
    pfx, pfx_password = sandbox.pfx("support")
    given = {"name": "desk", "environment": environment.pk, **api_client(sandbox)}
    wrong = custodian.post("/credentials/add/", upload(pfx, pfx_password, **given, admin_password="wrong"))
    assert wrong.status_code == 422
    assert "does not accept the password" in words(wrong)
    assert not Credential.objects.filter(name="desk").exists()
    given["admin_password"] = sandbox.password("support")
    done = custodian.post("/credentials/add/", upload(pfx, pfx_password, **given), follow=True)
    stored = Credential.objects.get(name="desk")
    assert "support@signinghub.example" in words(done)
    assert open_credential(stored).admin_password == sandbox.password("support")
    again = custodian.post("/credentials/add/", upload(pfx, pfx_password, **given))
    assert "already a credential" in words(again)


@pytest.mark.parametrize(("name", "field"), [("expired", "pfx"), ("support", "pfx_password")])
def test_a_pfx_that_is_refused_says_why_at_its_field(custodian, environment, sandbox, name, field):
    pfx, pfx_password = sandbox.pfx(name)
    given = {"name": "desk", "environment": environment.pk, **api_client(sandbox)}
    answer = custodian.post(
        "/credentials/add/", upload(pfx, pfx_password if field == "pfx" else "not this one", **given)
    )
    assert answer.context["form"].errors[field]


def test_a_credential_is_tried_on_its_page(custodian, shared, sandbox):
    assert "SigningHub accepts the password" in words(custodian.post(f"/credentials/{shared.pk}/try/"))
    sandbox.faults.add("operation=authenticate kind=fail status=503")
    assert custodian.post(f"/credentials/{shared.pk}/try/").context["findings"][-1].state == "failed"


def test_statement_53_a_sealed_credential_opens_for_nobody_until_it_is_unsealed(
    custodian, shared, make, sandbox, settings
):
    desk = browser_of(make("sam", credential=shared))
    assert desk.get("/accounts/").status_code == 200
    assert AccessToken.objects.exists()
    custodian.post(f"/credentials/{shared.pk}/seal/", {"typed": shared.name})
    assert not AccessToken.objects.exists()
    sandbox.requests.clear()
    answer = desk.get("/accounts/")
    assert answer.status_code == 503
    assert "is sealed" in words(answer)
    assert "is sealed" in words(custodian.post(f"/credentials/{shared.pk}/try/", follow=True))
    assert sandbox.requests == []
    # Unsealing asks who it is, at that moment.
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    assert custodian.post(f"/credentials/{shared.pk}/unseal/").headers["Location"].startswith("/signin/again/")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    custodian.post(f"/credentials/{shared.pk}/unseal/")
    assert desk.get("/accounts/").status_code == 200
    titles = Entry.objects.filter(object_id=shared.name).order_by("at").values_list("title", flat=True)
    assert list(titles)[-2:] == ["Credential sealed", "Credential unsealed"]


def test_statement_30_ones_own_way_in_is_sealed_only_after_its_name_was_typed(custodian, shared, credential_of):
    own = f"/credentials/{shared.pk}/seal/"
    assert "You sign in with it" not in words(custodian.get(own))
    for typed in ({}, {"typed": "another"}):
        refused = custodian.post(own, typed)
        assert refused.status_code == 422
        assert "not what was asked for" in words(refused)
    # Another's is closed at once: it may be urgent.
    other = credential_of("support")
    assert custodian.post(f"/credentials/{other.pk}/seal/").status_code == 302
    shared.refresh_from_db()
    other.refresh_from_db()
    assert (shared.sealed_since is None, other.sealed_since is None) == (True, False)


def test_a_custodian_who_sealed_what_they_sign_in_with_is_let_in_again_from_the_server(personal, sandbox, capsys):
    me = personal("administrator", is_custodian=True)
    mine, password = Client(), sandbox.password("administrator")
    sign_in(mine, me.email, password)
    address = f"/credentials/{me.credential.pk}/seal/"
    assert "unseal_credential on the server" in words(mine.get(address))
    mine.post(address, {"typed": me.credential.name})
    assert mine.get("/accounts/").status_code == 503
    assert sign_in(Client(), me.email, password).status_code == 503
    call_command("unseal_credential", me.credential.name)
    assert "can be used again" in capsys.readouterr().out
    assert sign_in(Client(), me.email, password).status_code == 302
    for name in (me.credential.name, "nobody"):
        with pytest.raises(CommandError):
            call_command("unseal_credential", name)
    assert Entry.objects.filter(title="Credential unsealed", email="").exists()


def test_a_credential_that_nobody_acts_through_is_destroyed(custodian, shared, credential_of, make, settings):
    other = credential_of("support")
    sam = make("sam", credential=other, is_active=False)
    address = f"/credentials/{other.pk}/delete/"
    assert address not in words(custodian.get(f"/credentials/{other.pk}/"))
    refused = custodian.post(address)
    assert refused.status_code == 422
    assert sam.email in words(refused)
    sam.credential = None
    sam.save()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    assert custodian.post(address).headers["Location"].startswith("/signin/again/")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    assert address in words(custodian.get(f"/credentials/{other.pk}/"))
    assert custodian.post(address)["Location"] == "/credentials/"
    assert list(Credential.objects.all()) == [shared]
    entry = Entry.objects.get(title="Credential deleted")
    assert (entry.object_id, entry.values["serial"]) == (other.name, other.serial)
    assert custodian.get("/accounts/").status_code == 200


def test_a_new_pfx_is_told_to_signinghub_in_the_same_act_and_can_be_taken_back(custodian, shared, issued, registered):
    first, old = registered(), shared.fingerprint
    done = custodian.post(f"/credentials/{shared.pk}/replace/", upload(issued.pfx), follow=True)
    assert "certificate at SigningHub with it" in words(done)
    assert registered() == issued.der
    shared.refresh_from_db()
    assert shared.fingerprint != old
    assert custodian.get("/accounts/").status_code == 200
    back = custodian.post(f"/credentials/{shared.pk}/back/", follow=True)
    assert "certificate at SigningHub with it" in words(back)
    shared.refresh_from_db()
    assert (shared.fingerprint, registered()) == (old, first)
    assert custodian.get("/accounts/").status_code == 200
    # What was gone back from is kept in its turn, and both are re-sealed with everything else.
    assert FormerIdentity.objects.get().fingerprint != old
    assert "vault.FormerIdentity" in rotate_all()
    # A certificate that SigningHub was given by other hands needs no telling.
    changed = Entry.objects.filter(operation="updateOperator")
    assert [entry.values["certificate_base64"] for entry in changed] == ["(changed)"] * 2


def test_a_pfx_of_somebody_else_does_not_take_a_credentials_place(custodian, shared, sandbox, registered):
    first = registered()
    answer = custodian.post(f"/credentials/{shared.pk}/replace/", upload(*sandbox.pfx("support")))
    assert "This PFX is for support@signinghub.example" in words(answer)
    shared.refresh_from_db()
    assert (shared.version, registered()) == (2, first)


@pytest.mark.parametrize(
    "fault",
    [
        "operation=exchangeToken kind=fail status=500",
        "operation=updateOperator kind=fail status=500",
        "operation=updateOperator kind=fail status=403",
    ],
)
def test_a_replacement_that_fails_leaves_everything_as_it_was(custodian, shared, issued, registered, sandbox, fault):
    first = registered()
    custodian.get("/accounts/")
    sandbox.faults.add(fault)
    answer = custodian.post(f"/credentials/{shared.pk}/replace/", upload(issued.pfx))
    assert answer.status_code == 422
    assert "Nothing was changed" in words(answer)
    sandbox.faults.clear()
    shared.refresh_from_db()
    assert (shared.version, registered()) == (2, first)
    assert not FormerIdentity.objects.exists()
    assert custodian.get("/accounts/").status_code == 200


def test_a_role_at_signinghub_that_may_not_edit_operators_says_so(custodian, credential_of, sandbox):
    narrow = set_admin_password(credential_of("support"), sandbox.password("support"))
    new = sandbox.authority.issue_client("Jón", "support@signinghub.example", NEW_PFX_PASSWORD)
    answer = custodian.post(f"/credentials/{narrow.pk}/replace/", upload(new.pfx))
    assert answer.status_code == 422
    assert Credential.objects.get(pk=narrow.pk).fingerprint == narrow.fingerprint


def test_without_a_former_pfx_there_is_no_way_back(custodian, shared):
    assert "No former PFX is kept" in words(custodian.get(f"/credentials/{shared.pk}/back/"))
    assert custodian.post(f"/credentials/{shared.pk}/back/").status_code == 422


@pytest.mark.parametrize(
    ("days", "step", "level"),
    [
        *[(91, None, ""), (90, 90, "warn"), (31, 90, "warn"), (30, 30, "warn"), (14, 14, "bad"), (7, 7, "bad")],
        *[(1, 1, "bad"), (0, 1, "bad"), (-1, 0, "bad"), (None, None, "")],
    ],
)
def test_the_end_of_a_certificate_is_warned_of_in_five_steps(days, step, level):
    assert (expiry.step(days), expiry.level(days)) == (step, level)


def test_a_custodian_sees_every_end_on_the_dashboard_and_others_only_their_own(custodian, shared, credential_of, make):
    other = credential_of("support")
    Credential.objects.filter(pk=other.pk).update(not_after=timezone.now() + timedelta(days=20, hours=1))
    assert "“support”" in words(custodian.get("/"))
    assert f"/credentials/{other.pk}/" in words(custodian.get("/"))
    desk = browser_of(make("sam", credential=shared))
    assert "“support”" not in words(desk.get("/"))
    assert "20 days" in words(custodian.get(f"/credentials/{other.pk}/"))
    assert "Ends in 20 days" in words(custodian.get("/credentials/"))


def test_no_page_url_or_record_of_the_vault_holds_a_secret(custodian, shared, issued, sandbox, caplog):
    """Statements 39 and 48: canaries in everything that is handed over, looked for in everything that comes out."""
    given = {"client_secret": "canary-of-a-client-secret", "admin_password": "canary-of-a-password"}
    pages = [
        custodian.post(
            "/credentials/add/",
            upload(*sandbox.pfx("support"), name="x", environment=shared.environment_id, client_id="y", **given),
        ),
        custodian.post(f"/credentials/{shared.pk}/replace/", upload(issued.pfx, client_secret=given["client_secret"])),
        custodian.post(f"/credentials/{shared.pk}/replace/", upload(issued.pfx)),
        custodian.post(f"/credentials/{shared.pk}/replace/", upload(issued.pfx, "canary-of-a-wrong-password")),
        custodian.post(f"/credentials/{shared.pk}/try/"),
        *(custodian.get(page) for page in ("/credentials/", f"/credentials/{shared.pk}/", "/credentials/add/")),
    ]
    identity = open_credential(Credential.objects.get(pk=shared.pk))
    secrets = {"canary", sandbox.password("administrator"), identity.client_secret, identity.passphrase}
    secrets |= {identity.pem.splitlines()[3], b64encode(issued.pfx).decode()[:40], api_client(sandbox)["client_secret"]}
    sinks = "".join(page.content.decode() + str(page.headers) for page in pages)
    sinks += caplog.text + "".join(map(str, Entry.objects.values()))
    assert [secret for secret in secrets if secret in sinks] == []


def test_an_owner_replaces_the_pfx_of_their_own_credential(personal, sandbox, registered):
    owner = personal("administrator", is_custodian=True)
    client = Client()
    sign_in(client, owner.email, sandbox.password("administrator"))
    new = sandbox.authority.issue_client("Priya Natarajan", owner.email, None)
    done = client.post(f"/credentials/{owner.credential_id}/replace/", upload(new.pfx, ""), follow=True)
    assert "certificate at SigningHub with it" in words(done)
    assert registered() == new.der
    assert client.get("/accounts/").status_code == 200


def test_only_a_custodian_opens_the_vault(make, shared):
    desk = browser_of(make("petra", credential=shared, is_people_admin=True))
    for page in ("", "add/", f"{shared.pk}/", f"{shared.pk}/replace/", f"{shared.pk}/unseal/"):
        assert desk.get(f"/credentials/{page}").status_code == 403
    assert desk.post(f"/credentials/{shared.pk}/seal/").status_code == 403
    assert User.objects.get(email="petra@console.example").check_password(PASSWORD)
    shared.refresh_from_db()
    assert shared.sealed_since is None
