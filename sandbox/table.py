"""Many records, made by index when they are looked at, sorted and filtered by columns made when they are asked for.

A hundred thousand accounts cost nothing until a page is read. The first sort by a column reads that column once;
every later page is a slice. A change moves one entry in each order instead of sorting again.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]
REMEMBERED_RESULTS = 32


@dataclass(frozen=True)
class Column:
    """A value to sort and filter by: quickly by index for records nobody touched, from the record for the others.

    Values of one column are comparable with each other; None never occurs.
    """

    by_index: Callable[[int], Any]
    by_record: Callable[[Record], Any]


@dataclass(frozen=True)
class Criterion:
    """One condition on a column. `how` is contains, is, in, from, to or bits (value: mask and expected bits)."""

    column: str
    how: str
    value: Any


class Table:
    """Records with consecutive ids from `first_id`."""

    def __init__(
        self, size: int, make: Callable[[int], Record], columns: Mapping[str, Column], first_id: int = 1
    ) -> None:
        self.first_id = first_id
        self._size = size
        self._make = make
        self._columns = columns
        self._touched: dict[int, Record | None] = {}
        self._values: dict[str, list[Any]] = {}
        self._orders: dict[str, array[int]] = {}
        self._results: OrderedDict[tuple[str, tuple[Criterion, ...]], Sequence[int]] = OrderedDict()

    def get(self, record_id: int) -> Record | None:
        """The record, not to be changed in place; None where there is none."""
        index = record_id - self.first_id
        return self._at(index) if 0 <= index < self._size else None

    def put(self, record: Record) -> None:
        """Replace a record by its id."""
        self._change(record["id"] - self.first_id, record)

    def add(self, record: Record) -> int:
        """Append a record and give it the next id."""
        record["id"] = self.first_id + self._size
        self._size += 1
        for name, values in self._values.items():
            values.append(self._columns[name].by_record(record))
        self._touched[self._size - 1] = record
        for name, order in self._orders.items():
            self._insert(name, order, self._size - 1)
        self._results.clear()
        return int(record["id"])

    def remove(self, record_id: int) -> None:
        """Take a record out."""
        self._change(record_id - self.first_id, None)

    def touched(self) -> Iterator[Record]:
        """The records that were put, added or changed and still exist."""
        return (record for record in self._touched.values() if record is not None)

    def values(self, *names: str) -> Iterator[tuple[Any, ...]]:
        """The id of each record there is, and its values in these columns."""
        columns = [self._column(name) for name in names]
        gone = {index for index, record in self._touched.items() if record is None}
        for index in range(self._size):
            if index not in gone:
                yield (self.first_id + index, *(column[index] for column in columns))

    def forget(self, name: str) -> None:
        """Read a column anew when it is next asked for."""
        self._values.pop(name, None)
        self._orders.pop(name, None)
        self._results.clear()

    def page(
        self, criteria: tuple[Criterion, ...], sort: str, ascending: bool, number: int, size: int
    ) -> tuple[list[Record], int]:
        """One page (numbers begin at 1) of what fits all criteria, and how many fit."""
        result = self.select(criteria, sort)
        start = (number - 1) * size
        if ascending:
            indexes = result[start : start + size]
        else:
            end = len(result) - start
            indexes = result[max(end - size, 0) : end][::-1] if end > 0 else []
        return [record for record in map(self._at, indexes) if record is not None], len(result)

    def select(self, criteria: tuple[Criterion, ...], sort: str) -> Sequence[int]:
        """The indexes of what fits all criteria, ascending by the column `sort`."""
        key = (sort, criteria)
        if key in self._results:
            self._results.move_to_end(key)
            return self._results[key]
        result: Sequence[int] = self._order(sort)
        for criterion in criteria:
            result = self._filtered(result, criterion)
        self._results[key] = result
        if len(self._results) > REMEMBERED_RESULTS:
            self._results.popitem(last=False)
        return result

    def _at(self, index: int) -> Record | None:
        if index in self._touched:
            return self._touched[index]
        return self._make(index)

    def _column(self, name: str) -> list[Any]:
        if name not in self._values:
            column = self._columns[name]
            values = [*map(column.by_index, range(self._size))]
            for index, record in self._touched.items():
                if record is not None:
                    values[index] = column.by_record(record)
            self._values[name] = values
        return self._values[name]

    def _order(self, name: str) -> array[int]:
        if name not in self._orders:
            values = self._column(name)
            gone = {index for index, record in self._touched.items() if record is None}
            living = range(self._size) if not gone else [index for index in range(self._size) if index not in gone]
            self._orders[name] = array("L", sorted(living, key=values.__getitem__))
        return self._orders[name]

    def _filtered(self, indexes: Sequence[int], criterion: Criterion) -> Sequence[int]:
        values, wanted = self._column(criterion.column), criterion.value
        match criterion.how:
            case "contains":
                return [i for i in indexes if wanted in values[i]]
            case "is":
                return [i for i in indexes if values[i] == wanted]
            case "in":
                return [i for i in indexes if values[i] in wanted]
            case "from":
                return [i for i in indexes if values[i] >= wanted]
            case "to":
                return [i for i in indexes if values[i] <= wanted]
            case "bits":
                mask, bits = wanted
                return [i for i in indexes if values[i] & mask == bits]
        raise ValueError(f"no such condition: {criterion.how}")

    def _change(self, index: int, record: Record | None) -> None:
        if self._at(index) is not None:
            for name, order in self._orders.items():
                values = self._values[name]
                del order[bisect_left(order, (values[index], index), key=lambda i: (values[i], i))]
        self._touched[index] = record
        if record is not None:
            for name, values in self._values.items():
                values[index] = self._columns[name].by_record(record)
            for name, order in self._orders.items():
                self._insert(name, order, index)
        self._results.clear()

    def _insert(self, name: str, order: array[int], index: int) -> None:
        values = self._values[name]
        insort(order, index, key=lambda i: (values[i], i))
