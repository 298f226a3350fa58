"""Why no answer came, in words: transport failures as ApiUnreachable with a plain message each."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx
from django.utils.translation import gettext as _

from console.api.errors import ApiUnreachable, CertificateRefused

# X509_V_ERR_… of OpenSSL, as Python gives them in SSLCertVerificationError.verify_code.
NOT_YET_VALID, EXPIRED, WRONG_HOST, WRONG_ADDRESS = 9, 10, 62, 64
# In TLS 1.3 a server refuses the client certificate after the client has sent its request, but before it reads it.
CLIENT_CERTIFICATE_ALERTS = (
    "CERTIFICATE_REQUIRED",
    "CERTIFICATE_EXPIRED",
    "CERTIFICATE_REVOKED",
    "CERTIFICATE_UNKNOWN",
    "BAD_CERTIFICATE",
    "UNSUPPORTED_CERTIFICATE",
    "UNKNOWN_CA",
    "ALERT_ACCESS_DENIED",
    "ALERT_HANDSHAKE_FAILURE",
)
VERSION_ALERTS = (
    "PROTOCOL_VERSION",
    "UNSUPPORTED_PROTOCOL",
    "NO_PROTOCOLS_AVAILABLE",
    "WRONG_VERSION_NUMBER",
    "VERSION_TOO_LOW",
    "WRONG_SSL_VERSION",
)
SURELY_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


def unreachable(error: httpx.TransportError, operation: str, request_id: str) -> ApiUnreachable:
    """What to tell a person about a call that got no answer. Never quotes the error: it may hold what was sent."""
    kind, message, passing = _explained(error)
    sent = kind is not CertificateRefused and not isinstance(error, SURELY_NOT_SENT)
    timed_out = isinstance(error, httpx.ReadTimeout | httpx.WriteTimeout)
    about = {"operation": operation, "request_id": request_id}
    return kind(message, passing=passing, timed_out=timed_out, sent=sent, layer=_layer(error), **about)


def _layer(error: httpx.TransportError) -> str:
    """How far the connection came: see ApiUnreachable."""
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return "chain"
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return "tls"
    return "address" if isinstance(error, SURELY_NOT_SENT) else ""


def _explained(error: httpx.TransportError) -> tuple[type[ApiUnreachable], str, bool]:
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return ApiUnreachable, _server_certificate(cause.verify_code), False
        if isinstance(cause, ssl.SSLError) and (explained := _alert(cause)):
            return *explained, False
        if isinstance(cause, socket.gaierror):
            return ApiUnreachable, _("The name of the SigningHub server is not known here."), True
        if isinstance(cause, ConnectionRefusedError):
            return ApiUnreachable, _("The SigningHub server refuses connections."), True
    if isinstance(error, httpx.TimeoutException):
        return ApiUnreachable, _("SigningHub did not answer in time."), isinstance(error, httpx.ConnectTimeout)
    if isinstance(error, httpx.ProxyError):
        return ApiUnreachable, _("The proxy does not let the console through to SigningHub."), False
    if isinstance(error, httpx.RemoteProtocolError):
        return ApiUnreachable, _("SigningHub broke off in the middle of its answer."), True
    return ApiUnreachable, _("The connection to SigningHub failed."), True


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _server_certificate(code: int) -> str:
    if code in (EXPIRED, NOT_YET_VALID):
        return _("The certificate of the SigningHub server has expired or is not valid yet.")
    if code in (WRONG_HOST, WRONG_ADDRESS):
        return _("The certificate of the SigningHub server was issued for another name.")
    return _("The certificate of the SigningHub server comes from an authority that this environment does not trust.")


def _alert(error: ssl.SSLError) -> tuple[type[ApiUnreachable], str] | None:
    text = str(error).upper()
    if any(name in text for name in VERSION_ALERTS):
        return ApiUnreachable, _("The SigningHub server does not speak a TLS version that the console accepts.")
    if not any(name in text for name in CLIENT_CERTIFICATE_ALERTS):
        return None
    if "CERTIFICATE_EXPIRED" in text:
        return CertificateRefused, _("SigningHub refuses the certificate of this credential: it has expired.")
    if "UNKNOWN_CA" in text:
        return CertificateRefused, _(
            "SigningHub refuses the certificate of this credential: it does not trust its issuer."
        )
    return CertificateRefused, _("SigningHub refuses the certificate of this credential.")
