"""How often somebody may try to sign in, counted so that a stranger can lock nobody out.

Three counters, all before SigningHub hears of the attempt: one per e-mail address *and* network, one per network, and
a slow one per address over all networks. The last does not hold for a network from which this person has signed in
before, so that an attack from elsewhere never keeps the administrator out. The counting itself is allauth's.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from apps.access.models import normal_email

KNOWN_NETWORK_SECONDS = 90 * 24 * 3600


class TooManyTries(Exception):  # noqa: N818 - named after what happened
    """One of the counters is full; says nothing about whether the address exists."""


class Attempt:
    """One counted try; `take_back()` where it turned out not to be a wrong password."""

    def __init__(self, usages: list[ratelimit.RateLimitUsage]) -> None:
        self._usages = usages

    def take_back(self) -> None:
        for usage in self._usages:
            usage.rollback()


def count_attempt(request: HttpRequest, email: str) -> Attempt:
    """Count a try for this address from this request's network; TooManyTries where a counter is full."""
    address, network = normal_email(email), network_of(request)
    counters = [("sign_in_network", network), ("sign_in_pair", f"{address} {network}")]
    if not cache.get(_known_key(address, network)):
        counters.append(("sign_in_address", address))
    if any(_is_full(request, action, key) for action, key in counters):
        raise TooManyTries
    attempt = Attempt([])
    for action, key in counters:
        usage = ratelimit.consume(
            request, app="apps.access", action=action, config=settings.SIGN_IN_LIMITS, key=key, limit_get=True
        )
        if usage is None:
            attempt.take_back()
            raise TooManyTries
        attempt._usages.append(usage)
    return attempt


def _is_full(request: HttpRequest, action: str, key: str) -> bool:
    """Whether a counter is full, only read: counting writes, and a flood of tries must not keep others from writing."""
    for rate in ratelimit.get_rates(app="apps.access", action=action, config=settings.SIGN_IN_LIMITS):
        counter = ratelimit.get_cache_key(request, app="apps.access", action=action, rate=rate, key=key)
        allowed, _history = ratelimit.apply_rate(list(cache.get(counter, [])), time.time(), rate, dry_run=True)
        if not allowed:
            return True
    return False


def remember_network(request: HttpRequest, email: str) -> None:
    """Note that this person has proven themselves from this network."""
    cache.set(_known_key(normal_email(email), network_of(request)), True, KNOWN_NETWORK_SECONDS)


def network_of(request: HttpRequest) -> str:
    """The network a request comes from: a /24 of IPv4, a /64 of IPv6; the address is the one our proxies vouch for."""
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    prefix = 24 if address.version == 4 else 64
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))


def _known_key(address: str, network: str) -> str:
    return "known-network:" + sha256(f"{address} {network}".encode()).hexdigest()


def seconds_to_step(elapsed: float, step: float) -> float:
    """How long to wait so that `elapsed` seconds become a whole number of steps, at least one."""
    return -elapsed % step if elapsed > 0 else step


@contextmanager
def even_pace(step: float) -> Iterator[Callable[[], None]]:
    """Gives a function that waits until a whole number of `step` seconds have passed since the beginning.

    Called before every refusal, so that the time taken tells nothing about why.
    """
    begun = time.monotonic()
    yield lambda: time.sleep(seconds_to_step(time.monotonic() - begun, step) if step else 0)
