"""From the address to the bearer token: every step by itself, so that the one that fails can be named."""

from __future__ import annotations

import datetime as dt
import email.utils
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
from cryptography import x509
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from console.api import wire
from console.api.caller import Caller
from console.api.connections import passing_client
from console.api.deadline import Deadline
from console.api.doctor.finding import Finding, State
from console.api.errors import ApiError, ApiUnreachable, ExchangeRefused
from console.api.exchange import CERTIFICATE, CLIENT, PASSWORD, Door, Exchanged, exchange, subject_token
from console.vault.identity import Identity
from console.vault.models import Environment

SOON_DAYS = 30
# In seconds. Tokens and certificates are judged by the clock; most servers allow for five minutes.
CLOSE, TOO_FAR = 30, 300


@dataclass
class Visit:
    """One visit to a SigningHub as one identity, and what was seen on the way."""

    environment: Environment
    identity: Identity
    password: str | None = field(repr=False, default=None)
    caller: Caller = field(default_factory=Caller)
    exchanged: Exchanged | None = None
    has_answer: bool = False
    tls_version: str = ""
    server_until: dt.datetime | None = None
    ahead: float | None = None
    """How many seconds the server's clock is ahead of ours; None where it did not say."""

    def note(self, response: httpx.Response) -> None:
        """Remember what an answer says about the connection and the time."""
        self.has_answer = True
        stream = response.extensions.get("network_stream")
        tls = stream.get_extra_info("ssl_object") if stream else None
        if tls is not None:
            self.tls_version = tls.version() or ""
            until = (tls.getpeercert() or {}).get("notAfter")
            if until:
                self.server_until = dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(until), dt.UTC)
        self.ahead = _seconds_ahead(response.headers.get("date", ""))


def prove(
    environment: Environment, identity: Identity, password: str | None = None, caller: Caller | None = None
) -> Iterator[Finding]:
    """Go all the way to a token and throw it away: is this identity any good?"""
    return sign_in(Visit(environment, identity, password, caller or Caller()))


@sensitive_variables()
def sign_in(visit: Visit) -> Iterator[Finding]:
    """The steps to a bearer token, each a finding; it ends at the first that fails. `visit.exchanged` is the token."""
    yield own_certificate(visit.identity)
    try:
        with passing_client(visit.environment, visit.identity) as client:
            client.event_hooks = {"response": [visit.note]}
            problem = _authenticate(visit, client)
            yield from _connected(visit, problem)
            if problem is None:
                yield from _exchange(visit, client)
    except ApiUnreachable as error:
        # Our own side of TLS: a key, certificate or CA bundle that cannot be used.
        yield Finding(_("TLS"), State.FAILED, error.message)


def own_certificate(identity: Identity) -> Finding:
    """Whether the certificate of the credential is in its time."""
    name = _("Certificate of the credential")
    leaf = x509.load_pem_x509_certificates(identity.pem.encode())[0]
    if leaf.not_valid_before_utc > timezone.now():
        on = date_format(leaf.not_valid_before_utc)
        return Finding(name, State.FAILED, _("It is not valid before %(on)s.") % {"on": on})
    return _until(name, leaf.not_valid_after_utc)


def _until(name: str, end: dt.datetime) -> Finding:
    days = (end - timezone.now()).days
    on = {"on": date_format(end)}
    if days < 0:
        return Finding(name, State.FAILED, _("It expired on %(on)s.") % on)
    if days < SOON_DAYS:
        left = ngettext("It expires in %(days)d day, on %(on)s.", "It expires in %(days)d days, on %(on)s.", days)
        return Finding(name, State.WARNING, left % {"days": days, **on})
    return Finding(name, State.OK, _("It is valid until %(on)s.") % on)


def _authenticate(visit: Visit, client: httpx.Client) -> ApiError | None:
    """Ask for a subject token; what went wrong, None where nothing did."""
    try:
        door = Door(visit.environment, visit.identity, client, visit.caller, Deadline(wire.INTERACTIVE))
        subject_token(door)
    except ApiError as error:
        return error
    return None


