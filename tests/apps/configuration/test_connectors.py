"""Connectors: set up in two steps, their secrets kept, their files read and never applied by themselves."""

import base64
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.configuration.connectors.uploads import LARGEST_METADATA, wrong_with_metadata
from console.permissions import Area
from console.screens import drafts
from console.screens.models import Draft
from sandbox.answers.connectors import MASK
from tests.apps.configuration.test_branding import png
from tests.certificates import pem, pfx
from tests.console.screens.test_edit import field_values

ALL = "/configuration/connectors/"
ADD = f"{ALL}add/"
ADSS, ADSS_TEST, CSC, SMS, SAML, NOTARY = 1, 2, 3, 4, 5, 8
D = "connector_detail__"
METADATA = f"""<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example">
<IDPSSODescriptor><KeyDescriptor><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>
{"".join(pem("CN=New IdP").splitlines()[1:-1])}
</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example/post"/>
</IDPSSODescriptor></EntityDescriptor>""".encode()


def one(pk, screen=""):
    return f"{ALL}{pk}/{screen}"


def text_of(response):
    return re.sub(r"<[^>]*>", " ", response.content.decode())


def shown(client, address):
    """What the form at an address would post as it stands; a text area holds its content."""
    html = client.get(address).content.decode()
    areas = {
        name: unescape(inner.strip())
        for name, inner in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', html, re.S)
    }
    return field_values(html) | areas


def save(client, address, **typed):
    """Open a form, type, review and save; secrets are typed once more on the review."""
    form = shown(client, address) | typed
    path = address.partition("?")[0]
    reviewed = client.post(path, form | {"step": "review"})
    assert reviewed.status_code == 200, text_of(reviewed)
    secrets = {
        name: value for name, value in typed.items() if f'type="password" name="{name}"' in reviewed.content.decode()
    }
    return reviewed, client.post(path, {"nonce": form["nonce"], "step": "save"} | secrets, follow=True)


def called(sandbox, operation):
    return [request for request in sandbox.requests if request.operation == operation]


def test_the_list_is_narrowed_by_provider_purpose_and_status(ann):
    page = text_of(ann.get(ALL))
    assert "ADSS Production" in page
    assert "SMS Gateway" in page
    for query, there, not_there in (
        ("provider=adss", "ADSS Test", "Alliance SAML"),
        ("purposes=sms", "Airtext", "ADSS Production"),
        ("status=False", "Old Azure AD", "ADSS Test"),
    ):
        page = text_of(ann.get(f"{ALL}?{query}"))
        assert there in page
        assert not_there not in page


def test_a_connector_is_added_in_two_steps_and_its_secret_is_kept_nowhere(ann, sandbox):
    chosen = ann.get(ADD)
    assert "?provider=CSC" in chosen.content.decode()
    assert called(sandbox, "listProviders")
    typed = {
        "name": "Second CSC",
        f"{D}server_address": "https://csc2.example/csc/v1",
        f"{D}client_secret": "hush-hush",
    }
    reviewed, saved = save(ann, f"{ADD}?provider=CSC", **typed)
    assert "Second CSC" in text_of(reviewed)
    assert re.search(rf'<input type="password" name="{D}client_secret"[^>]* required', reviewed.content.decode())
    assert "hush-hush" not in reviewed.content.decode()
    assert saved.status_code == 200
    made = max(sandbox.world.connectors.items())[1]
    assert (made["provider"], made["status"]) == ("CSC", True)
    assert made["detail"] == {"server_address": "https://csc2.example/csc/v1", "client_secret": "hush-hush"}
    assert "hush-hush" not in text_of(ann.get(one(made["id"])))


def test_the_page_says_whether_a_connector_is_active_as_the_list_does(ann):
    assert re.search(r"Status\s+Active", " ".join(text_of(ann.get(one(ADSS))).split()))
    assert re.search(r"Status\s+Inactive", " ".join(text_of(ann.get(one(7))).split()))


def test_an_unknown_provider_has_a_form_of_whatever_it_names(ann, sandbox):
    page = ann.get(f"{ADD}?provider=ACME_NOTARY").content.decode()
    assert f'type="password" name="{D}notary_pin"' in page
    save(ann, f"{ADD}?provider=ACME_NOTARY", name="Notary 2", **{f"{D}notary_pin": "99", f"{D}region": "north"})
    assert max(sandbox.world.connectors.items())[1]["detail"] == {"notary_pin": "99", "region": "north"}


