"""Which addresses an environment may have: one normal form, and never a place inside the machine's own network."""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Where cloud providers answer any program on the machine with its credentials, besides the link-local addresses.
METADATA_ADDRESSES = {"100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254"}

HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")
PATH = re.compile(r"(/[A-Za-z0-9_~.-]+)*/?")

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def normal_url(text: str) -> str:
    """An address of SigningHub's in its one form, without a slash at the end; ValidationError says what is wrong.

    Plain http is for this machine only. Names are resolved, and refused where they lead to a forbidden address.
    """
    parts = _split(text)
    host = normal_host(parts.hostname or "")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise ValidationError(_("The address must begin with https://."))
    if not PATH.fullmatch(parts.path) or {".", ".."} & set(parts.path.split("/")):
        raise ValidationError(_("The path of this address is not a plain path."))
    refuse_forbidden(host)
    return f"{parts.scheme}://{_netloc(host, parts.port)}{parts.path.rstrip('/')}"


def normal_proxy(text: str) -> str:
    """The address of a proxy: scheme, host and port only. It has no password, as nothing would keep that secret."""
    parts = _split(text)
    if parts.scheme not in ("http", "https") or parts.path.strip("/"):
        raise ValidationError(_("A proxy is written as http://host:port."))
    host = normal_host(parts.hostname or "")
    refuse_forbidden(host)
    return f"{parts.scheme}://{_netloc(host, parts.port)}"


def normal_host(text: str) -> str:
    """A host name in lower case and ASCII (punycode), or an IP address."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        pass  # A name, then.
    try:
        host = text.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError:
        host = ""
    if not HOST.fullmatch(host):
        raise ValidationError(_("The address has no valid host name."))
    return host


def is_loopback(host: str) -> bool:
    """Whether a normal host is this machine by its very name."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def refuse_forbidden(host: str) -> None:
    """Refuse a host that leads to a link-local, metadata or otherwise unreal address. An unknown name passes."""
    try:
        # The resolver also knows the other spellings of an address: decimal, hexadecimal, shortened.
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return
    if any(is_forbidden(str(address)) for address in found):
        raise ValidationError(_("The console does not connect to this address: it is link-local or reserved."))


def is_forbidden(address: str) -> bool:
    """Whether nothing of SigningHub's can be at an IP address, but a service of the machine's own network may."""
    ip: IPAddress = ipaddress.ip_address(address.split("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return (
        ip.is_link_local
        or ip.is_multicast
        or ip.is_unspecified
        or str(ip) in METADATA_ADDRESSES
        or (ip.version == 4 and ip in ipaddress.IPv4Network("0.0.0.0/8"))
    )


def _split(text: str) -> SplitResult:
    """The parts of an address that has neither a user nor a query nor anything that is dropped when it is read."""
    if re.search(r"[\s\\?#]|[^\w:/.\[\]@-]", text):
        raise ValidationError(_("The address holds characters that do not belong in one."))
    try:
        parts = urlsplit(text)
        _port = parts.port  # Reading it is what checks it.
    except ValueError:
        raise ValidationError(_("This is not an address.")) from None
    if "@" in parts.netloc:
        raise ValidationError(_("The address must not hold a user name or a password."))
    return parts


def _netloc(host: str, port: int | None) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"{shown}:{port}" if port else shown
