"""What a sample keeps, and that it says so."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
import sampling
from hypothesis import given
from hypothesis import strategies as st
from long import INTERPRETED, PLAIN
from sampling import evenly, fewest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]

CASES = st.lists(
    st.fixed_dictionaries({name: st.integers(0, 3) for name in ("tier", "shape", "dtype")}), min_size=1, max_size=40
)


@given(cases=CASES, size=st.sampled_from([1, 2]))
def test_every_combination_of_values_is_kept(cases: list[dict[str, int]], size: int) -> None:
    def combinations(kept: list[dict[str, int]]) -> set[tuple[tuple[str, int], ...]]:
        return {pair for case in kept for pair in itertools.combinations(sorted(case.items()), size)}

    places = fewest(cases, size)
    assert combinations([cases[place] for place in places]) == combinations(cases)
    assert len(set(places)) == len(places)


def test_few_cases_are_enough() -> None:
    grid = [dict(zip("abcd", case, strict=True)) for case in itertools.product(range(4), repeat=4)]
    assert len(fewest(grid, 1)) == 4
    assert len(fewest(grid, 2)) <= 28


@pytest.mark.parametrize(
    ("count", "expected"), [(2, [0, 9]), (4, [0, 3, 6, 9]), (10, [*range(10)]), (99, [*range(10)])]
)
def test_a_list_is_sampled_from_end_to_end(count: int, expected: list[int]) -> None:
    assert evenly(range(10), count) == expected


@pytest.mark.slow
def test_a_run_keeps_and_prints_what_was_asked_for(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(sampling.__file__).parent))
    pytester.makepyfile(
        """
        import pytest
        pytestmark = pytest.mark.filterwarnings("ignore")
        @pytest.mark.parametrize("a", range(3))
        @pytest.mark.parametrize("b", [None, object()])
        def test_grid(a, b): pass
        def test_alone(): pass
        @pytest.mark.parametrize("c", range(5))
        def test_row(c): pass
        """
    )
    for processes in ([], ["-n", "1"]):
        values = pytester.runpytest_subprocess("-p", "sampling", *processes, "--sample", "values")
        values.assert_outcomes(passed=3 + 1 + 5)
        values.stdout.fnmatch_lines(["*every value kept*", "test_a_run_keeps*: 9 of 12 cases"])
    pairs = pytester.runpytest_subprocess("-p", "sampling", "--sample", "pairs")
    pairs.assert_outcomes(passed=6 + 1 + 5)
    pytester.runpytest_subprocess("-p", "sampling").assert_outcomes(passed=12)


@pytest.mark.parametrize("entry", sorted({*PLAIN, *INTERPRETED}))
def test_a_long_test_is_there(entry: str) -> None:
    path, _, test = entry.partition("::")
    assert (ROOT / path).exists()
    assert f"\ndef {test}" in (ROOT / path).read_text() if test else True


@pytest.mark.slow
def test_long_tests_are_left_to_their_sweep_or_run_alone(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(sampling.__file__).parent))
    pytester.mkdir("tests").joinpath("distributed").mkdir()
    for name in ("distributed/test_long", "test_short"):
        pytester.path.joinpath("tests", f"{name}.py").write_text("def test_it(): pass\n")
    for long, passed in (("leave", 1), ("only", 1)):
        done = pytester.runpytest_subprocess("-p", "sampling", "--long", long, "-v")
        done.assert_outcomes(passed=passed)
        assert ("test_long.py" in done.stdout.str()) is (long == "only")
