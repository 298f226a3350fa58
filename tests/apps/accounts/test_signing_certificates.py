"""Signing certificates: what is taken for one, what it says, and what is done to those of an account."""

import base64
import re

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.signing_certificates.forms import AddCertificateForm, EditCertificateForm
from apps.accounts.signing_certificates.service import LEVELS, PROTECTIONS
from console.api.contract import load_contract
from console.certificates import (
    MAX_BYTES,
    REFUSALS,
    CertificateRefused,
    der_of,
    facts_of,
    pem_of,
)
from console.permissions import Area
from console.screens.models import Draft
from tests.certificates import certificate, der, key_usage, pem, pfx, private_keys, public_key

ANN = 1002
ACCOUNT = f"/accounts/{ANN}/"
ALL = f"{ACCOUNT}certificates/"
ADD = f"{ALL}add/"
PART = f"{ACCOUNT}parts/certificates/"
USE = {
    "capacity_name": "Notary",
    "certificate_alias": "adss-17",
    "level_of_assurance": "QUALIFIED_ELECTRONIC_SIGNATURE",
    "key_protection_option": "REMOTE_AUTHORISATION",
}
KEYS = private_keys()


def nonce_in(response):
    return re.search(r'name="nonce" value="([^"]+)"', response.content.decode()).group(1)


def add(client, address=ADD, **typed):
    """Open the form, review it with these fields, and save what was reviewed."""
    page = client.get(address)
    path = address.partition("?")[0]
    machinery = {"nonce": nonce_in(page), "return_to": page.context["return_to"]}
    reviewed = client.post(path, USE | typed | machinery | {"step": "review"})
    assert reviewed.status_code == 200, reviewed.content.decode()
    saved = client.post(path, machinery | {"step": "save"})
    return reviewed, saved


def ask(client, address, **typed):
    """Open the page of an act and do it."""
    page = client.get(address)
    typed = {"typed": page.context.get("typed", "")} | typed
    machinery = {"nonce": nonce_in(page), "return_to": page.context["return_to"], "step": "do"}
    return client.post(address.partition("?")[0], typed | machinery)


def called(sandbox, operation):
    return [request for request in sandbox.requests if request.operation == operation]


def certificates(client):
    """The certificates of the account, by capacity, as the list's answer has them."""
    return {row["capacity_name"]: row for row in client.rows()}


@pytest.fixture
def rows(ann, sandbox):
    """Reads the certificates of the account as SigningHub has them."""
    from console.api.caller import Caller
    from console.api.client import AdminApi
    from console.api.tokens import SharedTokens

    def read():
        caller = Caller(user=ann.user, address="127.0.0.1", language="en", request_id="test", screen="")
        credential = ann.user.credential
        api = AdminApi(credential.environment, credential, SharedTokens(credential), caller)
        return {row["capacity_name"]: row for row in api.call("listSigningCertificates", userId=ANN).data}

    return read


@pytest.fixture
def imported(ann, rows):
    """The address of a certificate that was imported."""
    add(ann, certificate=pem())
    return f"{ALL}{rows()['Notary']['id']}/"


@pytest.fixture
def issued(rows):
    """The address of the certificate that SigningHub issued."""
    return f"{ALL}{rows()['Personal']['id']}/"


# --- what is a certificate ----------------------------------------------------------------------------------------


WRITTEN = {
    "DER": der(),
    "PEM": pem().encode(),
    "PEM with a mark at its beginning": b"\xef\xbb\xbf" + pem().encode(),
    "PEM of two bytes a letter": pem().encode("utf-16"),
    "PEM with words before it": b"subject=CN=Ann\n" + pem().encode(),
    "PEM with the line ends of another system": pem().replace("\n", "\r\n").encode(),
    "Base64": base64.b64encode(der()),
    "Base64 in lines": base64.encodebytes(der()),
}


@pytest.mark.parametrize("given", WRITTEN.values(), ids=WRITTEN)
def test_a_certificate_is_taken_however_it_is_written(given):
    assert x509.load_der_x509_certificate(der_of(given)).subject == certificate().subject


