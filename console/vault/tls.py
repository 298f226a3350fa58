"""TLS with a client certificate whose private key never lies in a file."""

from __future__ import annotations

import fcntl
import os
import ssl

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from console.vault.identity import Identity

ALL_SEALS = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE


class IdentityUnusable(Exception):  # noqa: N818 - the state of the identity
    """The key, the certificate or the CA certificates cannot be used for TLS; the message is fit to show."""


def client_context(identity: Identity, ca_bundle: str) -> ssl.SSLContext:
    """A TLS context that presents `identity` and trusts `ca_bundle` (PEM), or the system's CAs where that is empty.

    Takes some tens of milliseconds: keep it per credential version. Raises IdentityUnusable.
    """
    # Not ssl.create_default_context: that one writes session keys to a file where SSLKEYLOGFILE says so.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # IIS asks for the certificate only after it has read the request; without this TLS 1.3 would refuse to answer.
    context.post_handshake_auth = True
    trust(context, ca_bundle)
    load_key(context, identity.pem, identity.passphrase)
    return context


def normal_ca_bundle(text: str) -> str:
    """The certificates in a PEM text and nothing else of it; ValidationError where there is none."""
    if "PRIVATE KEY" in text:
        raise ValidationError(_("This file holds a private key. Only certificates belong here."))
    try:
        certificates = x509.load_pem_x509_certificates(text.encode())
    except ValueError:
        raise ValidationError(_("This is not a PEM file of certificates.")) from None
    # A bundle made of several often names the same authority twice.
    return "".join(dict.fromkeys(one.public_bytes(Encoding.PEM).decode() for one in certificates))


def trust(context: ssl.SSLContext, ca_bundle: str) -> None:
    """Let `context` trust the CA certificates in `ca_bundle` and no other, or the system's where it is empty."""
    if not ca_bundle.strip():
        context.load_default_certs(ssl.Purpose.SERVER_AUTH)
        return
    try:
        context.load_verify_locations(cadata=ca_bundle)
    except (ssl.SSLError, ValueError):
        raise IdentityUnusable(_("The CA certificates of this environment cannot be read.")) from None


@sensitive_variables()
def load_key(context: ssl.SSLContext, pem: str, passphrase: str) -> None:
    """Give `context` the private key and chain in `pem` by way of anonymous memory.

    Python's TLS reads keys from a path only; a sealed memfd has one without being on any disk.
    """
    if not hasattr(os, "memfd_create"):
        raise IdentityUnusable(_("This system cannot keep a private key off the disk: the console needs Linux."))
    memory = os.memfd_create("identity", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    with os.fdopen(memory, "wb", buffering=0) as file:
        file.write(pem.encode())
        fcntl.fcntl(memory, fcntl.F_ADD_SEALS, ALL_SEALS)
        try:
            context.load_cert_chain(f"/proc/self/fd/{memory}", password=passphrase)
        except (ssl.SSLError, OSError):
            raise IdentityUnusable(
                _("TLS does not accept this certificate: its key or signature is too weak.")
            ) from None
