"""Our errors in a cell: twelve lines at most, the user's own line among the first four, what is wrong marked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import typed_torch as tt

DEFINED = """
def scale(x: Tensor[tuple[N, C], Float32], weight: Tensor[tuple[C], Float32]) -> Tensor[tuple[N, C], Float32]:
    return x * weight
def outer(x, *rest):
    # The line below is the user's last one.
    return scale(x, zeros(5))
def deep(x, n=9):
    return deep(x, n - 1) if n else outer(x)
norm = tt.nn.GroupNorm(3, 6)
model = torch.nn.Sequential(torch.nn.Sequential(norm))
@tt.checked
def pyramid(a: Tensor[tuple[N, C, Literal[1], Literal[2], Literal[3]]], b: Tensor[tuple[C, N, C, N, Literal[4]]],
            c: Tensor[tuple[N, Dim[Literal["2 * N"]], C]]): ...
"""

# What the last user's line is, and the cell that leads to it.
CASES = {
    "checked": ("scale(zeros(20, 6), zeros(5))", "scale(zeros(20, 6), zeros(5))"),
    "dtype": ("scale(zeros(2, 6).double(), zeros(6))", "scale(zeros(2, 6).double(), zeros(6))"),
    "nested": ("return scale(x, zeros(5))", "y = outer(zeros(4, 6))"),
    "deeply nested": ("return scale(x, zeros(5))", "y = deep(zeros(4, 6))"),
    "from a library": ("torch.func.vmap(lambda x: scale(x, zeros(5)))(zeros(2, 3, 6))",) * 2,
    "function": ("tt.nn.functional.group_norm(zeros(2, 6, 3), 4)",) * 2,
    "method of a module": ("norm.forward(zeros(2, 4, 3))",) * 2,
    "module in modules": ("model(zeros(2, 4, 3))",) * 2,
    "matmul": ("tt.matmul(zeros(3, 4), zeros(3, 4))",) * 2,
    "cat": ("tt.cat([zeros(2, 3), zeros(2, 4)])",) * 2,
    "explained": ("tt.relu(zeros(3), 4, 5) if 0 else tt.add(zeros(2, 3), zeros(5))",) * 2,
    "parse": ("tt.parse(zeros(3), Tensor[tuple[Literal[4]]])",) * 2,
    "diagram": ("tt.diagram((2, 6), 4)",) * 2,
    "while another is handled": (
        "tt.matmul(zeros(3, 4), zeros(3, 4))",
        "try:\n    1 / 0\nexcept ZeroDivisionError:\n    tt.matmul(zeros(3, 4), zeros(3, 4))",
    ),
    "over several lines": ("scale(", "scale(\n    zeros(20, 6),\n    zeros(5),\n)"),
    "a long message": ("pyramid(zeros(2, 3, 1, 2, 3), zeros(3, 2, 3, 2, 5), zeros(2, 4, 3))",) * 2,
    "long lines": (f"scale(zeros(20, 6), zeros(5){' ' * 200})",) * 2,
}


@pytest.fixture
def defined(notebook: Any) -> Any:
    assert notebook.error(DEFINED) is None
    return notebook


def test_the_lengths_in_a_table(defined: Any, capsys: pytest.CaptureFixture[str]) -> None:
    counts = {case: len(defined.run(cell).splitlines()) for case, (_, cell) in CASES.items()}
    with capsys.disabled():
        print("\nlines of a traceback                  IPython with the extension")
        for case, count in counts.items():
            print(f"{case:<36}  {count:>26}")
    assert max(counts.values()) <= 12


@pytest.mark.parametrize("case", CASES)
def test_twelve_lines_at_most_and_the_user_s_own_among_the_first_four(case: str, defined: Any) -> None:
    own, cell = CASES[case]
    lines = defined.run(cell).splitlines()
    (place, *_) = [place for place, line in enumerate(lines, 1) if own[:60] in line]
    assert lines[place - 1].startswith("---->")
    assert len(lines) <= 12, "\n".join(lines)
    assert place <= 4
    assert any(re.match(r"\w*Error: ", line) for line in lines)
    assert not any("site-packages" in line for line in lines)
    assert max(map(len, lines)) < 130


def test_the_words_the_cells_and_the_mark(defined: Any) -> None:
    assert (
        defined.run("y = outer(zeros(20, 6))")
        == """\
