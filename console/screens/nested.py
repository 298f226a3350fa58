"""Nested bodies laid out for a form: one entry for each value, named by the way to it.

    {"connector_detail": [{"attribute_name": "client_id", "attribute_value": "x"}]}   connector_detail__client_id: "x"
    {"auto_delete_user": {"enabled": True, "later": 1}}                               auto_delete_user__enabled: True …

`spread` lays a body out, `gather` puts changed entries back into the body as it came: what nobody changed keeps its
place, its spelling and the unknown keys beside it. A form says in `nested` which properties are laid out; a field
named like an object (auto_delete_user) takes it whole.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from console.api.contract import folded
from console.api.contract.schemas import Schema, properties_of
from console.screens.attributes import Pair, is_attribute_list, pair_in

SEPARATOR = "__"
# Deeper than anything SigningHub sends; what lies below goes back as it came.
DEEPEST = 6
# A key that is longer names nothing that a person would set.
LONGEST_KEY = 200
PLAIN_KEY = re.compile(r"(?!hex-)(?!.*__)[A-Za-z0-9][A-Za-z0-9_.-]*[A-Za-z0-9]|[A-Za-z0-9]")

Body = dict[str, Any]
# Keys of objects and places in lists, from the outside to the value.
Way = tuple[str | int, ...]


@dataclass(frozen=True)
class Leaf:
    """One value of a nested body. `way` leads to it; `whole` to what goes when it is left out: its key, or its pair."""

    name: str
    value: Any
    way: Way
    whole: Way


class Layout:
    """How the nested properties of one operation's body are laid out, for a form with these fields."""

    def __init__(self, nested: Iterable[str], fields: Iterable[str], body: Schema) -> None:
        self.properties = properties_of(body)
        self.required = frozenset(body.get("required", ()))
        self.roots = tuple(root for root in nested if root in self.properties)
        self.fields = frozenset(fields)
        self.known = {
            SEPARATOR.join(parts[:end]) for parts in map(_parts, self.fields) for end in range(1, len(parts) + 1)
        }

    def root_of(self, name: str) -> str:
        """The nested property that an entry belongs to; "" for one of the body itself."""
        root, separator, _rest = name.partition(SEPARATOR)
        return root if separator and root in self.roots else ""

    def schema_of(self, name: str) -> Schema | None:
        """What the contract says of an entry: {} where it leaves it open, None for a name outside the body."""
        root, *inner = _parts(name)
        if name in self.properties:
            return self.properties[name]
        if root not in self.roots:
            return None
        schema: Schema = self.properties[root]
        for part in inner:
            schema = children_of(schema).get(part, {})
        return schema

    def is_unknown(self, name: str) -> bool:
        """Whether the contract, which names what lies in a nested property, does not name this."""
        root, *inner = _parts(name)
        if name in self.properties:
            return False
        schema: Schema = self.properties.get(root, {}) if root in self.roots else {}
        for part in inner:
            schema = children_of(schema).get(part, {})
        return not schema

    def spread(self, body: Mapping[str, Any]) -> Body:
        """The body with an entry for each value in its nested properties instead of those."""
        flat = {name: value for name, value in body.items() if name not in self.roots}
        for root in self.roots:
            if root in body:
                flat |= {leaf.name: leaf.value for leaf in self._leaves(root, body[root])}
        return flat

    def gather(self, flat: Mapping[str, Any], over: Mapping[str, Any]) -> Body:
        """`over` with the entries of `flat` in it: changed, left out, or new; all else in it as it came."""
        body = {name: value for name, value in flat.items() if not self.root_of(name) and name not in self.roots}
        for root in self.roots:
            leaves = {leaf.name: leaf for leaf in self._leaves(root, over.get(root))}
            entries = {name: value for name, value in flat.items() if self.root_of(name) == root}
            if root not in over and not entries and root not in self.required:
                continue
            held = {root: copy.deepcopy(over.get(root))}
            if held[root] is None and root in self.required:
                held[root] = [] if _is_array(self.properties[root]) else {}
            # From the end, since leaving out a pair moves those behind it.
            for name, leaf in reversed(leaves.items()):
                if name not in entries:
                    _take_out(held, leaf.whole)
                elif entries[name] != leaf.value or type(entries[name]) is not type(leaf.value):
                    _put(held, leaf.way, as_written(entries[name], leaf.value))
            for name in [name for name in entries if name not in leaves]:
                self._plant(held, root, name, entries[name])
            body[root] = held[root]
        return body

    def _leaves(self, root: str, value: Any) -> Iterator[Leaf]:
        """The values in a nested property, each name once: what stands there a second time goes back as it came."""
        seen = set()
        for leaf in self._walk(root, value, (root,), self.properties[root]):
            if leaf.name not in seen and leaf.name != root:
                seen.add(leaf.name)
                yield leaf

    def _walk(self, name: str, value: Any, way: Way, schema: Schema, depth: int = 0) -> Iterator[Leaf]:
        wants_pairs = _is_array(schema)
        if name in self.fields or depth > DEEPEST:
            yield Leaf(name, value, way, way)
        elif isinstance(value, Mapping) and value:
            yield from self._in_object(name, value, way, schema, depth)
        elif is_attribute_list(value):
            yield from self._in_pairs(name, value, way, schema)
        elif isinstance(value, list) and len(value) == 1 and isinstance(value[0], Mapping) and not wants_pairs:
            # An object that came as a list of one.
            yield from self._walk(name, value[0], (*way, 0), schema, depth + 1)
        elif value not in (None, {}, []) or name not in self.known:
            yield Leaf(name, value, way, way)

    def _in_object(self, name: str, value: Mapping[str, Any], way: Way, schema: Schema, depth: int) -> Iterator[Leaf]:
        lists = [key for key, one in value.items() if is_attribute_list(one)]
        wrapped = lists[0] if len(lists) == 1 and _is_array(schema) else None
        for key, one in value.items():
            if not isinstance(key, str) or len(key) > LONGEST_KEY:
                continue
            if key == wrapped:
                # A list that came inside an object, {"items": […]}.
                yield from self._in_pairs(name, one, (*way, key), schema)
                continue
            inner, its_schema = self._named(name, key, schema)
            yield from self._walk(inner, one, (*way, key), its_schema, depth + 1)

    def _in_pairs(self, name: str, value: list[Any], way: Way, schema: Schema) -> Iterator[Leaf]:
        for place, item in enumerate(value):
            pair = pair_in(item)
            if pair is None or len(pair.name) > LONGEST_KEY:
                continue
            inner, _schema = self._named(name, pair.name, schema)
            whole: Way = (*way, place)
            into = (*whole, 0) if isinstance(item, list) else whole
            yield Leaf(inner, pair.value, (*into, pair.value_key), whole)

    def _named(self, above: str, key: str, schema: Schema) -> tuple[str, Schema]:
        """What an entry is called, by the name that a field or the contract has for its key, and its schema."""
        children = children_of(schema)
        wanted = folded(key)
        for part, child in children.items():
            if wanted in {folded(part), *(folded(str(one)) for one in child.get("x-names", ()))}:
                return above + SEPARATOR + encoded(part), child
        for name in self.known:
            if name.startswith(above + SEPARATOR) and folded(name[len(above + SEPARATOR) :]) == wanted:
                return name, {}
        return above + SEPARATOR + encoded(key), {}

    def _plant(self, held: Body, root: str, name: str, value: Any) -> None:
        """Put a value in that is not there yet, as a pair or under its keys."""
        schema = self.properties[root]
        keys = [decoded(part) for part in _parts(name)[1:]]
        within = held[root]
        pairs = within if isinstance(within, list) else None
        if isinstance(within, Mapping):
            pairs = next((one for one in within.values() if is_attribute_list(one)), None)
        if _is_array(schema) and len(keys) == 1 and (pairs is not None or not within):
            if pairs is None:
                pairs = held[root] = []
            like = next((pair for pair in map(pair_in, pairs) if pair), Pair("", None))
            pairs.append({like.name_key: keys[0], like.value_key: value})
            return
        place: Any = held
        for key in (root, *keys[:-1]):
            if isinstance(place.get(key), list) and len(place[key]) == 1 and isinstance(place[key][0], dict):
                place = place[key][0]
                continue
            if not isinstance(place.get(key), dict):
                place[key] = {}
            place = place[key]
        place[keys[-1]] = value


