"""How a module of the sandbox answers operations.

Each module in `sandbox/answers/` is plain functions, registered by operation id:

    @answers("listRoles")
    def list_roles(call: Call) -> Json: ...

A function returns the JSON to send, or an `Answer` where a header or a total goes with it, or raises `Refusal`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.contract import Contract, Operation
    from sandbox.world import World

Json = Any
AnswerFunction = Callable[["Call"], "Json | Answer"]
ANSWERS: dict[str, AnswerFunction] = {}


class Refusal(Exception):  # noqa: N818 - it is an answer, not an error
    """The sandbox says no. With `error`, in the shape of an OAuth error; otherwise as `{"message": …}`."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        error: str = "",
        field_errors: Mapping[str, list[str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.error = error
        self.field_errors = dict(field_errors or {})
        self.headers = dict(headers or {})

    @property
    def data(self) -> dict[str, Any]:
        """The body of the answer."""
        if self.error:
            return {"error": self.error, "error_description": self.message}
        if self.field_errors:
            return {"message": self.message, "errors": self.field_errors}
        return {"message": self.message}


def invalid(name: str, sentence: str) -> Refusal:
    """A refusal of one value of the body, by the name of its property."""
    return Refusal(400, f"{name}: {sentence}", field_errors={name: [sentence]})


@dataclass(frozen=True)
class Answer:
    """JSON with headers, or bytes of the content type; `total` becomes x-total-records."""

    data: Json | bytes
    total: int | None = None
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Call:
    """One request, after the contract, the guards and the role have let it through."""

    operation: Operation
    contract: Contract
    world: World
    arguments: Mapping[str, Any]
    body: Any = None
    operator: dict[str, Any] | None = None
    token: str = ""
    certificate: str = ""
    address: str = ""
    recorded: bool = False

    def __getitem__(self, name: str) -> Any:
        """The argument of that name in the contract; None where it was not given."""
        return self.arguments.get(name)

    @property
    def who(self) -> dict[str, Any]:
        """The operator behind the bearer token."""
        assert self.operator is not None, "only operations behind a bearer token have an operator"  # noqa: S101
        return self.operator

    def record(self, activity: str, information: str, before: Json = None, after: Json = None) -> None:
        """Write the act into the operator log, with the values that changed."""
        self.recorded = True
        self.world.operator_log.add(self, activity, information, before, after)


def answers(*operation_ids: str) -> Callable[[AnswerFunction], AnswerFunction]:
    """Register a function as the answer of these operations."""

    def register(function: AnswerFunction) -> AnswerFunction:
        for operation_id in operation_ids:
            ANSWERS[operation_id] = function
        return function

    return register


def load_answers() -> Mapping[str, AnswerFunction]:
    """Import every module of sandbox/answers, and give what they registered."""
    package = importlib.import_module("sandbox.answers")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"sandbox.answers.{module.name}")
    return ANSWERS