def _connected(visit: Visit, problem: ApiError | None) -> Iterator[Finding]:
    """The connection and the answer to the certificate."""
    layer = problem.layer if isinstance(problem, ApiUnreachable) else ""
    # TLS that is refused for our certificate has proved the server before.
    is_certificate = isinstance(problem, ExchangeRefused) and problem.status == 0
    if problem is not None and not (layer or is_certificate or visit.has_answer):
        yield Finding(_("Answer"), State.FAILED, problem.message)
        return
    yield from _connection(visit, layer, problem)
    if layer:
        return
    if visit.server_until:
        yield _until(_("Certificate of the server"), visit.server_until)
    if visit.ahead is not None:
        yield _clock(visit.ahead)
    yield _subject_token(problem)


def _connection(visit: Visit, layer: str, problem: ApiError | None) -> Iterator[Finding]:
    """Address, TLS and chain, up to the one that failed."""
    names = {"address": _("Address"), "tls": _("TLS"), "chain": _("Certificate chain")}
    host = {"host": urlsplit(visit.environment.auth_url or visit.environment.api_url).netloc}
    fine = {
        "address": _("%(host)s answers.") % host,
        "tls": _("The connection is encrypted (%(version)s).") % {"version": visit.tls_version or "TLS"},
        "chain": _("The server’s certificate comes from a trusted authority and names this server."),
    }
    is_plain = urlsplit(visit.environment.auth_url or visit.environment.api_url).scheme == "http"
    for key, name in names.items():
        if key == layer and problem is not None:
            yield Finding(name, State.FAILED, problem.message)
            return
        if is_plain and key != "address":
            continue
        yield Finding(name, State.OK, fine[key])
    if is_plain:
        yield Finding(_("TLS"), State.WARNING, _("There is none: nothing proves who is who."))


def _clock(ahead: float) -> Finding:
    apart = abs(ahead)
    seconds, minutes = round(apart), round(apart / 60)
    words = ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    if minutes > 1:
        words = ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    if apart <= CLOSE:
        return Finding(_("Clock"), State.OK, _("Both clocks agree."))
    sentence = _("SigningHub’s clock is %(time)s ahead.") if ahead > 0 else _("SigningHub’s clock is %(time)s behind.")
    return Finding(_("Clock"), State.FAILED if apart > TOO_FAR else State.WARNING, sentence % {"time": words})


def _subject_token(problem: ApiError | None) -> Finding:
    name = _("Subject token")
    if problem is None:
        return Finding(name, State.OK, _("SigningHub accepts the certificate."))
    return Finding(name, State.FAILED, problem.message)


@sensitive_variables()
def _exchange(visit: Visit, client: httpx.Client) -> Iterator[Finding]:
    """The API client and the password."""
    try:
        visit.exchanged = exchange(
            visit.environment, visit.identity, visit.password, client=client, caller=visit.caller
        )
    except ExchangeRefused as refused:
        yield from _refused(refused, has_password=visit.password is not None)
        return
    except ApiError as error:
        yield Finding(_("API client"), State.FAILED, error.message)
        return
    yield Finding(_("API client"), State.OK, _("SigningHub accepts the client id and secret."))
    accepted = _("SigningHub accepts the password.") if visit.password else _("SigningHub asks for none.")
    yield Finding(_("Password"), State.OK, accepted)


def _refused(refused: ExchangeRefused, *, has_password: bool) -> Iterator[Finding]:
    if refused.reason == CLIENT:
        yield Finding(_("API client"), State.FAILED, refused.message)
    elif refused.reason == PASSWORD:
        yield Finding(_("API client"), State.OK, _("SigningHub accepts the client id and secret."))
        if has_password:
            yield Finding(_("Password"), State.FAILED, refused.message)
        else:
            missing = _("SigningHub asks for one, and none is stored: whoever signs in has to type it.")
            yield Finding(_("Password"), State.WARNING, missing)
    elif refused.reason == CERTIFICATE:
        yield Finding(_("Subject token"), State.FAILED, refused.message)
    elif has_password:
        unsaid = _("SigningHub refuses the sign-in and does not say whether for the API client or the password.")
        yield Finding(_("API client or password"), State.FAILED, unsaid)
    else:
        unsaid = _("SigningHub refuses the sign-in: it wants a password, or does not know the API client.")
        yield Finding(_("API client or password"), State.WARNING, unsaid)


def _seconds_ahead(date: str) -> float | None:
    try:
        moment = email.utils.parsedate_to_datetime(date)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return (moment - timezone.now()).total_seconds()
