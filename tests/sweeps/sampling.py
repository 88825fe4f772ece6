"""A pytest plugin: of each parametrized test, as few cases as hold every value of its parameters, or every pair.

``--sample values`` or ``--sample pairs``; what was kept of each file is printed at the end. ``--long leave`` leaves the
tests that ``long.py`` lists to their sweep, ``--long only`` runs nothing else.
"""

from __future__ import annotations

import heapq
import itertools
import os
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest
from long import INTERPRETED, PLAIN

__all__ = ["evenly", "fewest", "is_long"]

T = TypeVar("T")
SIZES = {"values": 1, "pairs": 2}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--sample",
        choices=["everything", *SIZES],
        default="everything",
        help="of each parametrized test, the fewest cases with every value of its parameters, or every pair of them",
    )

    parser.addoption("--long", choices=["run", "leave", "only"], default="run", help="what to do with long tests")


def is_long(nodeid: str, *, interpreted: bool) -> bool:
    """Whether a sweep runs the test."""
    return nodeid.startswith(INTERPRETED if interpreted else PLAIN)


def fewest(cases: Sequence[Mapping[str, Hashable]], size: int) -> list[int]:
    """Places of few cases that hold all combinations of ``size`` values that all cases together hold.

    The case with most combinations still missing comes first; each count only shrinks, so an old one is a bound.
    """
    combinations = [set(itertools.combinations(sorted(case.items(), key=_name), size)) for case in cases]
    missing = set().union(*combinations)
    bounds = [(-len(of_case), place) for place, of_case in enumerate(combinations)]
    heapq.heapify(bounds)
    kept = []
    while missing:
        _, place = heapq.heappop(bounds)
        gain = len(combinations[place] & missing)
        if bounds and (-gain, place) > bounds[0]:
            heapq.heappush(bounds, (-gain, place))
        else:
            kept.append(place)
            missing -= combinations[place]
    return sorted(kept)


def _name(item: tuple[str, Hashable]) -> str:
    return item[0]


def evenly(values: Iterable[T], count: int) -> list[T]:
    """``count`` of the values, equally far apart, the first and the last among them; all, if there are no more."""
    values = list(values)
    if len(values) <= count:
        return values
    return [values[round(place * (len(values) - 1) / (count - 1))] for place in range(count)]


@pytest.fixture(scope="session")
def is_sampled(request: pytest.FixtureRequest) -> bool:
    """Whether this run is a sample, for tests that go through a list of their own."""
    return bool(request.config.getoption("sample") != "everything")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Keep the tests of a module that share a fixture of its own in one process, which makes it once."""
    fixtures = getattr(item, "_fixtureinfo", None)
    module = item.nodeid.partition("::")[0]
    definitions = () if fixtures is None else itertools.chain(*fixtures.name2fixturedefs.values())
    if item.get_closest_marker("xdist_group") is None and any(
        each.scope == "module" and each.baseid == module and not each.params for each in definitions
    ):
        item.add_marker(pytest.mark.xdist_group(module))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if (long := config.getoption("long")) != "run":
        interpreted = os.environ.get("TRITON_INTERPRET") == "1"
        left_out = [item for item in items if is_long(item.nodeid, interpreted=interpreted) == (long == "leave")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]
    if (sample := config.getoption("sample")) == "everything":
        return
    tests: dict[tuple[Path, str], list[pytest.Item]] = {}
    for item in items:
        tests.setdefault((item.path, item.nodeid.partition("[")[0]), []).append(item)
    kept: set[pytest.Item] = set()
    for cases in tests.values():
        kept.update(cases[place] for place in fewest([_parameters(case) for case in cases], SIZES[sample]))
    of_file: dict[str, list[int]] = {}
    for name, before in Counter(item.path.name for item in items).items():
        of_file[name] = [sum(item.path.name == name for item in kept), before]
    config.stash[COUNTS] = of_file
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]


def _parameters(item: pytest.Item) -> dict[str, Hashable]:
    """The parameters of a case by name, written out, for not all of them can be compared.

    Two without a meaning make a pair of every case of fewer parameters than two.
    """
    params: Mapping[str, Any] = item.callspec.params if hasattr(item, "callspec") else {}
    return {"": "", " ": "", **{name: repr(value) for name, value in params.items()}}


COUNTS = pytest.StashKey[dict[str, list[int]]]()


def pytest_sessionfinish(session: pytest.Session) -> None:
    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output["sampled"] = session.config.stash.get(COUNTS, {})


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    if found := getattr(node, "workeroutput", {}).get("sampled"):
        node.config.stash[COUNTS] = found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if counts := config.stash.get(COUNTS, None):
        terminalreporter.section(f"sampled, every {config.getoption('sample').removesuffix('s')} kept", "-")
        for name, (kept, before) in sorted(counts.items()):
            if kept < before:
                terminalreporter.write_line(f"{name}: {kept} of {before} cases")
