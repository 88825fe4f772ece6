"""Memory as a launch sees it: what it may touch, and in what order."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from typing import Protocol

import numpy as np

from emulated.arithmetic import Array, unsigned

__all__ = ["WARP", "Fault", "Global", "Memory", "Shared"]

WARP = 32
_NOBODY, _SEVERAL = 0, -1


class Fault(Exception):
    """An access that the hardware refuses, or whose result depends on who comes first."""


class _Accesses:
    """Who has read and written each byte since the last time everybody waited for everybody."""

    def __init__(self, size: int) -> None:
        self._readers = np.full(size, _NOBODY, np.int64)
        self.writers = np.full(size, _NOBODY, np.int64)

    def unseen(self, place: Array, owner: Array) -> Array:
        """Which of the bytes another has written."""
        before = self.writers[place]
        return (before != owner) & (before != _NOBODY)

    def clear(self, where: Array) -> None:
        """Forget it for the bytes ``where`` that is true."""
        self._readers[where] = self.writers[where] = _NOBODY

    def read(self, place: Array, owner: Array, is_seen: Array = np.False_) -> None:
        """Bytes ``place``, a row for each thread, by ``owner``, a column of numbers from 1 on.

        Of those that another has written, only ones that are ``is_seen`` may be read.
        """
        if (self.unseen(place, owner) & ~is_seen).any():
            raise Fault("reads what another thread writes at the same time")
        before = self._readers[place]
        self._readers[place] = owner
        is_shared = (self._readers[place] != owner) | ((before != owner) & (before != _NOBODY))
        self._readers[place[is_shared]] = _SEVERAL

    def write(self, place: Array, owner: Array, is_new: Array) -> None:
        """Likewise; two may write the same value, for which ``is_new`` is false."""
        before = self._readers[place]
        if (is_new & (before != owner) & (before != _NOBODY)).any():
            raise Fault("writes what another thread reads at the same time")
        before = self.writers[place]
        if (is_new & (before != owner) & (before != _NOBODY)).any():
            raise Fault("writes what another thread writes at the same time")
        self.writers[place] = owner


class _Order:
    """What one block has stored before another loads it: a thread has released it, and another acquired."""

    def __init__(self, accesses: _Accesses, blocks: int, threads: int) -> None:
        self._accesses, self._threads = accesses, threads
        self._barriers = np.zeros(blocks, np.int64)
        self._written = np.zeros_like(accesses.writers)  # how many barriers a byte's block had come to
        self._released = np.full_like(accesses.writers, -1)  # the place where
        self._acquired: list[list[tuple[int, int, int]]] = [[] for _ in range(blocks)]  # place, thread, barriers

    def barrier(self, blocks: Array) -> None:
        self._barriers[blocks] += 1

    def stored(self, lanes: Array, place: Array) -> None:
        self._written[place] = self._barriers[lanes // self._threads][:, None]
        self._released[place] = -1

    def released(self, lane: int, at: int) -> None:
        block = lane // self._threads
        lanes = self._accesses.writers - 1
        is_ready = (lanes == lane) | (self._written < self._barriers[block])
        self._released[(lanes // self._threads == block) & is_ready] = at

    def acquired(self, lane: int, at: int) -> None:
        block = lane // self._threads
        self._acquired[block].append((at, lane, int(self._barriers[block])))

    def sees(self, lanes: Array, place: Array) -> Array:
        """For each thread, a row, which bytes were released where its block has acquired."""
        found = np.zeros(place.shape, np.bool_)
        for block in np.unique(lanes // self._threads).tolist():
            is_here = lanes // self._threads == block
            for at, lane, barriers in self._acquired[block]:
                are_there = is_here & ((lanes == lane) | (barriers < self._barriers[block]))
                found |= are_there[:, None] & (self._released[place] == at)
        return found


class Memory(Protocol):
    """What a processor asks of the device's memory; threads are numbered through the grid.

    To take what waits for nobody, a memory need only load and store.
    """

    def load(self, addresses: Array, lanes: Array, width: int) -> Array:
        """Bytes, a row for each of the threads ``lanes``."""

    def store(self, addresses: Array, lanes: Array, values: Array) -> None:
        """Likewise."""

    def add(self, addresses: Array, lanes: Array, values: Array, *, is_release: bool) -> Array:
        """Add an integer for each thread, one after the other; what was there before.

        Where it ``is_release``, who acquires it also sees what the thread, and before a barrier its block, has stored.
        """
        raise NotImplementedError("additions")

    def acquire(self, addresses: Array, lanes: Array, width: int) -> Array:
        """Likewise loaded, and with it what was released there, which the block sees behind a barrier."""
        raise NotImplementedError("acquiring loads")

    def barrier(self, blocks: Array) -> None:
        """All threads of the blocks of these numbers have come so far."""
        return


class Global:
    """The tensors that a launch of ``blocks`` of ``threads`` was given, copied; addresses are those of the process.

    Args:
        tensors: the address of each, and its bytes.
    """

    def __init__(self, tensors: Iterable[tuple[int, int]], blocks: int, threads: int) -> None:
        self._starts, self._ends = _joined(tensors)
        places, size = [], 0
        for start, end in zip(self._starts, self._ends, strict=True):
            size += (start - size) % 16  # as aligned here as there
            places.append(size)
            size += end - start
        self._places = np.array(places, np.uint64)
        self._bytes = np.zeros(size, np.uint8)
        for start, end, place in zip(self._starts, self._ends, places, strict=True):
            self._bytes[place : place + end - start] = _of_process(start, end)
        self._accesses = _Accesses(size)
        self._order = _Order(self._accesses, blocks, threads)

    def load(self, addresses: Array, lanes: Array, width: int) -> Array:
        place = self._checked(addresses, width)
        unseen = self._accesses.unseen(place, lanes[:, None] + 1)
        is_seen = self._order.sees(lanes, place) if unseen.any() else np.False_
        self._accesses.read(place, lanes[:, None] + 1, is_seen)
        return self._bytes[place]

    def store(self, addresses: Array, lanes: Array, values: Array) -> None:
        place = self._checked(addresses, values.shape[1])
        self._accesses.write(place, lanes[:, None] + 1, np.True_)
        self._order.stored(lanes, place)
        self._bytes[place] = values
        if len(np.unique(place)) != place.size:
            raise Fault("writes what another thread writes at the same time")

    def add(self, addresses: Array, lanes: Array, values: Array, *, is_release: bool) -> Array:
        found = np.zeros_like(values)
        for i, place in enumerate(self._checked(addresses, values.itemsize)):
            word = self._bytes[place].view(values.dtype)
            found[i] = word[0]
            self._bytes[place] = (word + values[i]).view(np.uint8)
            if is_release:
                self._order.released(int(lanes[i]), int(place[0]))
        return found

    def acquire(self, addresses: Array, lanes: Array, width: int) -> Array:
        place = self._checked(addresses, width)
        for lane, first in zip(lanes.tolist(), place[:, 0].tolist(), strict=True):
            self._order.acquired(lane, first)
        return self._bytes[place]

    def barrier(self, blocks: Array) -> None:
        self._order.barrier(blocks)

    def write_back(self) -> None:
        """Give the process what the launch has written."""
        for start, end, place in zip(self._starts, self._ends, self._places.tolist(), strict=True):
            ctypes.memmove(start, self._bytes[place:].ctypes.data, end - start)

    def _checked(self, addresses: Array, width: int) -> Array:
        which = np.searchsorted(np.array(self._starts, np.uint64), addresses, "right") - 1
        ends = np.array(self._ends, np.uint64)[which]
        if (which < 0).any() or (addresses + np.uint64(width) > ends).any():
            raise Fault("touches what is none of its tensors")
        if (addresses % np.uint64(width)).any():
            raise Fault(f"touches {width} bytes at an address that is no multiple of that")
        place = addresses - np.array(self._starts, np.uint64)[which] + self._places[which]
        return place.astype(np.int64)[:, None] + np.arange(width)


class Shared:
    """What the threads of each block share; a race is one between warps, with no barrier between them.

    Where threads of one warp write different values to one place in one instruction, the last one's stays; the ISA
    leaves open whose.
    """

    def __init__(self, size: int, blocks: int, threads: int) -> None:
        self._size, self._threads = size, threads
        self._bytes = np.full(size * blocks, 0xFF, np.uint8)  # not a number, read as one
        self._accesses = _Accesses(size * blocks)

    def load(self, addresses: Array, lanes: Array, width: int) -> Array:
        """Bytes, a row for each of the threads ``lanes``."""
        place = self._checked(addresses, lanes, width)
        self._accesses.read(place, lanes[:, None] // WARP + 1)
        return self._bytes[place]

    def store(self, addresses: Array, lanes: Array, values: Array) -> None:
        """Likewise."""
        place = self._checked(addresses, lanes, values.shape[1])
        self._accesses.write(place, lanes[:, None] // WARP + 1, self._bytes[place] != values)
        self._bytes[place] = values

    def barrier(self, blocks: Array) -> None:
        """All threads of these blocks, by a truth value for each, have come so far."""
        self._accesses.clear(np.repeat(blocks, self._size))

    def _checked(self, addresses: Array, lanes: Array, width: int) -> Array:
        place = addresses.astype(np.int64)
        if (place + width > self._size).any():
            raise Fault("touches more shared memory than it has")
        if (place % width).any():
            raise Fault(f"touches {width} shared bytes at an address that is no multiple of that")
        return (place + lanes // self._threads * self._size)[:, None] + np.arange(width)


def _joined(tensors: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Where they start and end, in order; those that overlap as one."""
    starts: list[int] = []
    ends: list[int] = []
    for start, size in sorted(tensors):
        if ends and start < ends[-1]:
            ends[-1] = max(ends[-1], start + size)
        elif size:
            starts.append(start)
            ends.append(start + size)
    return starts, ends


def _of_process(start: int, end: int) -> Array:
    return np.ctypeslib.as_array((ctypes.c_uint8 * (end - start)).from_address(start)).view(unsigned(8))