@pytest.mark.parametrize("given", KEYS.values(), ids=KEYS)
def test_a_private_key_is_refused_however_it_is_wrapped(given):
    for written in (given, base64.b64encode(given)):
        if written is not given and given.startswith(b"-----"):
            continue
        with pytest.raises(CertificateRefused) as refused:
            der_of(written)
        assert refused.value.code == "private_key"


@pytest.mark.parametrize("given", [pfx(), base64.b64encode(pfx())], ids=["file", "text"])
def test_a_pfx_is_refused(given):
    with pytest.raises(CertificateRefused) as refused:
        der_of(given)
    assert refused.value.code == "pfx"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (pem().encode() * 2, "several"),
        (der() + b"\0", "not_a_certificate"),
        (der() + der(), "not_a_certificate"),
        (der()[:-9], "not_a_certificate"),
        (public_key(), "not_a_certificate"),
        (b"\x30", "not_a_certificate"),
        (b"\x30\x84", "not_a_certificate"),
        (b"\x30\x80\x30\x80\x06", "private_key"),
        (b"\xff\xd8\xff\xe0 a picture", "not_a_certificate"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA", "not_a_certificate"),
        ("Γειά σου".encode(), "not_a_certificate"),
        (b"\xff\xfe\x00", "not_a_certificate"),
        (b"A" * (MAX_BYTES + 1), "too_large"),
    ],
    ids=range(15),
)
def test_anything_else_is_refused_with_a_sentence(given, code):
    with pytest.raises(CertificateRefused) as refused:
        der_of(given)
    assert refused.value.code == code
    assert refused.value.message == REFUSALS[code]


def test_the_facts_of_a_certificate_are_read():
    usage = key_usage(content_commitment=True, digital_signature=True)
    extended = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH, x509.ObjectIdentifier("1.2.3.4")])
    facts = facts_of(der(r"CN=山田 太郎,O=\<b\>Firm\</b\>,C=JP", usage, extended))
    assert facts.subject == "CN=山田 太郎,O=\\<b\\>Firm\\</b\\>,C=JP"
    assert facts.issuer == "CN=Test CA"
    assert facts.serial == "1234abcd"
    assert (facts.not_before.year, facts.not_after.year) == (2024, 2044)
    assert facts.usages == ("Digital signature", "Non-repudiation", "TLS client", "1.2.3.4")
    assert facts.key == "EC secp256r1"
    assert re.fullmatch("[0-9a-f]{64}", facts.fingerprint)


def test_a_certificate_as_text_is_the_same_certificate():
    assert der_of(pem_of(der())) != b""
    assert der_of(pem_of(der_of(WRITTEN["Base64"]))) == der_of(WRITTEN["Base64"])


def test_every_property_and_every_value_of_the_contract_is_in_the_forms():
    contract = load_contract()
    for form, of_text, of_file in (
        (AddCertificateForm, "addSigningCertificateBase64", "addSigningCertificate"),
        (EditCertificateForm, "updateSigningCertificateBase64", "updateSigningCertificate"),
    ):
        taken = contract.operation(of_text).body_properties
        assert set(form.base_fields) - form.beside == set(taken)
        assert set(taken) - {"certificate"} == set(contract.operation(of_file).body_properties) - {"file_stream"}
        assert set(LEVELS) == set(taken["level_of_assurance"]["enum"])
    protections = contract.operation("addSigningCertificateBase64").body_properties["key_protection_option"]["enum"]
    assert set(PROTECTIONS) == set(protections)


# --- adding -------------------------------------------------------------------------------------------------------


def test_pasted_text_is_shown_by_what_it_says_and_sent_in_base64(ann, sandbox, rows):
    text = pem("CN=Ann Example,C=NL")
    reviewed, saved = add(ann, certificate=text, default="on")
    page = reviewed.content.decode()
    assert "CN=Ann Example,C=NL; issued by CN=Test CA; valid from 2024-02-01 until 2044-02-01; SHA-256" in page
    assert "BEGIN CERTIFICATE" not in page
    assert saved["Location"] == ALL
    (request,) = called(sandbox, "addSigningCertificateBase64")
    assert base64.b64decode(request.body.pop("certificate")) == der_of(text)
    assert request.body == USE | {"default": True}
    assert rows()["Notary"]["default"] is True
    assert rows()["Personal"]["default"] is False


