"""The page of an environment: what is set, what was imported, and the doctor."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from django.core.management import call_command
from django.test import Client

from apps.access.models import User
from console.audit.models import Entry
from console.vault.credentials import set_admin_password
from console.vault.models import Credential, Environment
from sandbox.strictness import HeaderEncoding
from tests.vendor_files import make

pytestmark = pytest.mark.usefixtures("sandbox")
PAGE, CHECKS, RIGHT = ("/environments/sandbox/", "/environments/sandbox/checks/", "/environments/sandbox/right/")


@pytest.fixture
def custodian(environment, settings):
    """A browser of somebody who keeps the vault and may do nothing at SigningHub."""
    settings.REQUIRE_SECOND_FACTOR = False
    user = User.objects.create(email="cas@console.example", kind=User.Kind.DELEGATE, is_custodian=True)
    client = Client()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def credential(credential_of, sandbox):
    """The administrator's, with the password of SigningHub stored."""
    return set_admin_password(credential_of("administrator"), sandbox.password("administrator"))


def page_of(response, status=200):
    assert response.status_code == status
    return unescape(response.getvalue().decode())


def checks(client, credential, **more):
    """The whole page of the checks, and its rows as {check: (shape, sentence)}."""
    page = page_of(client.post(CHECKS, {"credential": credential.pk, **more}))
    assert page.rstrip().endswith("</html>")
    rows = re.findall(
        r'<li[^>]*><div><b><bdi>(.*?)</bdi></b><small[^>]*><bdi>(.*?)</bdi>.*?<span class="st (\w+)">', page, re.S
    )
    return page, {check: (shape, sentence) for check, sentence, shape in rows}


def texts_of(account):
    return {
        value
        for key, value in (account or {}).items()
        if key in ("user_name", "user_email") and value and len(value) > 3
    }


def fixes_in(page):
    return re.findall(r'name="fix" value="([^"]+)"', page)


def test_the_list_leads_to_each_environment_and_says_what_is_amiss(custodian, credential):
    Environment.objects.create(name="live", api_url="https://signinghub.example", is_production=True)
    page = page_of(custodian.get("/environments/"))
    assert f'href="{PAGE}"' in page
    assert 'href="/environments/live/"' in page
    assert page.count("None imported") == 2
    assert "PRODUCTION" in page
    assert re.findall(r'data-label="Credentials">(.*?)</td>', page) == ["0", "1"]
    assert 'href="/environments/"' in page_of(custodian.get("/profile/")), "the menu has it"


def test_without_any_environment_it_says_how_to_add_one(custodian, environment):
    environment.delete()
    assert "manage.py add_environment" in page_of(custodian.get("/environments/"))


def test_a_page_tells_every_setting(custodian, environment, credential):
    Environment.objects.update(
        auth_url="https://auth.example", proxy="http://proxy.example:3128", colour="#0a7f5c", header_encoding="base64"
    )
    page = page_of(custodian.get(PAGE))
    for words in (
        environment.api_url,
        "https://auth.example",
        "valid until",
        "http://proxy.example:3128",
        "Base64 of UTF-8",
        "app.powerbi.com",
        "#0a7f5c",
        "TEST",
        credential.name,
        credential.email,
        f"until {credential.not_after:%Y-%m-%d}",
        "Methods and paths are assumed",
        "Download OpenAPI specification",
    ):
        assert words in page
    assert page_of(custodian.get("/environments/other/"), 404)


def test_trust_of_this_machine_and_what_is_not_set_are_said(custodian, environment):
    Environment.objects.update(ca_bundle="", auth_url="")
    page = page_of(custodian.get(PAGE))
    assert "Those that this machine trusts" in page
    assert "The Admin API address" in page
    assert "nobody can use this environment" in page
    Environment.objects.update(ca_bundle="nonsense")
    assert "They cannot be read." in page_of(custodian.get(PAGE))


def test_what_an_import_could_not_map_is_listed_with_what_could_be_meant(custodian, environment, tmp_path):
    made = make(seed=5, rate=1.0, version="3.1.0")
    file, _key = made.write(tmp_path)
    told = io.StringIO()
    call_command("import_spec", str(file), "--environment", "sandbox", stdout=told, stderr=io.StringIO())
    environment.refresh_from_db()
    assert environment.overlay["unmapped"]
    page = page_of(custodian.get(PAGE))
    assert "Methods and paths are assumed" not in page
    for operation in environment.overlay["unmapped"]:
        assert operation in page
    candidates = re.findall(r"#   candidate: (.+)", told.getvalue())
    assert candidates
    assert [one for one in candidates if one not in page] == []
    assert "not mapped" in page_of(custodian.get("/environments/"))
    # An import of an older release knew only the ids.
    del environment.overlay["left"]
    environment.save()
    assert environment.overlay["unmapped"][0] in page_of(custodian.get(PAGE))


def test_the_doctor_shows_each_finding_with_word_and_shape(custodian, credential, sandbox):
    page, found = checks(custodian, credential)
    assert found["Subject token"][0] == found["Password"][0] == found["Paging"][0] == "yes"
    assert found["API description"][0] == "warn"
    assert len(found) > 60
    assert "All checks have ended:" in page
    assert re.search(r'<span class="st yes">Fine: \d+</span>', page)
    assert "Failed" not in page
    for secret in (sandbox.password("administrator"), sandbox.files.client_secret):
        assert secret not in page
    known = {text for number in range(1000, 1200) for text in texts_of(sandbox.world.accounts.get(number))}
    assert len(known) > 100
    assert [text for text in known if text in page] == [], "of what was read, only the keys are told"
    entry = Entry.objects.get(title="Environment checked")
    assert (entry.email, entry.credential, entry.object_id) == (custodian.user.email, credential.name, "sandbox")


