"""Every read that needs nothing to be known beforehand: does it answer, and with the keys that the contract names?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from console.api import silence, wire
from console.api.client import AdminApi
from console.api.contract import Operation
from console.api.doctor.finding import Finding, State
from console.api.errors import ApiError, ApiForbidden
from console.api.records import records_in, with_declared_names

SIGN_IN_SCHEMES = {"clientCertificate", "basic"}


def reads(api: AdminApi) -> Iterator[Finding]:
    """One finding per read without parameters; of paged lists the first two rows are asked for."""
    wanted = [operation for operation in api.contract.operations if _needs_nothing(operation)]
    for place, operation in enumerate(wanted):
        if silence.silence.is_assumed(wire.host_of(api.environment.api_url)):
            left = len(wanted) - place
            words = ngettext(
                "SigningHub has fallen silent; %(n)d read was not tried.",
                "SigningHub has fallen silent; %(n)d reads were not tried.",
                left,
            )
            yield Finding(_("Other reads"), State.FAILED, words % {"n": left})
            return
        yield _read(api, operation)


def _name(operation: Operation) -> str:
    """Its title and our id: some titles stand twice."""
    return f"{operation.title} ({operation.id})"


def _needs_nothing(operation: Operation) -> bool:
    if operation.writes or operation.content_type or SIGN_IN_SCHEMES & set(operation.security):
        return False
    played = (operation.playing("page"), operation.playing("size"))
    needed = [one for one in operation.parameters if one.required and one not in played]
    return not needed and not (operation.is_export and operation.is_paged)


def _read(api: AdminApi, operation: Operation) -> Finding:
    page, size = operation.playing("page"), operation.playing("size")
    arguments: dict[str, Any] = {page.argument: 1, size.argument: 2} if page and size else {}
    try:
        data = api.call(operation.id, **arguments).data
    except ApiForbidden as error:
        return Finding(_name(operation), State.WARNING, error.message)
    except ApiError as error:
        return Finding(_name(operation), State.FAILED, error.message)
    return _compared(operation, data)


def _compared(operation: Operation, data: Any) -> Finding:
    """The keys that came against those that the contract names."""
    declared = operation.answer_properties
    if not isinstance(data, Mapping | list) or not declared:
        is_odd = bool(declared) and data is not None
        sentence = _("It answers without keys.") if data is not None else _("It answers with nothing.")
        return Finding(_name(operation), State.WARNING if is_odd else State.OK, sentence)
    rows = records_in(data, operation) if operation.row_properties else [_as_record(data, operation)]
    rows = [row for row in rows if row]
    if not rows:
        return Finding(_name(operation), State.OK, _("It answers, and has nothing to look at."))
    found = {str(key) for row in rows for key in row}
    missing, unknown = sorted(set(declared) - found), sorted(found - set(declared))
    if not missing and not unknown:
        known = ngettext("It answers with the %(n)d key known.", "It answers with the %(n)d keys known.", len(found))
        return Finding(_name(operation), State.OK, known % {"n": len(found)})
    parts = []
    if missing:
        parts.append(_("missing: %(keys)s") % {"keys": ", ".join(missing)})
    if unknown:
        parts.append(_("unknown: %(keys)s") % {"keys": ", ".join(unknown)})
    return Finding(_name(operation), State.WARNING, _("Other keys than known; %(keys)s.") % {"keys": "; ".join(parts)})


def _as_record(data: Any, operation: Operation) -> Mapping[str, Any]:
    record = data[0] if isinstance(data, list) and data else data
    return with_declared_names(record, operation.answer_properties) if isinstance(record, Mapping) else {}