def test_a_file_is_sent_as_a_file_under_its_name(ann, sandbox, rows):
    reviewed, saved = add(ann, file=SimpleUploadedFile("ann.cer", der()))
    assert "issued by CN=Test CA" in reviewed.content.decode()
    assert saved.status_code == 302
    assert len(called(sandbox, "addSigningCertificate")) == 1
    assert called(sandbox, "addSigningCertificateBase64") == []
    assert rows()["Notary"]["certificate_dn"] == "CN=Ann Example"


def test_a_file_that_was_read_need_not_be_chosen_again(ann):
    page, text = ann.get(ADD), pem()
    upload = {"file": SimpleUploadedFile("my--cert.pem", text.encode()), "nonce": nonce_in(page)}
    refused = ann.post(ADD, USE | upload | {"capacity_name": "a_b", "step": "review"})
    assert refused.status_code == 422
    form = refused.context["form"]
    assert list(form.errors) == ["capacity_name"]
    name, *lines = form["certificate"].value().splitlines()
    assert name == "my-cert.pem"
    assert lines == text.splitlines()
    assert form["certificate_alias"].value() == "adss-17"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (KEYS["pkcs8.pem"], "private_key"),
        (KEYS["encrypted.der"], "private_key"),
        (KEYS["together.pem"], "private_key"),
        (pfx(), "pfx"),
        (b"", "empty"),
        (b"A" * (MAX_BYTES + 1), "too_large"),
        (b"hello", "not_a_certificate"),
    ],
    ids=["key", "encrypted key", "certificate with key", "pfx", "empty", "large", "other"],
)
def test_a_file_that_is_no_certificate_is_refused_and_what_was_typed_stays(ann, sandbox, given, code):
    page = ann.get(ADD)
    upload = {"file": SimpleUploadedFile("ann.cer", given), "nonce": nonce_in(page)}
    refused = ann.post(ADD, USE | upload | {"step": "review"})
    assert refused.status_code == 422
    form = refused.context["form"]
    assert form.errors == {"file": [REFUSALS[code]]}
    assert form["capacity_name"].value() == "Notary"
    assert "has to be chosen again" in refused.content.decode()
    assert called(sandbox, "addSigningCertificate") == []


@pytest.mark.parametrize("step", ["review", "keep"])
@pytest.mark.parametrize("name", ["pkcs8.pem", "pkcs8.der", "together.pem"])
def test_a_pasted_private_key_is_neither_kept_nor_shown(ann, name, step):
    key = KEYS[name] if name.endswith("pem") else base64.b64encode(KEYS[name])
    page = ann.get(ADD)
    answer = ann.post(ADD, USE | {"certificate": key.decode(), "nonce": nonce_in(page), "step": step})
    assert key.decode().splitlines()[-2 if name.endswith("pem") else 0][:40] not in answer.content.decode()
    if step == "review":
        assert answer.context["form"].errors == {"certificate": [REFUSALS["private_key"]]}
    from console.screens import drafts

    kept = drafts.input_of(Draft.objects.get())
    assert kept["capacity_name"] == "Notary"
    assert kept.get("certificate", "") == ""


def test_a_private_key_is_not_kept_either_when_it_arrives_after_the_session(ann):
    page = ann.get(ADD)
    ann.session.flush()
    ann.post(ADD, USE | {"certificate": KEYS["pkcs8.pem"].decode(), "nonce": nonce_in(page), "step": "review"})
    from console.screens import drafts

    kept = drafts.input_of(Draft.objects.get())
    assert kept is None or "certificate" not in kept


def test_nothing_at_all_is_asked_for_by_the_file(ann):
    page = ann.get(ADD)
    refused = ann.post(ADD, USE | {"nonce": nonce_in(page), "step": "review"})
    assert list(refused.context["form"].errors) == ["file"]


def test_a_capacity_that_is_taken_is_said_beside_it(ann):
    page = ann.get(ADD)
    ann.post(ADD, USE | {"capacity_name": "Personal", "certificate": pem(), "nonce": nonce_in(page), "step": "review"})
    refused = ann.post(ADD, {"nonce": nonce_in(page), "step": "save"})
    assert refused.status_code == 422
    assert refused.context["form"].errors["capacity_name"] == ["is taken."]
    assert "BEGIN CERTIFICATE" in refused.context["form"]["certificate"].value()


