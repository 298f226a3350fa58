"""The worked example in docs/ is a module that starts, in fewer lines than it promises."""

import re
from pathlib import Path

from console.api.contract import load_contract
from console.screens.checks import problems_of

PAGE = Path(__file__).parents[2] / "docs" / "add-a-module.md"


def test_the_worked_example_is_a_whole_module_of_under_sixty_lines():
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    source = "\n".join(blocks)
    lines = [line for line in source.splitlines() if line.strip()]
    assert len(lines) < 60
    made = {}
    exec(compile(source, PAGE.name, "exec"), made)  # noqa: S102 - our own page
    resource = made["verification_profiles"]
    assert list(problems_of(resource, load_contract())) == []
    assert {"list", "detail", "add", "edit", "delete"} == set(resource.screens())
    assert len(made["urlpatterns"]) == 6
