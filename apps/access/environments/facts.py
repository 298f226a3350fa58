"""What the console knows of an environment, as label and value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cryptography import x509
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from console.api.contract import load_contract
from console.screens.resource import Text
from console.vault.models import Environment


@dataclass(frozen=True)
class Fact:
    """One setting: what it is called, its value or values, and whether they are somebody's own text."""

    title: Text
    values: Sequence[Text]
    is_code: bool = False


@dataclass(frozen=True)
class Unmapped:
    """An operation, or a parameter of one, of which import_spec could not tell what it is called here."""

    title: str
    operation: str
    parameter: str = ""
    candidates: Sequence[str] = ()


@dataclass(frozen=True)
class Description:
    """What was imported of a SigningHub's own description of itself."""

    title: str
    mapped: int
    known: int
    unmapped: Sequence[Unmapped] = field(default_factory=list)
    hidden: Sequence[Unmapped] = field(default_factory=list)


def facts_of(environment: Environment) -> Iterator[Fact]:
    """Where it is, and how it wants to be spoken to."""

    def title(name: str) -> Text:
        return environment._meta.get_field(name).verbose_name  # type: ignore[union-attr]

    yield Fact(title("api_url"), [environment.api_url], is_code=True)
    is_same = environment.auth_url in ("", environment.api_url)
    yield Fact(
        title("auth_url"), [_("The Admin API address") if is_same else environment.auth_url], is_code=not is_same
    )
    certificates = list(_certificates(environment.ca_bundle))
    yield Fact(title("ca_bundle"), certificates or [_("Those that this machine trusts")])
    yield Fact(title("proxy"), [environment.proxy or _("None")], is_code=bool(environment.proxy))
    yield Fact(title("header_encoding"), [environment.get_header_encoding_display()])
    yield Fact(title("powerbi_host"), [environment.powerbi_host], is_code=True)
    yield Fact(title("is_production"), [_("Yes") if environment.is_production else _("No, for testing")])


def _certificates(bundle: str) -> Iterator[str]:
    """A line for each certificate that is trusted here beside no other."""
    if not bundle:
        return
    try:
        trusted = x509.load_pem_x509_certificates(bundle.encode())
    except ValueError:
        yield _("They cannot be read.")
        return
    for one in trusted:
        end = date_format(one.not_valid_after_utc, "Y-m-d")
        yield _("%(name)s, valid until %(on)s") % {"name": one.subject.rfc4514_string(), "on": end}


def description_of(environment: Environment) -> Description | None:
    """What import_spec made of this SigningHub's own file; None where none was imported."""
    overlay = environment.overlay or {}
    source = overlay.get("source")
    if source is None:
        return None
    contract = load_contract()
    # An import of an older release of the console kept the ids only.
    left = overlay.get("left") or [{"operation": one} for one in overlay.get("unmapped", ())]
    every = [
        Unmapped(
            contract.operation(one["operation"]).title,
            one["operation"],
            one.get("parameter", ""),
            one.get("candidates", ()),
        )
        for one in left
        if contract.has(one["operation"])
    ]
    unmapped = set(overlay.get("unmapped", ()))
    return Description(
        f"{source['title']} {source['version']}".strip(),
        len(overlay["operations"]),
        len(contract.operations),
        [one for one in every if one.operation in unmapped],
        [one for one in every if one.operation not in unmapped],
    )