def test_what_can_be_put_right_is_stored_with_one_press_and_on_record(custodian, credential, sandbox):
    sandbox.settings.header_encoding = HeaderEncoding.BASE64
    page, found = checks(custodian, credential)
    assert found["Filter headers"][0] == "bad"
    (fix,) = fixes_in(page)
    assert Environment.objects.get().header_encoding == "percent"
    assert "what was found is stored" in page_of(custodian.post(RIGHT, {"fix": fix}, follow=True))
    assert Environment.objects.get().header_encoding == "base64"
    entry = Entry.objects.get(title="Environment put right")
    assert (entry.email, entry.values["header_encoding"]) == (custodian.user.email, "base64")
    assert "Nothing was stored" in page_of(custodian.post(RIGHT, {"fix": fix}, follow=True)), "once"
    assert checks(custodian, credential)[1]["Filter headers"][0] == "yes"


def test_a_fix_is_one_persons_for_one_environment_as_it_was(custodian, credential, sandbox, environment):
    sandbox.settings.header_encoding = HeaderEncoding.BASE64
    (fix,) = fixes_in(checks(custodian, credential)[0])
    other = Environment.objects.create(name="other", api_url="https://signinghub.example")
    custodian.post("/environments/other/right/", {"fix": fix})
    custodian.post(RIGHT, {"fix": "made up"})
    custodian.post(RIGHT)
    mine = custodian.user
    custodian.force_login(User.objects.create(email="x@console.example", kind="delegate", is_custodian=True))
    custodian.post(RIGHT, {"fix": fix})
    custodian.force_login(mine)
    Environment.objects.filter(name="sandbox").update(overlay={"operations": {}})
    custodian.post(RIGHT, {"fix": fix})
    assert {one.header_encoding for one in Environment.objects.all()} == {"percent"}
    assert other.overlay is None
    assert not Entry.objects.filter(title="Environment put right").exists()


def test_a_password_that_is_not_stored_is_asked_for_and_not_kept(custodian, credential_of, sandbox):
    credential = credential_of("administrator")
    assert 'name="password"' in page_of(custodian.get(PAGE))
    _page, found = checks(custodian, credential)
    assert found["Password"] == (
        "warn",
        "SigningHub asks for one, and none is stored: whoever signs in has to type it.",
    )
    assert "Paging" not in found
    password = sandbox.password("administrator")
    page, found = checks(custodian, credential, password=password)
    assert found["Password"][0] == "yes"
    assert password not in page
    assert password not in str(Entry.objects.values())
    assert checks(custodian, credential)[1]["Password"][0] == "warn", "it was not kept"
    set_admin_password(credential, password)
    assert 'name="password"' not in page_of(custodian.get(PAGE))


def test_another_persons_own_credential_is_not_gone_through(custodian, personal, credential_of):
    owner = personal("administrator")
    page = page_of(custodian.get(PAGE))
    assert "another person’s own is theirs alone" in page
    refused = custodian.post(CHECKS, {"credential": owner.credential.pk})
    assert "theirs alone" in page_of(refused, 422)
    User.objects.filter(pk=owner.pk).update(is_custodian=True)
    custodian.force_login(owner)
    assert checks(custodian, owner.credential)[1]["API client"][0] == "yes"


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        ("operation=authenticate kind=fail status=500", "Subject token"),
        ("operation=exchangeToken kind=html", "API client"),
        ("operation=listRoles kind=truncate", "Get Roles (listRoles)"),
        ("operation=listAccounts kind=drop", "Paging"),
    ],
)
def test_a_failing_signinghub_is_rows_of_a_whole_page(custodian, credential, sandbox, fault, check):
    sandbox.faults.add(fault)
    page, found = checks(custodian, credential)
    assert found[check][0] == "bad"
    assert "All checks have ended:" in page


def test_a_silent_signinghub_does_not_make_anybody_wait_for_every_read(custodian, credential, sandbox, monkeypatch):
    monkeypatch.setattr("apps.access.environments.views.PATIENCE", 0.2)
    sandbox.faults.add("operation=* kind=hang").after = 3
    page, found = checks(custodian, credential)
    assert found["Subject token"][0] == "yes"
    assert "did not answer in time" in found["Paging"][1]
    assert found["Other reads"][0] == "bad"
    assert re.search(r"has fallen silent; \d\d reads were not tried", found["Other reads"][1])
    assert len(sandbox.requests) < 8
    assert "All checks have ended:" in page


def test_a_credential_that_no_key_opens_is_a_finding(custodian, credential):
    Credential.objects.update(sealed=b"nothing")
    assert 'name="password"' in page_of(custodian.get(PAGE))
    assert checks(custodian, credential)[1]["Credential"][0] == "bad"


def test_it_speaks_the_persons_language_to_the_last_row(custodian, credential):
    User.objects.filter(pk=custodian.user.pk).update(language="ar")
    page, _found = checks(custodian, credential)
    assert 'dir="rtl"' in page
    for words in ("What was found", "All checks have ended", ">Fine<", "Everything"):
        assert words not in page
