"""Excel files as SigningHub hands them out: found in whatever they are wrapped in, and without formulas."""

from __future__ import annotations

import base64
import binascii
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

ZIP = b"PK\x03\x04"
WITHIN = "[Content_Types].xml"
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
# Browsers and SigningHub may spell a file as data:…;base64,… or break its lines.
DATA_URL = re.compile(r"data:[^,]{0,200},")
# A formula of a cell; the value that was last worked out stands beside it and stays.
FORMULA = re.compile(rb"<((?:\w+:)?f)(?:\s[^<>]*)?(?:/>|>[^<]*</\1>)")
# What is left of one that is written as nobody writes it; bytes of nothing are those of another encoding.
HIDDEN = re.compile(rb"<(?:\w+:)?f[\s/>]|\x00")
# A thousand rows take a few megabytes; more than this is no export, but a trap.
LARGEST = 256 * 1024 * 1024


def workbook_in(data: Any) -> bytes | None:
    """The workbook in an answer: bytes, also as numbers, or Base64, also in an array or under a key; None without one.

    Its cells hold values only: what SigningHub wrote as a formula comes as what it last came to.
    """
    if isinstance(data, list) and data and all(isinstance(one, int) and 0 <= one < 256 for one in data):
        data = bytes(data)
    if isinstance(data, Mapping | list):
        within = data.values() if isinstance(data, Mapping) else data
        return next((found for value in within if (found := workbook_in(value)) is not None), None)
    if isinstance(data, str):
        data = data.encode("utf-8", "replace")
    if not isinstance(data, bytes):
        return None
    content = data if data.startswith(ZIP) else _from_base64(data)
    return _without_formulas(content) if content is not None else None


def _from_base64(data: bytes) -> bytes | None:
    text = data.decode("ascii", "replace").strip().strip('"').replace("\\/", "/")
    text = "".join(DATA_URL.sub("", text, count=1).split()).replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _without_formulas(content: bytes) -> bytes | None:
    """The workbook as it came, or packed anew where a sheet has formulas; None where it is no workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if WITHIN not in archive.namelist() or sum(part.file_size for part in archive.infolist()) > LARGEST:
                return None
            sheets = {name: archive.read(name) for name in archive.namelist() if SHEET.fullmatch(name)}
            bare = {name: FORMULA.sub(b"", sheet) for name, sheet in sheets.items()}
            if any(HIDDEN.search(sheet) for sheet in bare.values()):
                return None
            return content if bare == sheets else _packed(archive, bare)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError):
        # Broken, or locked with a password, or packed in a way that nobody reads.
        return None


def _packed(archive: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in archive.namelist():
            target.writestr(name, changed.get(name) or archive.read(name))
    return packed.getvalue()