def test_a_certificate_is_added_once_however_often_it_is_sent(ann, sandbox):
    page = ann.get(ADD)
    ann.post(ADD, USE | {"certificate": pem(), "nonce": nonce_in(page), "step": "review"})
    answers = [ann.post(ADD, {"nonce": nonce_in(page), "step": "save"}) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(called(sandbox, "addSigningCertificateBase64")) == 1


def test_from_the_account_the_way_leads_back_to_the_account(ann):
    part = ann.get(PART).content.decode()
    (address,) = re.findall(rf'href="({ADD}[^"]*)"', part)
    _reviewed, saved = add(ann, address.replace("&amp;", "&"), certificate=pem())
    assert saved["Location"] == ACCOUNT


def test_a_server_without_the_operation_for_files_gets_a_file_in_base64(ann, sandbox):
    environment = ann.user.credential.environment
    environment.overlay = {"unmapped": ["addSigningCertificate"]}
    environment.save()
    add(ann, file=SimpleUploadedFile("ann.cer", der()))
    assert len(called(sandbox, "addSigningCertificateBase64")) == 1


# --- looking ------------------------------------------------------------------------------------------------------


def test_a_returned_certificate_is_shown_by_what_it_says(ann, imported):
    page = ann.get(imported).content.decode()
    for said in ("CN=Ann Example", "CN=Test CA", "1234abcd", "EC secp256r1", "Not limited", "Remote authorisation"):
        assert said in page
    assert "2044-02-01" in page
    assert base64.b64encode(der())[:30].decode() not in page


def test_a_certificate_that_is_not_returned_is_said_to_be_unknown(ann, issued):
    page = ann.get(issued).content.decode()
    assert "does not return the certificate itself" in page
    assert "Personal" in page


@pytest.mark.parametrize("content", ["A" * 300, "=" * 300, "A" * 200_000, pem() * 2, '"><script>alert(1)</script>' * 9])
def test_a_returned_something_that_is_no_certificate_is_said_to_be_none(ann, answer_with, content):
    answer_with("getSigningCertificate", {"id": 7, "capacity_name": "Odd", "custom": True, "certificate": content})
    response = ann.get(f"{ALL}7/")
    assert response.status_code == 200
    assert "cannot be read as a certificate" in response.content.decode()
    assert "<script>alert" not in response.content.decode()


def test_a_hostile_certificate_is_inert(ann, answer_with):
    text = pem_of(der(r"CN=\<script\>alert(1)\</script\>"))
    answer_with("getSigningCertificate", {"id": 7, "capacity_name": "Odd", "custom": True, "certificate": text})
    page = ann.get(f"{ALL}7/").content.decode()
    assert "<script>alert" not in page
    assert "alert(1)" in page


# --- changing -----------------------------------------------------------------------------------------------------


def edit(client, address, **typed):
    page = client.get(address)
    form = page.context["form"]
    fields = {name: form[name].value() for name in form.fields if name != "file"}
    fields = {name: value for name, value in fields.items() if value not in (None, False)} | typed
    machinery = {"nonce": nonce_in(page), "return_to": ""}
    client.post(address, fields | machinery | {"step": "review"})
    return client.post(address, machinery | {"step": "save"})


def test_an_edit_sends_everything_but_the_key_protection(ann, sandbox, imported):
    before = called(sandbox, "addSigningCertificateBase64")[0].body["certificate"]
    answer = edit(ann, f"{imported}edit/", certificate_alias="adss-18")
    assert answer["Location"] == imported
    (request,) = called(sandbox, "updateSigningCertificateBase64")
    wanted = {name: USE[name] for name in ("capacity_name", "level_of_assurance")}
    assert request.body == wanted | {"certificate_alias": "adss-18", "default": False, "certificate": before}


def test_key_protection_is_said_to_be_fixed(ann, imported):
    page = ann.get(f"{imported}edit/")
    assert "cannot be changed" in page.content.decode()
    assert "key_protection_option" not in page.context["form"].fields


def test_another_file_replaces_the_certificate(ann, sandbox, imported, rows):
    edit(ann, f"{imported}edit/", file=SimpleUploadedFile("new.cer", der("CN=Renewed")))
    assert len(called(sandbox, "updateSigningCertificate")) == 1
    assert rows()["Notary"]["certificate_dn"] == "CN=Renewed"


def test_another_text_replaces_the_certificate(ann, sandbox, imported, rows):
    edit(ann, f"{imported}edit/", certificate=pem("CN=Renewed"))
    assert called(sandbox, "updateSigningCertificate") == []
    assert rows()["Notary"]["certificate_dn"] == "CN=Renewed"


def test_the_default_is_given_to_another_but_not_taken_away(ann, imported, rows):
    answer = ask(ann, f"{imported}make-default/")
    assert answer["Location"] == imported
    assert (rows()["Notary"]["default"], rows()["Personal"]["default"]) == (True, False)
    form = ann.get(f"{imported}edit/").context["form"]
    assert form.fields["default"].disabled
    assert "make-default" not in ann.get(imported).content.decode()


def test_an_issued_certificate_is_revoked_and_not_edited_or_deleted(ann, sandbox, issued, rows):
    page = ann.get(issued).content.decode()
    assert f"{issued}revoke/" in page
    for screen in ("edit", "remove", "make-default"):
        assert f"{issued}{screen}/" not in page
    assert ann.get(f"{issued}edit/").status_code == 409
    assert "no more" not in page
    asked = ann.get(f"{issued}revoke/").content.decode()
    assert "cannot be taken back" in asked
    assert ask(ann, f"{issued}revoke/", typed="something else").status_code == 422
    assert ask(ann, f"{issued}revoke/?return_to={ACCOUNT}")["Location"] == ACCOUNT
    assert "Personal" not in rows()
    assert called(sandbox, "deleteSigningCertificate") == []


def test_an_imported_certificate_is_deleted_and_not_revoked(ann, imported, rows):
    page = ann.get(imported).content.decode()
    assert f"{imported}remove/" in page
    assert f"{imported}revoke/" not in page
    assert ask(ann, f"{imported}remove/")["Location"] == ALL
    assert "Notary" not in rows()


def test_where_the_server_does_not_say_who_issued_it_everything_is_offered(ann, answer_with):
    answer_with("getSigningCertificate", {"id": 7, "capacity_name": "Odd"})
    page = ann.get(f"{ALL}7/").content.decode()
    for screen in ("edit", "remove", "revoke", "make-default"):
        assert f"{ALL}7/{screen}/" in page


def test_somebody_who_may_only_read_is_offered_nothing(person, answer_with):
    answer_with("getSigningCertificate", {"id": 7, "capacity_name": "Odd", "custom": True})
    reader = person(rights={Area.ACCOUNTS.value: ["read"]}, email="reader@example.org")
    page = reader.get(f"{ALL}7/").content.decode()
    assert "Odd" in page
    for screen in ("edit", "remove", "revoke", "make-default"):
        assert f"{ALL}7/{screen}/" not in page
        assert reader.get(f"{ALL}7/{screen}/").status_code == 403
    assert ADD not in reader.get(PART).content.decode()


def test_the_certificate_of_an_account_that_is_not_there_is_a_404(ann):
    assert ann.get(f"{ALL}987654/").status_code == 404
    assert ann.get("/accounts/987654/certificates/1/").status_code == 404


def test_what_is_written_down_holds_no_certificate(ann, imported):
    from console.audit.models import Entry

    entry = Entry.objects.filter(operation="addSigningCertificateBase64").latest("pk")
    assert "MII" not in str(entry.__dict__)


@pytest.mark.parametrize("answer", [None, [], {}, [{"id": 7}], "done", 7, {"Message": "done"}], ids=str)
def test_an_odd_answer_to_what_was_done_is_an_answer(ann, answer_with, imported, issued, answer):
    for operation in ("addSigningCertificateBase64", "deleteSigningCertificate", "revokeSigningCertificate"):
        answer_with(operation, answer)
    _reviewed, saved = add(ann, certificate=pem(), capacity_name="Another")
    done = [saved, ask(ann, f"{imported}remove/"), ask(ann, f"{issued}revoke/")]
    assert [response.status_code for response in done] == [302, 302, 302]
