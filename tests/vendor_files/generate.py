"""Makes a vendor's OpenAPI file from our contract, and the key that says which of theirs is which of ours.

Titles, descriptions and the properties of bodies stay. Paths, methods, operation ids, tags, parameter names, places and
order, servers and nested schemas change, at a rate; some operations are missing and some are new, a few of them made to
be mistaken. Only the sandbox, and tests, read the key:

    {"POST /kolu7/{sat}": {"operation": "listAccounts", "parameters": {"path sat": "pageNo"}}}
"""

from __future__ import annotations

import copy
import json
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.vendor_files.schemas import Restyled

CONTRACT_FILE = Path(__file__).parents[2] / "console/api/contract/admin-api.openapi.json"
METHODS = ("get", "post", "put", "patch", "delete")
METHODS_THAT_READ = ("get", "post")
METHODS_THAT_WRITE = ("post", "put", "patch", "delete")
GENERAL = {"x-forwarded-for", "accept-language"}
SYNONYMS = {
    "pageno": ("page", "pageNumber", "page_number", "PageNo"),
    "page": ("pageNo", "pageNumber", "page_index"),
    "records": ("pageSize", "recordPerPage", "page_size", "Records"),
    "recordperpage": ("records", "pageSize", "records-per-page"),
    "sortby": ("sortColumn", "orderBy", "sort_by"),
    "sortcolumn": ("sort-by", "orderBy"),
    "asc": ("ascending", "is_ascending"),
    "searchtext": ("search", "searchText", "search_query"),
}
# New operations whose titles are nearly those of operations that the console knows.
NEARLY = (
    ("Get Accounts Summary", "Counts the accounts.", "get"),
    ("Get Role", "Another way to a role.", "get"),
    ("Unlock User Accounts", "Unlocks many accounts at once.", "post"),
    ("Delete Accounts by ID", "Deletes accounts.", "delete"),
    ("Get Operator by Name", "Looks an operator up.", "get"),
    ("Update Operators", "Changes many operators.", "put"),
)
# New operations with a title that the console knows, and another meaning.
SAME_TITLE = (
    ("Get Roles", "Lists the roles of packages.", "delete"),
    ("Get Saved Searches", "Lists the saved searches for packages.", "get"),
    ("Delete Saved Search", "Deletes a saved search for packages.", "delete"),
    ("Update Operator", "Changes the operator of a phone line.", "put"),
)


@dataclass
class Made:
    """A made-up vendor's file, and its key."""

    document: dict[str, Any]
    key: dict[str, dict[str, Any]]
    missing: set[str] = field(default_factory=set)
    """Our operations that the vendor has not."""

    @property
    def content(self) -> bytes:
        return json.dumps(self.document).encode()

    def place_of(self, operation_id: str) -> tuple[str, dict[str, str]]:
        """Where they have one of our operations, as `POST /kolu7/{sat}`, and its parameters: ours to `path sat`."""
        place = next(place for place, meaning in self.key.items() if meaning["operation"] == operation_id)
        return place, {ours: theirs for theirs, ours in self.key[place]["parameters"].items()}

    def map_file(self, *operation_ids: str) -> str:
        """What a person who knows the vendor would write for --map, for these operations."""
        sections = []
        for operation_id in operation_ids:
            if operation_id in self.missing:
                continue
            place, parameters = self.place_of(operation_id)
            lines = [f"[{operation_id}]", f"operation = {place}"]
            sections.append("\n".join([*lines, *(f"{ours} = {theirs}" for ours, theirs in parameters.items())]))
        return "\n\n".join(sections)

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Write both as files; returns their paths, the key's last."""
        paths = folder / "vendor.json", folder / "key.json"
        for path, content in zip(paths, (self.document, self.key), strict=True):
            path.write_text(json.dumps(content, indent=1), "utf-8")
        return paths


def make(
    seed: int,
    rate: float,
    *,
    version: str = "3.1.0",
    missing: float = 0.08,
    traps: bool = True,
    server: str = "",
    keep: tuple[str, ...] = (),
) -> Made:
    """A vendor's file; `rate` is the share of names that are changed, `keep` are operations that are never missing."""
    dice = random.Random(seed)  # noqa: S311 - the same file for the same seed
    return _Maker(dice, rate, version, missing, traps, server, keep).make()


