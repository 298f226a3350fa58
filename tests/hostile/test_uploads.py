"""What a stranger sends too much of."""

import tempfile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


@pytest.mark.parametrize("address", ["/signin/", "/nowhere/", "/healthz", "/accounts/", "/enrol/x/"])
def test_more_than_any_page_takes_is_refused_before_it_is_read(db, address):
    unread = Client().generic(
        "POST", address, b"", content_type="multipart/form-data; boundary=B", CONTENT_LENGTH=str(10**9)
    )
    assert unread.status_code == 413
    assert "more than the console takes" in unread.content.decode()
    assert unread["Cache-Control"] == "no-store"


def test_no_upload_ever_lies_in_a_temporary_file(db, monkeypatch):
    def refuse(*_arguments, **_options):
        raise AssertionError("A file was written.")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    upload = SimpleUploadedFile("x.pfx", b"\0" * (settings.FILE_UPLOAD_MAX_MEMORY_SIZE - 4096))
    assert Client().post("/signin/", {"email": "a@b.example", "password": "x", "file": upload}).status_code == 422
