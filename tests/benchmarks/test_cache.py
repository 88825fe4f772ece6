"""The model of a cache."""

from __future__ import annotations

import pytest
from cache import Cache

pytestmark = pytest.mark.slow


@pytest.fixture
def cache() -> Cache:
    """Room for three tiles of 10 bytes."""
    return Cache(30)


def test_what_is_held_is_not_moved_again(cache: Cache) -> None:
    for _ in range(2):
        for tile in range(3):
            cache.load(tile, 10, is_last=False)
    assert cache.moved == 30


def test_what_was_used_longest_ago_goes_first(cache: Cache) -> None:
    for tile in (0, 1, 2, 0, 3, 0, 1):
        cache.load(tile, 10, is_last=False)
    assert cache.moved == 50


def test_what_nobody_reads_again_goes_before(cache: Cache) -> None:
    cache.load(0, 10, is_last=False)
    cache.load(1, 10, is_last=True)
    for tile in (2, 3, 0, 2, 3):
        cache.load(tile, 10, is_last=False)
    assert cache.moved == 40


def test_what_is_written_moves_once_and_when_it_goes(cache: Cache) -> None:
    for _ in range(2):
        cache.store("written", 10, is_last=False)
    assert cache.moved == 0
    cache.load("written", 10, is_last=True)
    assert cache.moved == 0
    cache.empty()
    assert cache.moved == 10
    cache.empty()
    assert cache.moved == 10