class _Maker:
    def __init__(
        self,
        dice: random.Random,
        rate: float,
        version: str,
        missing: float,
        traps: bool,
        server: str,
        keep: tuple[str, ...],
    ) -> None:
        self.dice, self.rate, self.version, self.missing = dice, rate, version, missing
        self.traps, self.server, self.keep = traps, server, keep
        self.ours = json.loads(CONTRACT_FILE.read_text("utf-8"))
        self.schemas = Restyled(dice, rate, version, self.ours["components"]["schemas"])
        self.made = Made({}, {})
        self.paths: dict[str, dict[str, Any]] = {}
        self.used_words: set[str] = set()

    def make(self) -> Made:
        operations = [(path, method, item[method]) for path, item in self.ours["paths"].items() for method in item]
        self.dice.shuffle(operations)
        for path, method, raw in operations:
            if raw["operationId"] not in self.keep and self.dice.random() < self.missing:
                self.made.missing.add(raw["operationId"])
            else:
                self._add(path, method, raw)
        for title, description, method in (*NEARLY, *(SAME_TITLE if self.traps else ())):
            self._add_new(title, description, method)
        self.made.document = {
            "openapi": self.version,
            "info": {"title": "SigningHub Admin API", "version": f"11.{self.dice.randrange(9)}"},
            "servers": self._servers(),
            "paths": dict(sorted(self.paths.items(), key=lambda _one: self.dice.random())),
            "components": {"schemas": self.schemas.components()},
        }
        return self.made

    def _changes(self) -> bool:
        return self.dice.random() < self.rate

    def _word(self) -> str:
        """A word that stands for nothing."""
        while True:
            word = "".join(self.dice.choice("bdfgklmnprstvz") + self.dice.choice("aeiou") for _ in range(3))
            if word not in self.used_words:
                self.used_words.add(word)
                return word

    def _servers(self) -> list[dict[str, Any]]:
        if not self.server:
            return []
        return [
            {
                "url": f"https://shop.vendor.example/{self.server}/{{edition}}",
                "variables": {"edition": {"default": "v4", "enum": ["v3", "v4"]}},
            }
        ]

    def _add(self, path: str, method: str, raw: dict[str, Any]) -> None:
        parameters, key = self._parameters(raw)
        path = self._path(path, parameters, key)
        methods = METHODS_THAT_READ if raw["x-effect"] == "read" else METHODS_THAT_WRITE
        if self._changes():
            method = self.dice.choice(methods)
        operation: dict[str, Any] = {"summary": raw["summary"], "description": raw["description"]}
        if self._changes():
            operation["summary"] = self.dice.choice((raw["summary"].upper(), f" {raw['summary']}. "))
        if raw["summary"] != "Authentication" and self.dice.random() < self.rate / 20:
            del operation["summary"]
        if self.dice.random() < 0.8:
            operation["operationId"] = f"{self._word()}_{self._word()}"
        operation["tags"] = [self._word().title()] if self._changes() else list(raw["tags"])
        operation["parameters"] = [*parameters, *self._noise(raw)]
        if self._changes():
            self.dice.shuffle(operation["parameters"])
        if "requestBody" in raw:
            operation["requestBody"] = self._content(raw["requestBody"])
        operation["responses"] = {"200": self._content(raw["responses"]["200"]), "400": {"description": "No."}}
        method = self._free_method(path, method, methods)
        self.paths.setdefault(path, {})[method] = operation
        self.made.key[f"{method.upper()} {path}"] = {"operation": raw["operationId"], "parameters": key}

    def _free_method(self, path: str, method: str, methods: tuple[str, ...]) -> str:
        taken = self.paths.get(path, {})
        return method if method not in taken else next(one for one in (*methods, *METHODS) if one not in taken)

    def _add_new(self, title: str, description: str, method: str) -> None:
        path = f"/{self._word()}/{self._word()}"
        self.paths[path] = {
            method: {
                "summary": title,
                "description": description,
                "operationId": self._word(),
                "tags": [self._word()],
                "responses": {"200": {"description": "OK"}},
            }
        }

    def _path(self, path: str, parameters: list[dict[str, Any]], key: dict[str, str]) -> str:
        """Their path: ours with their names in it, or another one with the same places."""
        places = [one["name"] for one in parameters if one["in"] == "path"]
        theirs = {ours: name.split(" ", 1)[1] for name, ours in key.items() if name.startswith("path ")}
        steps = []
        for step in path.strip("/").split("/"):
            if not step.startswith("{"):
                steps.append(step)
            elif step[1:-1] in theirs:
                steps.append(f"{{{theirs[step[1:-1]]}}}")
        # One that lost a place would be another operation's path.
        if self._changes() or len(places) < path.count("{"):
            self.dice.shuffle(places)
            steps = [self._word(), *(f"{{{place}}}" for place in places)]
            if self.dice.random() < 0.3:
                steps.insert(self.dice.randrange(1, len(steps) + 1), "Straße" if self.dice.random() < 0.1 else "all")
        return "/" + "/".join(steps)

    def _parameters(self, raw: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, str]]:
        """Their parameters, and theirs to ours as `path sat` to `pageNo`."""
        ours = [copy.deepcopy(one) for one in raw.get("parameters", []) if "$ref" not in one]
        self.taken = {_fold(one["name"]) for one in ours}
        theirs, key = [], {}
        for one in ours:
            name = one["name"]
            if name.lower() not in GENERAL and self._changes():
                self._rename(one)
            one["schema"] = self.schemas.restyled(one["schema"])
            key[f"{one['in']} {one['name']}"] = name
            theirs.append(one)
        return theirs, key

    def _rename(self, one: dict[str, Any]) -> None:
        folded = _fold(one["name"])
        way = self.dice.random()
        names = [name for name in SYNONYMS.get(folded, ()) if _fold(name) not in self.taken - {folded}]
        if way < 0.4:
            one["name"] = self._respelt(one["name"])
        elif way < 0.7 and names:
            one["name"] = self.dice.choice(names)
            self.taken.add(_fold(one["name"]))
        else:
            one["name"] = self._word()
        if self.dice.random() < 0.2:
            self._move(one)
        if one["in"] == "header":
            # Many servers drop a header with an underscore in its name.
            one["name"] = one["name"].replace("_", "-")

    def _respelt(self, name: str) -> str:
        words = name.removeprefix("x-").replace("_", "-").split("-")
        camel = words[0] + "".join(word.title() for word in words[1:])
        return self.dice.choice((camel, "_".join(words), "X-" + "-".join(word.title() for word in words)))

    def _move(self, one: dict[str, Any]) -> None:
        if one["in"] == "path":
            one["in"] = "query"
        elif one["name"].lower() not in ("x-password", "x-subject-token"):
            one["in"] = "query" if one["in"] == "header" else "header"

    def _noise(self, raw: dict[str, Any]) -> list[dict[str, Any]]:
        """What real files list beside the operation's own: HTTP's headers, and the defects of the guide's."""
        text = {"type": "string"}
        noise = [
            {"name": "Accept", "in": "header", "required": True, "schema": text},
            {"name": "Content-Type", "in": "header", "required": True, "schema": text},
            {"name": "Authorization", "in": "header", "required": True, "schema": text},
            {"name": "x-forwarded-for", "in": "header", "schema": text},
            {"name": "x-total-records", "in": "header", "schema": {"type": "integer"}},
        ]
        own = [one for one in raw.get("parameters", []) if "$ref" not in one]
        if not any(one["name"].lower() == "accept-language" for one in own):
            noise.append({"name": "Accept-Language", "in": "header", "schema": text})
        return [one for one in noise if self.dice.random() < 0.7]

    def _content(self, raw: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {"description": "x"} if "requestBody" not in raw else {}
        if raw.get("required"):
            made["required"] = True
        content = {kind: {"schema": self.schemas.restyled(medium["schema"])} for kind, medium in raw["content"].items()}
        if "application/json" in content and self.dice.random() < 0.5:
            # As ASP.NET lists them.
            content = {"text/json": content["application/json"], **content}
        return made | {"content": content}


def _fold(name: str) -> str:
    return "".join(letter for letter in name.lower().removeprefix("x-") if letter.isalnum())