def test_a_name_that_is_taken_is_said_beside_the_field(ann):
    form = shown(ann, f"{ADD}?provider=SMS") | {"name": "adss test"}
    ann.post(ADD, form | {"step": "review"})
    refused = ann.post(ADD, {"nonce": form["nonce"], "step": "save"})
    assert refused.status_code in {409, 422}


def test_an_untouched_secret_is_not_sent_and_what_nobody_knows_goes_back_as_it_came(ann, sandbox):
    page = ann.get(one(NOTARY, "edit/")).content.decode()
    assert "One is set." in page
    assert MASK not in page
    _reviewed, saved = save(ann, one(NOTARY, "edit/"), **{f"{D}notary_endpoint": "https://new.example"})
    (sent,) = called(sandbox, "updateConnector")
    names = {pair["attribute_name"]: pair["attribute_value"] for pair in sent.body["connector_detail"]}
    assert names == {"notary_endpoint": "https://new.example", "retry": {"times": 3, "after": [1, 5]}}
    assert sandbox.world.connectors[NOTARY]["detail"]["notary_pin"] == "1234"
    assert "no longer has" not in text_of(saved)


def test_a_secret_that_signinghub_blanked_is_named(ann, sandbox):
    def forgetful(operation, _status, data):
        if operation == "getConnector" and called(sandbox, "updateConnector"):
            for pair in data["connector_detail"]:
                pair["attribute_value"] = None if pair["attribute_value"] == MASK else pair["attribute_value"]
        return data

    sandbox.rewrite = forgetful
    _reviewed, saved = save(ann, one(ADSS, "edit/"), **{f"{D}client_id": "other"})
    assert "SigningHub no longer has this, which was not sent to it" in text_of(saved)
    assert "Password of the PFX" in text_of(saved)


def test_a_typed_secret_replaces_the_old_one(ann, sandbox):
    save(ann, one(CSC, "edit/"), **{f"{D}client_secret": "brand-new"})
    assert sandbox.world.connectors[CSC]["detail"]["client_secret"] == "brand-new"
    assert all(b"brand-new" not in bytes(draft.sealed_input or b"") for draft in Draft.objects.all())


def test_a_setting_that_two_people_changed_is_chosen_by_itself(ann, sandbox):
    form = shown(ann, one(CSC, "edit/"))
    detail = sandbox.world.connectors[CSC]["detail"]
    detail |= {"server_address": "https://theirs.example", "client_id": "theirs"}
    typed = form | {f"{D}server_address": "https://mine.example", "step": "review"}
    compared = ann.post(one(CSC, "edit/"), typed)
    assert compared.status_code == 409
    for words in ("https://csc.signinghub.example", "https://theirs.example", "https://mine.example"):
        assert words in text_of(compared)
    choice = {"nonce": form["nonce"], "step": "choose", f"choose-{D}server_address": "mine"}
    assert "Somebody else changed this meanwhile: Client ID" in text_of(ann.post(one(CSC, "edit/"), choice))
    ann.post(one(CSC, "edit/"), choice | {"step": "save"})
    assert detail["server_address"] == "https://theirs.example"
    now = sandbox.world.connectors[CSC]["detail"]
    assert (now["server_address"], now["client_id"]) == ("https://mine.example", "theirs")


def test_a_pfx_is_a_file_that_is_sent_in_base64_and_kept_nowhere(ann, sandbox):
    def file(content=b""):
        return {f"{D}tls_client_pfx": SimpleUploadedFile("adss.pfx", content or pfx())}

    page = ann.get(one(ADSS, "edit/")).content.decode()
    assert re.search(rf'<input type="file" name="{D}tls_client_pfx"', page)
    form = shown(ann, one(ADSS, "edit/")) | {f"{D}tls_client_pfx_password": "pfx-password"}
    # Where none is set yet, a mistake elsewhere must not take the field off the page.
    mistake = shown(ann, one(ADSS_TEST, "edit/")) | {"step": "review", "file": SimpleUploadedFile("a.pfx", pfx())}
    assert f'name="{D}tls_client_pfx"' in ann.post(one(ADSS_TEST, "edit/"), mistake).content.decode()
    for wrong in (b"-----BEGIN CERTIFICATE-----", b"0" + b"x" * 70_000):
        assert ann.post(one(ADSS, "edit/"), form | file(wrong) | {"step": "review"}).status_code == 422
    raw = pfx()
    reviewed = ann.post(one(ADSS, "edit/"), form | file(raw) | {"step": "review"})
    assert reviewed.status_code == 200, text_of(reviewed)
    assert "TLS certificate and key (PFX file), once more" in text_of(reviewed)
    encoded = base64.b64encode(raw).decode()
    assert encoded not in reviewed.content.decode()
    assert re.search(rf'<input type="file" name="{D}tls_client_pfx"[^>]* required', reviewed.content.decode())
    assert not any(encoded in str(drafts.input_of(draft)) for draft in Draft.objects.all())
    again = file(raw) | {f"{D}tls_client_pfx_password": "pfx-password", "nonce": form["nonce"], "step": "save"}
    assert ann.post(one(ADSS, "edit/"), again).status_code == 302
    detail = sandbox.world.connectors[ADSS]["detail"]
    assert (detail["tls_client_pfx"], detail["tls_client_pfx_password"]) == (encoded, "pfx-password")


