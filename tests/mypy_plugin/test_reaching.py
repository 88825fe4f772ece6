"""Which assignments a name still has where it is returned."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from typed_torch.mypy_plugin.reaching import assignments_reaching


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("out = 1\nreturn out", {2}),
        ("out = 1\nif flag:\n    out = 2\nreturn out", {2, 4}),
        ("out = 1\nif flag:\n    out = 2\nelse:\n    out = 3\nreturn out", {4, 6}),
        ("out = 1\nif flag:\n    out = 2\n    return flag\nreturn out", {2}),
        ("out = 1\nif flag:\n    raise ValueError\nreturn out", {2}),
        ("out = 1\nif flag:\n    out += 2\nreturn out", set()),
        ("out = 1\nif (out := 2):\n    pass\nreturn out", set()),
        ("out: int = 1\nreturn out", set()),
        ("out = 1\nfor each in flag:\n    out = 2\nreturn out", {4}),
        ("out = 1\nfor out in flag:\n    pass\nreturn out", set()),
        ("out = 1\nwhile flag:\n    if flag:\n        out = 2\nreturn out", {2, 5}),
        ("try:\n    out = 1\nexcept ValueError:\n    out = 2\nfinally:\n    flag = 3\nreturn out", {3, 5}),
        ("with flag as other:\n    out = 1\nout = [out for out in flag]\nreturn out", {4}),
        ("with flag as out:\n    pass\nreturn out", set()),
        ("match flag:\n    case 1:\n        out = 1\n    case _:\n        out = 2\nreturn out", {4, 6}),
        ("out = 0\nmatch flag:\n    case 1:\n        out = 1\nreturn out", {2, 5}),
        ("def out():\n    return 1\nreturn out", set()),
        ("out, flag = 1, 2\nreturn out", {2}),
    ],
)
def test_those_of_the_branches_that_lead_there(tmp_path: Path, body: str, lines: set[int]) -> None:
    path = tmp_path / "code.py"
    path.write_text(f"def function(flag):\n{indent(body, '    ')}\n")
    last = len(body.splitlines()) + 1
    assert {each.start for each in assignments_reaching(str(path), "out", last)} == lines
