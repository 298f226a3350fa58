import contextlib
import os
import socket
import ssl
import sys
import threading

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from cryptography.x509 import load_der_x509_certificate
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.core.exceptions import ValidationError

from console.vault.identity import Identity
from console.vault.pfx import open_pfx
from console.vault.tls import IdentityUnusable, client_context, load_key, normal_ca_bundle
from tests.console.vault.pfx_files import PASSWORD, new_certificate, new_key, new_pfx


def identity_of(pfx):
    opened = open_pfx(pfx, PASSWORD)
    return Identity(opened.pem, opened.passphrase, "console", "secret", None)


def pem_of(certificate):
    return certificate.public_bytes(Encoding.PEM).decode()


@pytest.fixture
def authority():
    key = new_key()
    return key, new_certificate(key, name="Example CA", email="", purposes=(), issues=True)


@pytest.fixture
def server(authority):
    """A TLS 1.3 server's context that trusts the authority's clients."""
    ca_key, ca = authority
    key = new_key()
    certificate = new_certificate(
        key, name="localhost", issuer=ca, issuer_key=ca_key, purposes=(ExtendedKeyUsageOID.SERVER_AUTH,)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(cadata=pem_of(ca))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")).decode()
    load_key(context, pem + pem_of(certificate), "x")
    return context


@pytest.fixture
def client_pfx(authority):
    ca_key, ca = authority
    key = new_key()
    return new_pfx(key=key, certificate=new_certificate(key, issuer=ca, issuer_key=ca_key))


def shown_certificate(server, client, *, after_request):
    """The certificate that the client shows the server, at once or only when it has sent its request."""
    server.verify_mode = ssl.CERT_OPTIONAL if after_request else ssl.CERT_REQUIRED
    server.post_handshake_auth = after_request
    server.verify_flags &= ~ssl.VERIFY_X509_STRICT
    ours, theirs = socket.socketpair()
    seen = []

    def serve():
        with server.wrap_socket(theirs, server_side=True) as connection:
            connection.read(1)
            if after_request:
                connection.verify_client_post_handshake()
            connection.write(b"1")
            connection.read(1)
            seen.append(load_der_x509_certificate(connection.getpeercert(True)))
            connection.write(b"2")

    thread = threading.Thread(target=serve)
    thread.start()
    client.check_hostname = False
    with client.wrap_socket(ours) as connection:
        for _ in range(2):
            connection.write(b"x")
            connection.read(1)
    thread.join()
    return seen[0].subject.rfc4514_string()


@pytest.mark.parametrize("after_request", [False, True], ids=["in the handshake", "after the request, as IIS does"])
def test_the_server_is_shown_the_certificate(server, authority, client_pfx, after_request):
    client = client_context(identity_of(client_pfx), pem_of(authority[1]))
    assert shown_certificate(server, client, after_request=after_request) == "CN=Ann Example"


def test_servers_are_verified_and_old_protocols_are_not_spoken():
    context = client_context(identity_of(new_pfx()), "")
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2


def test_an_own_ca_bundle_takes_the_place_of_the_systems(authority):
    context = client_context(identity_of(new_pfx()), pem_of(authority[1]))
    assert [dict(rdn[0] for rdn in ca["subject"])["commonName"] for ca in context.get_ca_certs()] == ["Example CA"]


def test_an_unreadable_ca_bundle_is_told_and_not_passed_over():
    with pytest.raises(IdentityUnusable, match="CA certificates"):
        client_context(identity_of(new_pfx()), "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")


def test_a_key_that_does_not_open_is_told_without_its_text():
    identity = identity_of(new_pfx())
    broken = Identity(identity.pem, "canary-passphrase", "console", "secret", None)
    with pytest.raises(IdentityUnusable) as refused:
        client_context(broken, "")
    assert "canary" not in str(refused.value)


opened_for_writing = []
watching = threading.Event()


def watch_opens(event, arguments):
    by_path = event == "open" and watching.is_set() and isinstance(arguments[0], str | bytes)
    if by_path and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        opened_for_writing.append(arguments[0])


@contextlib.contextmanager
def watched():
    """Notes which paths Python opens for writing (hooks stay for the life of the process, so it has a switch)."""
    sys.addaudithook(watch_opens)
    opened_for_writing.clear()
    watching.set()
    try:
        yield opened_for_writing
    finally:
        watching.clear()


def test_the_key_is_in_no_file(tmp_path, monkeypatch):
    """Statement 52."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    # create_default_context would write the secrets of each connection there.
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    monkeypatch.chdir(tmp_path)
    identity = identity_of(new_pfx())
    with watched() as written:
        context = client_context(identity, "")
    assert context.keylog_filename is None
    assert written == []
    assert list(tmp_path.iterdir()) == []
    assert not [name for name in os.listdir("/proc/self/fd") if "identity" in link_of(name)]


def link_of(descriptor):
    try:
        return os.readlink(f"/proc/self/fd/{descriptor}")
    except FileNotFoundError:
        return ""  # That of the listing itself.


def test_a_ca_file_is_brought_to_its_certificates(authority):
    pem = pem_of(authority[1])
    assert normal_ca_bundle(f"# Example CA\r\n{pem}\nnotes\n{pem}") == pem


@pytest.mark.parametrize("text", ["nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_what_holds_no_certificate_is_no_ca_file(text):
    with pytest.raises(ValidationError, match="not a PEM file"):
        normal_ca_bundle(text)


def test_a_private_key_is_not_taken_for_a_ca_file():
    with pytest.raises(ValidationError, match="private key"):
        normal_ca_bundle("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
