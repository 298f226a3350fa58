"""Made-up vendors: OpenAPI files that keep titles and descriptions and change everything else."""

from tests.vendor_files.generate import Made, make

__all__ = ["Made", "make"]