def test_going_back_from_the_review_asks_for_the_secret_again(ann):
    for provider, secret in (("CSC", "client_secret"), ("ADSS", "tls_client_pfx"), ("ACME_NOTARY", "notary_pin")):
        form = shown(ann, f"{ADD}?provider={provider}")
        page = ann.get(f"{ADD}?provider={provider}").content.decode()
        assert "Leave it empty to keep" not in page
        ann.post(ADD, form | {"name": f"New {provider}", "step": "review"})
        back = ann.post(ADD, {"nonce": form["nonce"], "step": "back"}).content.decode()
        assert f'name="{D}{secret}"' in back
        assert f'value="New {provider}"' in back


def test_a_logo_is_chosen_as_a_file_shown_and_taken_away(ann, sandbox):
    logo = {f"{D}logo_file": SimpleUploadedFile("logo.png", png(64, 50) + b"<script>")}
    page = ann.get(one(SMS)).content.decode()
    assert '<img class="pic" src="/configuration/picture/?of=' in page
    assert sandbox.world.connectors[SMS]["detail"]["logo"] not in page
    reviewed, _saved = save(ann, one(CSC, "edit/"), **logo)
    assert "PNG, 64 × 50" in text_of(reviewed)
    assert b"script" not in base64.b64decode(sandbox.world.connectors[CSC]["detail"]["logo"])
    save(ann, one(CSC, "edit/"), **{f"{D}logo-none": "on"})
    assert sandbox.world.connectors[CSC]["detail"]["logo"] is None
    form = shown(ann, one(CSC, "edit/")) | {f"{D}logo_file": SimpleUploadedFile("a.svg", b"<svg/>"), "step": "review"}
    assert ann.post(one(CSC, "edit/"), form).status_code == 422
    save(ann, f"{ADD}?provider=GOOGLE", name="Google", **{f"{D}logo_file": SimpleUploadedFile("g.png", png(9, 9))})
    assert max(sandbox.world.connectors.items())[1]["detail"]["logo"]


def test_metadata_fills_the_form_and_saves_nothing(ann, sandbox):
    form = shown(ann, one(SAML, "edit/"))
    filled = ann.post(one(SAML, "edit/"), form | {"metadata": SimpleUploadedFile("idp.xml", METADATA), "step": "save"})
    assert "https://idp.example/post" in filled.content.decode()
    assert not called(sandbox, "updateConnector")
    values = field_values(filled.content.decode()) | {
        f"{D}certificate": filled.context["form"][f"{D}certificate"].value()
    }
    reviewed = ann.post(one(SAML, "edit/"), values | {"step": "review"})
    assert "CN=New IdP" in text_of(reviewed)
    ann.post(one(SAML, "edit/"), {"nonce": form["nonce"], "step": "save"})
    saved = sandbox.world.connectors[SAML]["detail"]
    assert saved["http_post_login_url"] == "https://idp.example/post"
    assert saved["http_redirect_login_url"] == "https://idp.contoso.example/sso/redirect"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b"<a>" + b"x" * LARGEST_METADATA, "256 KB"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>', "DTD"),
        ('<?xml version="1.0"?><!doctype a><a/>'.encode("utf-16"), "DTD"),
        (b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE a>', "UTF-8"),
        (b"\xff\x00\x01", "UTF-8"),
        (b"no xml", "UTF-8"),
    ],
    ids=["empty", "large", "DTD", "DTD in two bytes", "another encoding", "bytes", "text"],
)
def test_metadata_that_could_do_harm_is_not_handed_on(raw, words):
    assert words in wrong_with_metadata(raw)