Cell In[3], line 5, in outer
----> 5 return scale(x, zeros(5))
  called at Cell In[4], line 1: y = outer(zeros(20, 6))

ShapeError: scale: weight must have shape (6,), got (5,)
  weight       float32 cpu (5,)
                            ^
  annotation   Tensor[tuple[C], Float32]
                            ^
  C            6, by dimension 1 of x"""
    )


def test_frames_that_do_not_fit_are_counted(defined: Any) -> None:
    shown = defined.run("y = deep(zeros(4, 6))")
    more = re.search(r"  and (\d+) more: %tb shows all", shown)
    assert more is not None
    assert int(more[1]) + shown.count("called at") == 11


def test_percent_tb_shows_the_whole(defined: Any) -> None:
    defined.run("y = outer(zeros(20, 6))")
    whole = defined.run("%tb")
    assert "Traceback (most recent call last)" in whole
    assert "# The line below is the user's last one." in whole


def test_who_asks_for_verbose_tracebacks_gets_them(defined: Any) -> None:
    defined.run("%xmode Verbose")
    assert "Traceback (most recent call last)" in defined.run("scale(zeros(20, 6), zeros(5))")


def test_a_file_is_named_by_its_path_and_its_function(defined: Any, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text("def call(f, *args):\n    return f(*args)\n")
    shown = defined.run(
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import mine\nmine.call(scale, zeros(2), 1)"
    )
    assert shown.splitlines()[0] == f"{file}, line 2, in call"


def test_notes_of_the_user_are_kept(defined: Any) -> None:
    cell = "try:\n    scale(1, 2)\nexcept Exception as error:\n    error.add_note('of epoch 3')\n    raise"
    assert defined.run(cell).splitlines()[-1] == "of epoch 3"


def test_errors_that_are_not_ours_are_shown_as_ever(notebook: Any, bare: Any) -> None:
    assert "Traceback (most recent call last)" in notebook.run("1 / 0")


def _handler(said: list[str]) -> Any:
    return lambda shell, kind, error, tb, tb_offset=None: said.append(kind.__name__)


def test_a_handler_that_was_there_gets_what_is_its_own_and_is_put_back(bare: Any) -> None:
    said: list[str] = []
    bare.shell.set_custom_exc((KeyError, tt.DeviceError), _handler(said))
    bare.run("%load_ext typed_torch")
    assert bare.run("{}[1]") == ""
    assert "----> 1" in bare.run("raise tt.DeviceError('a')")
    bare.run("%unload_ext typed_torch")
    bare.run("{}[1]")
    bare.run("raise tt.DeviceError('a')")
    assert said == ["KeyError", "KeyError", "DeviceError"]


def test_a_handler_that_came_later_stays(notebook: Any) -> None:
    said: list[str] = []
    kept = notebook.shell.CustomTB
    exceptions = notebook.shell.custom_exceptions

    def later(shell: Any, kind: Any, error: Any, tb: Any, tb_offset: Any = None) -> Any:
        said.append(kind.__name__)
        return kept(kind, error, tb, tb_offset=tb_offset)

    notebook.shell.set_custom_exc(exceptions, later)
    assert "----> 1" in notebook.run("raise tt.ShapeError('a')").splitlines()[1]
    notebook.run("%unload_ext typed_torch")
    assert "Traceback (most recent call last)" in notebook.run("raise tt.ShapeError('a')")
    assert said == ["ShapeError", "ShapeError"]


def test_colours_are_those_of_the_shell(notebook: Any) -> None:
    assert "\x1b[" not in notebook.run("raise tt.ShapeError('a')")
    notebook.shell.colors = "neutral"
    assert "\x1b[31mShapeError\x1b[0m: a" in notebook.run("raise tt.ShapeError('a')")


def test_a_handler_that_fails_shows_the_error_as_ever(notebook: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typed_torch._notebook.short_errors.marked", lambda lines: 1 / 0)
    for _ in range(2):
        shown = notebook.run("raise tt.ShapeError('a')")
        assert "Traceback (most recent call last)" in shown
        assert shown.splitlines()[-1] == "ShapeError: a"
