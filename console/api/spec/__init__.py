"""Any SigningHub: a server's own OpenAPI file mapped onto the operations that the console knows.

file = read_vendor_file(content)
result = build_import(file, read_map(text, load_contract(), file), environment.api_url)
environment.overlay = result.overlay
"""

from console.api.spec.given import MapError, read_map
from console.api.spec.overlay import Import, Unmapped, build_import
from console.api.spec.vendor import UnreadableFile, read_vendor_file

__all__ = ["Import", "MapError", "Unmapped", "UnreadableFile", "build_import", "read_map", "read_vendor_file"]
