"""Faults on purpose: rules that make chosen operations slow, broken or hostile.

A rule is words `name=value`, as on the command line:

    operation=listAccounts kind=slow seconds=5 times=1
    operation=* kind=fail status=503
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What goes wrong."""

    SLOW = "slow"  # answers after `seconds`
    HANG = "hang"  # answers never; the connection stays open until the sandbox ends
    FAIL = "fail"  # answers with `status` and a message, and does nothing
    HTML = "html"  # answers with `status` and a web page, as a proxy does
    RATE_LIMIT = "rate-limit"  # 429 and Retry-After: `seconds`
    TRUNCATE = "truncate"  # does the work and sends half of the answer
    DROP = "drop"  # does the work and cuts the connection without an answer
    BAD_JSON = "bad-json"  # does the work and sends what no parser takes
    REDIRECT = "redirect"  # 302 to another place
    HUGE = "huge"  # an answer of `megabytes`


class BadRuleError(ValueError):
    """The rule cannot be read; the message says why."""


DEFAULT_STATUS = {Kind.FAIL: 500, Kind.HTML: 502, Kind.RATE_LIMIT: 429, Kind.REDIRECT: 302}
DEFAULT_SECONDS = {Kind.SLOW: 5.0, Kind.RATE_LIMIT: 1.0}


@dataclass
class Fault:
    """One rule. `times` is how often it still strikes, None for always; `after` requests are spared first."""

    operation: str
    kind: Kind
    seconds: float = 0
    status: int = 0
    times: int | None = None
    after: int = 0
    megabytes: int = 64
    message: str = "The sandbox was told to fail."

    def __post_init__(self) -> None:
        self.seconds = self.seconds or DEFAULT_SECONDS.get(self.kind, 0)
        self.status = self.status or DEFAULT_STATUS.get(self.kind, 0)

    @classmethod
    def parse(cls, rule: str) -> Fault:
        """Read a rule. Raises BadRuleError."""
        words = {}
        for word in rule.split():
            name, equals, value = word.partition("=")
            if not equals:
                raise BadRuleError(f"{word!r} is not of the form name=value.")
            words[name] = value
        try:
            kind = Kind(words.pop("kind", ""))
        except ValueError as error:
            raise BadRuleError(f"kind must be one of {', '.join(Kind)}.") from error
        try:
            fault = cls(
                operation=words.pop("operation", "*"),
                kind=kind,
                seconds=float(words.pop("seconds", 0)),
                status=int(words.pop("status", 0)),
                times=int(words.pop("times")) if "times" in words else None,
                after=int(words.pop("after", 0)),
                megabytes=int(words.pop("megabytes", 64)),
            )
        except ValueError as error:
            raise BadRuleError(f"{rule!r}: {error}.") from error
        if words:
            raise BadRuleError(f"A rule has no {', '.join(words)}.")
        return fault


class Faults:
    """The rules in force. Safe to change while requests run."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, rule: str | Fault) -> Fault:
        """Put a rule in force, given as text or as a Fault."""
        fault = Fault.parse(rule) if isinstance(rule, str) else rule
        with self._lock:
            self._rules.append(fault)
        return fault

    def clear(self) -> None:
        """Forget all rules."""
        with self._lock:
            self._rules.clear()

    def strike(self, operation_id: str) -> Fault | None:
        """The rule that meets this request, counted down; None where all is well."""
        with self._lock:
            for fault in self._rules:
                if fault.operation not in ("*", operation_id):
                    continue
                if fault.after > 0:
                    fault.after -= 1
                    continue
                if fault.times == 0:
                    continue
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None
