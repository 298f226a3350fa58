"""Files that help to set a connector up: read by SigningHub, and put into the fields of the form as text.

Nothing of them is applied by itself: the form comes back filled, and goes through its review like anything typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.configuration.connectors.forms import CERTIFICATE, DETAIL, LOGO_SLOTS, METADATA
from apps.configuration.connectors.service import Connectors
from apps.configuration.picture_forms import with_pictures
from console.api.errors import ApiInvalid
from console.api.request import Upload
from console.certificates import MAX_BYTES, REFUSALS, CertificateRefused, der_of
from console.requests import ConsoleRequest
from console.screens.cells import plain
from console.screens.certificates import FILE

LARGEST_METADATA = 256 * 1024
# A document type can make a parser read other files, or never end.
DTD = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
ENCODING = re.compile(r"""<\?xml[^>]*encoding\s*=\s*["']([^"']*)["']""")
# In any other, a document type could be written so that it is not seen here.
ENCODINGS = {"utf-8", "utf-16", "us-ascii", "ascii", "iso-8859-1"}
# Of a certificate file that holds these, nothing leaves the console.
KEYS = {"private_key", "pfx", "too_large", "empty"}


@dataclass
class Taken:
    """What was posted, with what its files say in it, and the problems with them by field."""

    data: QueryDict
    problems: dict[str, str] = field(default_factory=dict)


def take_in(request: ConsoleRequest) -> Taken:
    """Read the files of a posted form."""
    taken = Taken(with_pictures(request, LOGO_SLOTS))
    service = Connectors(request.api)
    metadata, certificate = request.FILES.get(METADATA), request.FILES.get(FILE)
    if isinstance(metadata, UploadedFile):
        _take_metadata(service, metadata, taken)
    if isinstance(certificate, UploadedFile):
        for said in _take_certificate(service, certificate, taken):
            messages.info(request, said)
    if isinstance(metadata, UploadedFile) or taken.problems:
        # Back to the form, to look at what the file filled in.
        taken.data["step"] = "fill"
    return taken


def _take_metadata(service: Connectors, file: UploadedFile, taken: Taken) -> None:
    raw = file.read(LARGEST_METADATA + 1)
    if problem := wrong_with_metadata(raw):
        taken.problems[METADATA] = problem
        return
    try:
        found = service.metadata_in(Upload("metadata.xml", raw, "application/xml"))
    except ApiInvalid as error:
        taken.problems[METADATA] = error.message
        return
    if not found:
        taken.problems[METADATA] = _("SigningHub found no identity provider in this file.")
    for name, value in found.items():
        taken.data[DETAIL + name] = value


def wrong_with_metadata(raw: bytes) -> str:
    """Why a metadata file is not handed on; "" where nothing is against it."""
    if not raw.strip():
        return _("This file is empty.")
    if len(raw) > LARGEST_METADATA:
        return _("This is more than 256 KB. The metadata of one identity provider is much smaller.")
    wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        return _("This is not an XML file in UTF-8.")
    declared = ENCODING.search(text[:200])
    if "\x00" in text or (declared and declared[1].lower() not in ENCODINGS):
        return _("This is not an XML file in UTF-8.")
    if DTD.search(text):
        return _("This file has a document type (DTD), which metadata never needs. It was not read.")
    return "" if text.lstrip().startswith("<") else _("This is not an XML file in UTF-8.")


def _take_certificate(service: Connectors, file: UploadedFile, taken: Taken) -> list[str]:
    """Put the first certificate of a file into the form; gives what SigningHub says of it, in words."""
    raw = file.read(MAX_BYTES + 1)
    try:
        der_of(raw)
    except CertificateRefused as refused:
        if refused.code in KEYS:
            taken.problems[FILE] = str(REFUSALS[refused.code])
            return []
    try:
        encoded, said = service.certificates_in(Upload("certificate.cer", raw, "application/pkix-cert"))
    except ApiInvalid as error:
        taken.problems[FILE] = error.message
        return []
    if not encoded:
        taken.problems[FILE] = str(REFUSALS["empty"])
        return []
    taken.data[CERTIFICATE] = encoded[0]
    words = _("Read from the file: %(subject)s; issued by %(issuer)s; valid until %(to)s.")
    return [
        words % {"subject": plain(one.get("subject")), "issuer": plain(one.get("issuer")), "to": _day(one)}
        for one in said[:1]
    ]


def _day(said: object) -> str:
    value = said.get("valid_to") if hasattr(said, "get") else None
    return plain(value or "")[:10]
