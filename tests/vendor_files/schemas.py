"""Schemas as another vendor's tools write them: other names, in place or referred to, OpenAPI 3.0 or 3.1."""

from __future__ import annotations

import random
from typing import Any

OURS = "#/components/schemas/"


class Restyled:
    """The schemas of a made-up vendor."""

    def __init__(self, dice: random.Random, rate: float, version: str, ours: dict[str, Any]) -> None:
        self.dice, self.rate, self.ours = dice, rate, ours
        self.is_old = version.startswith("3.0")
        self.names: dict[str, str] = {}
        self.done: dict[str, Any] = {}

    def components(self) -> dict[str, Any]:
        """All that is referred to."""
        return self.done

    def restyled(self, schema: dict[str, Any], depth: int = 0) -> dict[str, Any]:
        """A schema of ours as they write it."""
        reference = schema.get("$ref")
        if reference:
            return self._referred(reference.removeprefix(OURS), schema)
        made: dict[str, Any] = {}
        for key, value in schema.items():
            if key == "properties":
                made[key] = {name: self.restyled(one, depth + 1) for name, one in value.items()}
            elif key == "items":
                made[key] = self.restyled(value, depth + 1)
            elif not key.startswith("x-") and key not in ("additionalProperties", "type", "const"):
                made[key] = value
        if "const" in schema:
            made["enum"] = [schema["const"]]
        self._write_type(made, schema.get("type"))
        if schema.get("type") == "object" and "properties" not in schema and depth:
            # Their file has the shapes that the guide does not print.
            made["properties"] = {"inner_name": {"type": "string"}, "inner_flag": {"type": "boolean"}}
        return made

    def _referred(self, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        if name not in self.names:
            is_renamed = self.dice.random() < self.rate
            self.names[name] = f"Shub.Contracts.{name}Dto" if is_renamed else name
            self.done[self.names[name]] = {}
            self.done[self.names[name]] = self.restyled(self.ours[name])
        made = {"$ref": OURS + self.names[name]}
        if self.is_old and "null" in (schema.get("type") or ()):
            return {"allOf": [made], "nullable": True}
        return {"oneOf": [made, {"type": "null"}]} if not self.is_old and self.dice.random() < 0.1 else made

    def _write_type(self, made: dict[str, Any], declared: Any) -> None:
        types = [declared] if isinstance(declared, str) else list(declared or ())
        if not self.is_old:
            if types:
                made["type"] = types[0] if len(types) == 1 else types
            return
        if "null" in types:
            made["nullable"] = True
        types = [one for one in types if one != "null"]
        if len(types) == 1:
            made["type"] = types[0]
        elif types:
            made["anyOf"] = [{"type": one} for one in types]
        if None in made.get("enum", ()):
            made["enum"] = [value for value in made["enum"] if value is not None]
