"""The licence as a file: what is in it, another one in its place, and the copy that is kept of the old one."""

import base64
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.configuration.license.file import LicenceRefused, handed_over, said_in
from apps.configuration.license.service import file_in
from apps.configuration.models import KeptLicence
from console.audit.models import Entry, Kind
from console.vault.rotation import rotate_all
from sandbox.answers.license import license_file
from tests.apps.configuration.driving import called, nonce_in, words_in

PAGE = "/configuration/license/"
UPLOAD, DOWNLOAD = f"{PAGE}upload/", f"{PAGE}download/"
VALUES = {
    "issued_to": "Contoso",
    "type": "Production",
    "valid_to": "2031-01-31T00:00:00Z",
    "users": {"allowed": 2_000_000},
    "signatures": {"allowed": 900_000},
    "simple_electronic_signatures": {"allowed": "Unlimited"},
    "modules": ("ELECTRONIC_SEALS",),
}
OTHER = license_file(VALUES)


def chosen(data):
    return {"file": SimpleUploadedFile("license.xml", data)}


def choose(client, **given):
    machinery = {"nonce": nonce_in(client.get(UPLOAD))}
    return machinery, client.post(UPLOAD, machinery | given | {"step": "review"})


def test_another_licence_says_before_it_is_sent_what_it_will_change(ann, sandbox):
    _machinery, response = choose(ann, **chosen(OTHER))
    text = words_in(response)
    assert "Constraint Signatures · Allowed 500000 900000" in text
    assert "481,223" in text
    assert "Parts of SigningHub that the new licence does not name stop working at once" in text
    assert not called(sandbox, "updateLicense")
    assert not KeptLicence.objects.exists()


@pytest.mark.parametrize(("how", "operation"), [("file", "updateLicense"), ("text", "updateLicenseBase64")])
def test_an_upload_keeps_the_old_one_and_says_what_it_changed(ann, sandbox, how, operation):
    old = ann.post(DOWNLOAD, {"as": "file"}).content
    given = chosen(OTHER) if how == "file" else {"license_base64": base64.encodebytes(OTHER).decode()}
    machinery, _response = choose(ann, **given)
    response = ann.post(UPLOAD, machinery | {"step": "save"})
    assert response.status_code == 302
    text = words_in(ann.get(response["Location"]))
    assert "Signatures · Allowed 500000 900000" in text
    assert "2031-01-31" in text
    assert len(called(sandbox, operation)) == 1
    kept = KeptLicence.objects.get()
    assert kept.file() == old
    assert kept.email == "ann@example.org"
    assert rotate_all()["configuration.KeptLicence"].broken == ()
    assert ann.post(UPLOAD, machinery | {"step": "save"})["Location"] == response["Location"]
    assert len(called(sandbox, operation)) == 1
    assert ann.post(DOWNLOAD, {"as": "file"}).content == OTHER
    assert ann.post(DOWNLOAD, {"kept": kept.pk}).content == old


def test_a_licence_that_signinghub_refuses_stays_where_it_was_with_its_words(ann, sandbox):
    wrong = OTHER.replace(b"License>", b"Invoice>").replace(b"<License", b"<Invoice")
    machinery, response = choose(ann, **chosen(wrong))
    assert response.status_code == 200
    response = ann.post(UPLOAD, machinery | {"step": "save"})
    assert response.status_code == 422
    assert "is not a license file" in words_in(response)


def test_without_the_old_file_nothing_is_sent(ann, sandbox):
    machinery, _response = choose(ann, **chosen(OTHER))
    sandbox.faults.add("operation=downloadLicense kind=fail status=503")
    assert ann.post(UPLOAD, machinery | {"step": "save"}).status_code >= 500
    assert not called(sandbox, "updateLicense")
    assert not KeptLicence.objects.exists()


def test_a_signinghub_without_a_licence_takes_its_first(ann, sandbox):
    sandbox.faults.add("operation=downloadLicense kind=fail status=404")
    machinery, response = choose(ann, **chosen(OTHER))
    assert "there is none to keep" in words_in(response)
    sandbox.faults.add("operation=downloadLicense kind=fail status=404")
    assert ann.post(UPLOAD, machinery | {"step": "save"}).status_code == 302
    assert not KeptLicence.objects.exists()


def test_both_downloads_are_the_file_and_are_on_record(ann, sandbox):
    raw = ann.post(DOWNLOAD, {"as": "file"})
    text = ann.post(DOWNLOAD, {"as": "base64"})
    assert raw["Content-Disposition"].startswith("attachment; filename=")
    assert raw["Content-Type"] == "application/octet-stream"
    assert b"<License>" in raw.content
    assert base64.b64decode(text.content) == raw.content
    assert {"downloadLicense", "downloadLicenseBase64"} <= {request.operation for request in sandbox.requests}
    assert Entry.objects.filter(kind=Kind.EXPORT).count() == 2


def test_whoever_may_only_read_uploads_nothing(person, sandbox):
    reader = person({"license": ["read"]}, email="reader@example.org")
    assert UPLOAD not in reader.get(PAGE).content.decode()
    assert DOWNLOAD in reader.get(PAGE).content.decode()
    assert reader.post(UPLOAD, {"step": "save"}).status_code == 403
    assert reader.post(DOWNLOAD, {"kept": "987654"}).status_code == 404


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"   ",
        b"x" * (128 * 1024 + 1),
        b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><a>&d;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    ],
    ids=["empty", "blank", "too large", "entities", "external"],
)
def test_what_is_no_licence_is_refused_before_it_goes_anywhere(ann, sandbox, hostile):
    with pytest.raises(LicenceRefused):
        handed_over(SimpleUploadedFile("license.xml", hostile), "")
    _machinery, response = choose(ann, **chosen(hostile))
    assert response.status_code == 422
    assert not called(sandbox, "downloadLicense")


def test_a_licence_is_read_however_it_is_built():
    assert said_in(b'<a xmlns="urn:x"><b allowed="1">two</b><b allowed="3"/></a>') == {
        "B · Allowed": "1",
        "B": "two",
        "B · Allowed 2": "3",
    }
    assert said_in(b"not XML at all") == {}
    assert said_in(b"<a>" + b"<b>" * 5000) == {}
    assert re.fullmatch(r"\d+ characters", said_in(b"<a><b>" + b"x" * 5000 + b"</b></a>")["B"])


@pytest.mark.parametrize(
    "answer",
    [
        OTHER,
        base64.b64encode(OTHER),
        base64.b64encode(OTHER).decode(),
        base64.encodebytes(OTHER).decode(),
        OTHER.decode(),
        {"license_base64": base64.b64encode(OTHER).decode()},
        [base64.b64encode(OTHER).decode()],
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_the_file_is_found_in_every_answer_that_holds_it(answer):
    assert file_in(answer) == OTHER
