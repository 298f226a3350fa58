"""Open connections to SigningHub: one pool per credential and version, shared by all threads of a process."""

from __future__ import annotations

import hashlib
import os
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from console.api.deadline import TimedTransport
from console.api.errors import ApiSealed, ApiUnreachable
from console.vault import openings
from console.vault.credentials import CredentialSealed, open_credential
from console.vault.identity import Identity
from console.vault.models import Credential, Environment
from console.vault.seal import SealBroken
from console.vault.tls import IdentityUnusable, client_context

# httpx's own defaults (20 kept for 5 seconds) open a new TLS connection for nearly every call of a busy console.
LIMITS = httpx.Limits(max_connections=64, max_keepalive_connections=64, keepalive_expiry=60)
# A replaced pool stays open this long, in seconds, so that the calls still under way on it can end.
RETIREMENT = 150


@dataclass
class _Pools:
    lock: threading.Lock = field(default_factory=threading.Lock)
    clients: dict[int, tuple[str, httpx.Client]] = field(default_factory=dict)
    retired: list[tuple[float, httpx.Client]] = field(default_factory=list)


_pools = _Pools()


def client_for(credential: Credential) -> httpx.Client:
    """The pool that presents this credential's certificate; a new one once the credential or its server changed."""
    settings = _settings_of(credential)
    kept = _pools.clients.get(credential.pk)
    if kept and kept[0] == settings:
        return kept[1]
    with _pools.lock:
        _close_retired()
        kept = _pools.clients.get(credential.pk)
        if kept and kept[0] == settings:
            return kept[1]
        if kept:
            # Before the new one is opened: a credential that was sealed does not open, and its pool must go too.
            del _pools.clients[credential.pk]
            _pools.retired.append((time.monotonic() + RETIREMENT, kept[1]))
        client = _open(credential.environment, opened(credential))
        _pools.clients[credential.pk] = (settings, client)
        return client


@contextmanager
def passing_client(environment: Environment, identity: Identity) -> Iterator[httpx.Client]:
    """A client for an identity that is not stored (yet), closed at the end."""
    client = _open(environment, identity)
    try:
        yield client
    finally:
        client.close()


def close_all() -> None:
    """Close every pool of this process."""
    with _pools.lock:
        for client in [client for _, client in _pools.clients.values()] + [client for _, client in _pools.retired]:
            client.close()
        _pools.clients.clear()
        _pools.retired.clear()


def opened(credential: Credential) -> Identity:
    """The opened credential; ApiUnreachable, with the vault's own words, where it cannot be opened."""
    try:
        identity = open_credential(credential)
    except CredentialSealed as error:
        raise ApiSealed(str(error), sent=False) from error
    except SealBroken as error:
        raise ApiUnreachable(str(error), sent=False) from error
    openings.count(credential)
    return identity


def _open(environment: Environment, identity: Identity) -> httpx.Client:
    try:
        context: ssl.SSLContext = client_context(identity, environment.ca_bundle)
    except IdentityUnusable as error:
        raise ApiUnreachable(str(error), sent=False) from error
    return httpx.Client(
        transport=TimedTransport(verify=context, trust_env=False, limits=LIMITS, proxy=environment.proxy or None),
        # All operators of a credential share the pool: what SigningHub sets for one must not be sent for the next.
        cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
        trust_env=False,
        follow_redirects=False,
    )


def _settings_of(credential: Credential) -> str:
    environment = credential.environment
    parts = (str(credential.version), environment.ca_bundle, environment.proxy)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _close_retired() -> None:
    now = time.monotonic()
    for over, client in _pools.retired:
        if over <= now:
            client.close()
    _pools.retired = [(over, client) for over, client in _pools.retired if over > now]


def _forget_after_fork() -> None:
    # A child must not write into its parent's TLS connections; it drops them without the farewell that close() sends.
    global _pools
    _pools = _Pools()


os.register_at_fork(after_in_child=_forget_after_fork)
