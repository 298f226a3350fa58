"""What can go wrong between the console and SigningHub.

    ApiError
    ├── ApiReadOnly               not asked: whoever wants the change only looks with somebody's eyes
    ├── ApiNotOffered             this SigningHub has no such operation, as far as its own description tells
    ├── ApiUnreachable            no usable answer: timeout, TLS, connection refused, garbage
    │   ├── CertificateRefused    TLS ended by the server because of our client certificate
    │   └── ApiSealed             not asked: a custodian has sealed the credential
    └── ApiRefused                SigningHub answered, and said no
        ├── ApiSignedOut          401: our token is not accepted
        ├── ApiForbidden          403, or a 401 on a token that is surely alive
        ├── ApiMissing            404
        ├── ApiConflict           409
        ├── ApiInvalid            400, 422: with the fields at fault where they are named
        ├── ApiBusy               429, 503: with the seconds to wait where they are given
        └── ExchangeRefused       no token: the certificate, the API client or the password is not accepted

Screens catch only ApiInvalid; console/middleware.py turns the rest into a page or a message.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class ApiError(Exception):
    """The call did not do what it was asked to.

    `message` is fit to show to a person; `operation` is the operation id; `request_id` joins the page, the audit
    row and the upstream call; `sent` is False only where the request surely did not reach SigningHub.
    """

    def __init__(self, message: str, *, operation: str = "", request_id: str = "", sent: bool = True) -> None:
        super().__init__(message)
        self.message = message
        self.operation = operation
        self.request_id = request_id
        self.sent = sent


class ApiNotOffered(ApiError):  # noqa: N818 - named after what happened
    """This SigningHub's own description has no such operation, or none that could be told apart with certainty."""


class ApiReadOnly(ApiError):  # noqa: N818 - the state of the caller
    """SigningHub was not asked: whoever wants the change only looks with somebody's eyes."""


class ApiUnreachable(ApiError):  # noqa: N818 - named after what happened
    """SigningHub gave no usable answer; `passing` where the same read may succeed a moment later.

    `timed_out` where it took the request and used up the time of the call; `layer` is what failed before that, where
    it is known: address, tls, chain (of the server's certificate).
    """

    def __init__(
        self, message: str, *, passing: bool = False, timed_out: bool = False, layer: str = "", **kwargs: Any
    ) -> None:
        super().__init__(message, **kwargs)
        self.passing = passing
        self.timed_out = timed_out
        self.layer = layer


class CertificateRefused(ApiUnreachable):
    """SigningHub does not accept our client certificate: TLS ends before it reads the request."""


class ApiSealed(ApiUnreachable):
    """SigningHub was not asked: a custodian of the vault has sealed the credential."""


class ApiRefused(ApiError):  # noqa: N818 - named after what happened
    """SigningHub answered with a refusal: `status` is its HTTP status, `code` its OAuth error code, if any."""

    def __init__(self, message: str, *, status: int, code: str = "", **kwargs: Any) -> None:
        super().__init__(message, **kwargs)
        self.status = status
        self.code = code


class ApiSignedOut(ApiRefused):
    """The token is not accepted any more."""


class ApiForbidden(ApiRefused):
    """The role at SigningHub does not allow this."""


class ApiMissing(ApiRefused):
    """There is no such record (any more)."""


class ApiConflict(ApiRefused):
    """The record is not in a state that allows this."""


class ApiInvalid(ApiRefused):
    """The input was refused; `field_errors` maps a field of the body to its messages, where SigningHub named one."""

    def __init__(
        self, message: str, *, status: int, field_errors: Mapping[str, Sequence[str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(message, status=status, **kwargs)
        self.field_errors = dict(field_errors or {})


class ApiBusy(ApiRefused):
    """SigningHub asks for patience; `retry_after` is in seconds, None where it did not say."""

    def __init__(self, message: str, *, status: int, retry_after: float | None = None, **kwargs: Any) -> None:
        super().__init__(message, status=status, **kwargs)
        self.retry_after = retry_after


class ExchangeRefused(ApiRefused):
    """SigningHub gives no token. `reason` says what it does not accept: certificate, client, password or unknown.

    `status` is 0 where TLS refused the certificate, so that there was no HTTP answer.
    """

    def __init__(self, message: str, *, reason: str, status: int, **kwargs: Any) -> None:
        super().__init__(message, status=status, **kwargs)
        self.reason = reason