def children_of(schema: Schema) -> Mapping[str, Schema]:
    """What the contract names within an object, or as the attributes of a list (`x-attributes`)."""
    return properties_of(schema.get("x-attributes") or schema)


def encoded(key: str) -> str:
    """A key as a part of a field's name, whatever is in it."""
    return key if PLAIN_KEY.fullmatch(key) else "hex-" + key.encode("utf-8", "surrogatepass").hex()


def decoded(part: str) -> str:
    """The key behind a part of a field's name."""
    if not part.startswith("hex-"):
        return part
    try:
        return bytes.fromhex(part.removeprefix("hex-")).decode("utf-8", "surrogatepass")
    except ValueError:
        return part


def key_of(name: str) -> str:
    """The innermost key of an entry."""
    return decoded(_parts(name)[-1])


def as_written(value: Any, before: Any) -> Any:
    """A changed value in the type that it had: some servers write yes as "true" or 1, and numbers as texts."""
    if isinstance(value, bool) and isinstance(before, str) and before.strip().lower() in ("true", "false"):
        word = str(value)
        return word if before.strip()[0].isupper() else word.lower()
    if isinstance(value, bool) and isinstance(before, int) and not isinstance(before, bool):
        return int(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and isinstance(before, str):
        return str(value)
    if isinstance(value, str) and isinstance(before, int) and not isinstance(before, bool):
        digits = value.strip()
        return int(digits) if re.fullmatch(r"-?[0-9]{1,18}", digits) else value
    return value


def _parts(name: str) -> list[str]:
    return name.split(SEPARATOR)


def _is_array(schema: Schema) -> bool:
    types = schema.get("type", ())
    return "array" in ([types] if isinstance(types, str) else types)


def _at(held: Any, way: Way) -> Any:
    for step in way:
        held = held[step]
    return held


def _put(held: Any, way: Way, value: Any) -> None:
    _at(held, way[:-1])[way[-1]] = value


def _take_out(held: Any, way: Way) -> None:
    del _at(held, way[:-1])[way[-1]]
