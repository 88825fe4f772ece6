"""Every planted bug is one: the network stops, or gives other shapes or dtypes, or not what its annotation says."""

from __future__ import annotations

import functools
from collections import Counter

import pytest
from annotations import Annotated
from planted import BUGS, Bug, plant
from running import NETWORKS, load, results, source

pytestmark = pytest.mark.slow


@functools.cache
def _right(network: str) -> list[object]:
    return list(results(network, load(network)))


def _annotation_fails(bug: Bug, text: str) -> bool:
    module = load(bug.network, text)
    with Annotated(module) as annotated:
        assert list(results(bug.network, module)) == _right(bug.network)
    return bool(annotated.wrong)


def _network_fails(bug: Bug, text: str) -> bool:
    try:
        return list(results(bug.network, load(bug.network, text))) != _right(bug.network)
    except (RuntimeError, ValueError, TypeError, IndexError, AssertionError):
        return True


def test_there_are_enough_bugs_of_enough_kinds() -> None:
    assert len(set(BUGS)) == len(BUGS) >= 120
    assert len({bug.kind for bug in BUGS}) >= 25
    networks = Counter(bug.network for bug in BUGS)
    assert min(networks[network] for network in NETWORKS) >= 25


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.filterwarnings("ignore")
def test_a_bug_shows_as_the_network_runs(network: str) -> None:
    unseen = []
    for bug in BUGS:
        if bug.network == network:
            text, line = plant(source(network), bug)
            fails = _annotation_fails if bug.kind == "return annotation" else _network_fails
            if not fails(bug, text):
                unseen.append(f"{network}.py:{line}: {bug.kind}: {bug.wrong}")
    assert not unseen, "\n".join(unseen)