def test_a_refused_metadata_file_is_said_beside_its_field(ann, sandbox):
    form = shown(ann, one(SAML, "edit/"))
    dtd = SimpleUploadedFile("idp.xml", b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>')
    assert "document type (DTD)" in text_of(ann.post(one(SAML, "edit/"), form | {"metadata": dtd, "step": "review"}))
    assert not called(sandbox, "getSamlConnectorIdp")


def test_a_certificate_file_is_read_by_signinghub_and_a_key_never_reaches_it(ann, sandbox):
    form = shown(ann, one(SAML, "edit/"))
    cer = SimpleUploadedFile("idp.cer", pem("CN=Read by SigningHub").encode())
    reviewed = ann.post(one(SAML, "edit/"), form | {"file": cer, "step": "review"})
    assert "Read from the file: CN=Read by SigningHub" in text_of(reviewed)
    assert called(sandbox, "getCertificateInfo")
    sandbox.requests.clear()
    refused = ann.post(one(SAML, "edit/"), form | {"file": SimpleUploadedFile("a.pfx", pfx()), "step": "review"})
    assert "private key" in text_of(refused)
    assert not called(sandbox, "getCertificateBase64")


def test_sp_metadata_is_a_file_and_only_a_saml_connector_offers_it(ann):
    assert "sp-metadata" in ann.get(one(SAML)).content.decode()
    assert "sp-metadata" not in ann.get(one(ADSS)).content.decode()
    file = ann.get(one(SAML, "sp-metadata/"))
    assert b"EntityDescriptor" in file.content
    assert "attachment" in file["Content-Disposition"]


def test_a_test_message_goes_out_without_the_connectors_secrets(ann, sandbox):
    address = one(SMS, "send-test/")
    assert save(ann, address, mobile_number="+44 20 7946 0958")[1].status_code == 200
    assert sandbox.world.mails[-1].to == "+442079460958"
    (sent,) = called(sandbox, "sendMessage")
    assert sent.body["provider"] == "SMS"
    form = shown(ann, address)
    assert "not a mobile number" in text_of(ann.post(address, form | {"mobile_number": "me", "step": "review"}))


def test_a_connector_says_what_uses_it_also_before_it_is_deleted(ann, sandbox):
    sandbox.world.service_plans[5]["smtp_server"] = {"enabled": True, "Server": {"id": SMS, "name": "x"}}
    used = text_of(ann.get(one(SMS, "uses/")))
    assert "Enterprise Plus 2026" in used
    used = ann.get(one(ADSS, "uses/")).content.decode()
    assert 'href="/configuration/profiles/signing/1/"' in used
    asked = ann.get(one(ADSS, "delete/"))
    assert "It is in use" in text_of(asked)
    assert "Certification profile: “Advanced certificates”, “Qualified, remote”" in text_of(asked)
    # What refers to what is inferred, so it only warns: SigningHub has the last word.
    form = shown(ann, one(ADSS, "delete/"))
    refused = ann.post(one(ADSS, "delete/"), form | {"typed": "ADSS Production", "step": "do"})
    assert refused.status_code == 409
    assert ADSS in sandbox.world.connectors
    form = shown(ann, one(ADSS_TEST, "delete/"))
    ann.post(one(ADSS_TEST, "delete/"), form | {"typed": "ADSS Test", "step": "do"})
    assert ADSS_TEST not in sandbox.world.connectors


def test_what_could_not_be_looked_at_is_said_before_deleting(person):
    narrow = person(rights={Area.CONNECTORS.value: ["read", "write", "delete"]}, email="narrow@example.org")
    assert "Not looked at" in text_of(narrow.get(one(ADSS_TEST, "uses/")))
    assert "What uses it is not fully known" in text_of(narrow.get(one(ADSS_TEST, "delete/")))


def test_signinghub_refuses_to_delete_a_used_connector_itself(ann, sandbox):
    form = shown(ann, one(ADSS_TEST, "delete/"))
    sandbox.world.profiles["Signing"][1]["detail"]["connector_id"] = str(ADSS_TEST)
    answer = ann.post(one(ADSS_TEST, "delete/"), form | {"typed": "ADSS Test", "step": "do"})
    assert answer.status_code == 409
    assert ADSS_TEST in sandbox.world.connectors
