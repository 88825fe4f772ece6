"""Runs a grid of blocks, many threads at a time.

Threads that branch apart go on by themselves, those behind first, until they meet: at the latest at what the threads
of a warp or a block do together. Of blocks that wait for each other a few run at once, from the end of the grid on:
those that started last go first, and those that wait look again as soon as another has added to what they look at.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from emulated.arithmetic import Array, bits_of, operation, unsigned
from emulated.memory import WARP, Fault, Memory, Shared
from emulated.program import Address, Instruction, Operand, Program

__all__ = ["run"]

_SHARED_MEMORY = "global_smem"
_SHARED = ("shared", "shared::cta")
_AT_ONCE = 1 << 14
_TAKING_TURNS = 8
"""Blocks at once where they wait for each other, fewer than on any device."""


def run(
    program: Program, grid: tuple[int, int, int], threads: int, shared: int, parameters: Sequence[int],
    memory: Memory, blocks: Sequence[int] | None = None,
) -> None:  # fmt: skip
    """Run the blocks of these numbers, or all, and leave what they write in ``memory``.

    Raises:
        Fault: an access outside its tensors, misaligned, or racing with another.
        NotImplementedError: an instruction that is not known here.
    """
    known = dict(zip(program.parameters, parameters, strict=False)) | {_SHARED_MEMORY: 0, "%ntid.x": threads}
    known |= {f"%nctaid.{axis}": size for axis, size in zip("xyz", grid, strict=True)}
    numbers = np.arange(grid[0] * grid[1] * grid[2]) if blocks is None else blocks
    in_turns = any(_event(instruction) == "look" for instruction in program.instructions)
    at_once = 1 if in_turns else max(_AT_ONCE // threads, 1)

    def started(first: int) -> _Blocks:
        some = np.asarray(numbers[first : first + at_once])
        places = {"x": some % grid[0], "y": some // grid[0] % grid[1], "z": some // (grid[0] * grid[1])}
        special = {f"%ctaid.{axis}": np.repeat(place, threads) for axis, place in places.items()}
        special["%tid.x"] = np.tile(np.arange(threads), len(some))
        return _Blocks(program, threads, known, special, memory, Shared(shared, len(some), threads), first)

    if in_turns:
        _take_turns(program.name, (started(first).events() for first in reversed(range(len(numbers)))))
    else:
        for first in range(0, len(numbers), at_once):
            for _ in started(first).events():
                pass


class _Event(NamedTuple):
    """What concerns other blocks: a block has added to ``address``, or is about to look there."""

    kind: Literal["add", "look"]
    address: int


def _event(instruction: Instruction) -> Literal["add", "look"] | None:
    name, *modifiers = instruction.opcode.split(".")
    return "look" if "acquire" in modifiers else "add" if name in ("atom", "red") else None


def _take_turns(name: str, blocks: Iterator[Iterator[_Event]]) -> None:
    going: deque[Iterator[_Event]] = deque()
    waiting: defaultdict[int, list[Iterator[_Event]]] = defaultdict(list)
    added: Counter[int] = Counter()
    looked: dict[Iterator[_Event], tuple[int, int]] = {}  # where each did last, and how often others had added by then
    started = ended = 0
    while True:
        block = next(blocks, None) if started - ended < _TAKING_TURNS else None
        if block is not None:
            started += 1
        elif going:
            block = going.popleft()
        else:
            break
        event = next(block, None)
        if event is None:
            ended += 1
            continue
        sight = event.address, added[event.address]
        if event.kind == "look" and looked.get(block) == sight:
            waiting[event.address].append(block)
            continue
        going.appendleft(block)
        if event.kind == "look":
            looked[block] = sight
        else:
            added[event.address] += 1
            going.extendleft(waiting.pop(event.address, ()))
    if ended < started:
        raise Fault(f"{name}: some blocks wait for others that do not come")


class _Blocks:
    """Blocks from number ``first`` on, whose threads have ``special`` registers."""

    def __init__(
        self, program: Program, threads: int, known: dict[str, int], special: dict[str, Array], memory: Memory,
        shared: Shared, first: int,
    ) -> None:  # fmt: skip
        self._program, self._threads, self._known = program, threads, known
        self._registers = {name: value.astype(np.uint32) for name, value in special.items()}
        self._lanes = np.arange(len(special["%tid.x"]))
        self._memory, self._shared, self._offset = memory, shared, first * threads
        self._next = np.zeros_like(self._lanes)
        self._waits = np.zeros_like(self._lanes, np.bool_)  # behind a barrier, for the rest of the block
        self._parks = self._waits.copy()  # before an instruction of whole warps, for the rest of the warp
        self._here = ~self._waits  # the threads that run now

    def events(self) -> Iterator[_Event]:
        """Run them from one event to the next."""
        code, end = self._program.instructions, len(self._program.instructions)
        while (at := self._next[~(self._waits | self._parks)].min(initial=end)) < end:
            self._here = (self._next == at) & ~self._waits
            if "sync" in code[at].opcode and not code[at].opcode.startswith("bar"):
                self._park()
            self._next[self._here] = at + 1
            kind = _event(code[at])
            event = kind and _Event(kind, self._place_of(code[at]))
            if event and event.kind == "look":
                yield event
            try:
                with np.errstate(all="ignore"):
                    self._step(code[at])
            except (Fault, NotImplementedError, KeyError) as error:
                raise type(error)(f"{self._program.name}: {code[at]}: {error}") from error
            if event and event.kind == "add":
                yield event
        if (self._waits | self._parks).any():
            raise Fault(f"{self._program.name}: some threads wait for others that do not come")

    def _park(self) -> None:
        """Keep here only warps of which all threads have come."""
        warps = self._here.reshape(-1, WARP)
        are_whole = np.repeat(warps.all(axis=1), WARP)
        self._parks = np.where(self._here, ~are_whole, self._parks)
        self._here = self._here & are_whole

    def _step(self, instruction: Instruction) -> None:
        active = self._here
        if instruction.guard is not None:
            active = active & self._predicate(instruction.guard)
        name, *modifiers = instruction.opcode.split(".")
        special = getattr(self, f"_run_{name}", None)
        if special is not None:
            special(instruction.operands, modifiers, active)
            return
        compute, sources, form = operation(instruction.opcode)
        target, *operands = instruction.operands
        values = [self._value(operand, source) for operand, source in zip(operands, sources, strict=True)]
        self._set(target, compute(*values).astype(form, copy=False), active)

    def _run_bra(self, operands: tuple[Operand, ...], modifiers: list[str], active: Array) -> None:
        self._next[active] = self._program.labels[str(operands[0])]

    def _run_ret(self, operands: tuple[Operand, ...], modifiers: list[str], active: Array) -> None:
        self._next[active] = len(self._program.instructions)

    def _run_bar(self, operands: tuple[Operand, ...], modifiers: list[str], active: Array) -> None:
        if modifiers != ["sync"] or operands != ("0",):
            raise NotImplementedError("a barrier of some threads only")
        self._waits |= active
        blocks = self._waits.reshape(-1, self._threads)
        are_there = blocks.all(axis=1)
        self._shared.barrier(are_there)
        self._memory.barrier(np.flatnonzero(are_there) + self._offset // self._threads)
        blocks[are_there] = False

    def _run_mov(self, operands: tuple[Operand, ...], modifiers: list[str], active: Array) -> None:
        target, source = operands
        form = unsigned(bits_of(modifiers[-1]))
        if isinstance(target, tuple):
            parts = self._value(source, form)[:, None].view(unsigned(form().nbytes * 8 // len(target)))
            for name, part in zip(target, parts.T, strict=True):
                if name != "_":
                    self._set(name, part, active)
        elif isinstance(source, tuple):
            part = unsigned(form().nbytes * 8 // len(source))
            parts = np.stack([self._value(name, part) for name in source], axis=1)
            self._set(target, parts.view(form)[:, 0], active)
        else:
            self._set(target, self._value(source, form), active)

    def _run_shfl(self, operands: tuple[Operand, ...], modifiers: list[str], active: Array) -> None:
        target, source, by, clamp, mask = operands
        if str(mask) not in ("-1", "0xffffffff") or str(clamp) not in ("31", "0x1f"):
            raise NotImplementedError("a shuffle within part of a warp")
        value, other = self._value(source, np.uint32), self._value(by, np.int64)
        lane = self._lanes % WARP
        if modifiers[1] == "bfly":
            lane = lane ^ other
        elif modifiers[1] == "idx":
            lane = other & 31
        else:
            raise NotImplementedError("a shuffle up or down")
        self._set(target, value[self._lanes // WARP * WARP + lane], active)

    def _run_createpolicy(self, operands: tuple[Operand, ...], modifiers: list[str], active: Array) -> None:
        self._set(operands[0], np.zeros(len(self._lanes), np.uint64), active)  # a hint to a cache; there is none

    def _run_ld(self, operands: tuple[Operand, ...], modifiers: list[str], active: Array) -> None:
        target, address, *_ = operands
        assert isinstance(address, Address)
        kind = modifiers[-1]
        if modifiers[0] == "param":
            value = self._known[address.base]
            form = np.dtype(unsigned(bits_of(kind)))
            signed = f"i{form.itemsize}" if kind.startswith("s") else form
            self._set(target, np.full(len(self._lanes), value & ((1 << bits_of(kind)) - 1), form).view(signed), active)
            return
        names = target if isinstance(target, tuple) else (target,)
        lanes, form = self._lanes[active], unsigned(bits_of(kind))
        places, width = self._addresses(address, lanes), form().nbytes * len(names)
        if modifiers[0] == "global" and "acquire" in modifiers:
            values = self._memory.acquire(places, lanes + self._offset, width)
        elif modifiers[0] == "global":
            values = self._memory.load(places, lanes + self._offset, width)
        elif modifiers[0] in _SHARED:
            values = self._shared.load(places, lanes, width)
        else:
            raise NotImplementedError(f"memory {modifiers[0]}")
        for name, column in zip(names, values.view(form).T, strict=True):
            self._scatter(name, lanes, column)

    def _run_st(self, operands: tuple[Operand, ...], modifiers: list[str], active: Array) -> None:
        address, source, *_ = operands
        assert isinstance(address, Address)
        names = source if isinstance(source, tuple) else (source,)
        lanes, form = self._lanes[active], unsigned(bits_of(modifiers[-1]))
        columns = [self._value(name, form)[active] for name in names]
        values = np.stack(columns, axis=1).view(np.uint8)
        places = self._addresses(address, lanes)
        if modifiers[0] == "global":
            self._memory.store(places, lanes + self._offset, values)
        elif modifiers[0] in _SHARED:
            self._shared.store(places, lanes, values)
        else:
            raise NotImplementedError(f"memory {modifiers[0]}")

    def _run_atom(self, operands: tuple[Operand, ...], modifiers: list[str], active: Array) -> None:
        target, address, value = operands
        lanes = self._lanes[active]
        assert isinstance(target, str)
        self._scatter(target, lanes, self._added(address, value, modifiers, lanes))

    def _run_red(self, operands: tuple[Operand, ...], modifiers: list[str], active: Array) -> None:
        self._added(*operands, modifiers, self._lanes[active])

    def _added(self, address: Operand, value: Operand, modifiers: list[str], lanes: Array) -> Array:
        """What was there before each thread added to it."""
        if modifiers[0] != "global" or modifiers[-2:] != ["add", "u32"]:
            raise NotImplementedError("an atomic operation other than an addition of integers")
        assert isinstance(address, Address)
        places, values = self._addresses(address, lanes), self._value(value, np.uint32)[lanes]
        return self._memory.add(places, lanes + self._offset, values, is_release="release" in modifiers)

    def _place_of(self, instruction: Instruction) -> int:
        """The address that a block's first thread uses, of an instruction that only that one runs."""
        (address,) = (operand for operand in instruction.operands if isinstance(operand, Address))
        return int(self._addresses(address, self._lanes[:1])[0])

    def _run_ldmatrix(self, operands: tuple[Operand, ...], modifiers: list[str], active: Array) -> None:
        target, address = operands
        assert isinstance(target, tuple)
        assert isinstance(address, Address)
        rows = self._matrix_rows(address, modifiers, active)
        for i, name in enumerate(target):
            halves = self._shared.load(rows[:, i].reshape(-1), self._rows_of(active), 16).view(np.uint16)
            halves = halves.reshape(-1, 8, 8)
            if "trans" in modifiers:
                halves = halves.transpose(0, 2, 1)
            self._scatter(name, self._lanes[active], np.ascontiguousarray(halves).reshape(-1, 2).view(np.uint32)[:, 0])

    def _run_stmatrix(self, operands: tuple[Operand, ...], modifiers: list[str], active: Array) -> None:
        address, source = operands
        assert isinstance(source, tuple)
        assert isinstance(address, Address)
        rows = self._matrix_rows(address, modifiers, active)
        for i, name in enumerate(source):
            halves = self._value(name, np.uint32)[active][:, None].view(np.uint16).reshape(-1, 8, 8)
            if "trans" in modifiers:
                halves = halves.transpose(0, 2, 1)
            values = np.ascontiguousarray(halves).reshape(-1, 8).view(np.uint8)
            self._shared.store(rows[:, i].reshape(-1), self._rows_of(active), values)

    def _matrix_rows(self, address: Address, modifiers: list[str], active: Array) -> Array:
        """Addresses of the 8 rows of each matrix of each warp."""
        count = next(int(modifier[1:]) for modifier in modifiers if modifier in ("x1", "x2", "x4"))
        return self._addresses(address, self._lanes[active]).reshape(-1, 4, 8)[:, :count]

    def _rows_of(self, active: Array) -> Array:
        """For each row of a matrix a thread of its warp."""
        return self._lanes[active][::4]

    def _addresses(self, address: Address, lanes: Array) -> Array:
        form = np.uint64 if self._program.registers.get(address.base.rstrip("0123456789")) == 64 else np.uint32
        return self._value(address.base, form)[lanes].astype(np.uint64) + np.int64(address.offset).astype(np.uint64)

    def _predicate(self, guard: str) -> Array:
        value = self._registers[guard.lstrip("!")]
        return ~value if guard.startswith("!") else value

    def _value(self, operand: Operand, form: Any) -> Array:
        """An operand in every thread, its bits taken as ``form``."""
        assert isinstance(operand, str)
        form = np.dtype(form)
        if operand.startswith("!"):
            return ~self._registers[operand[1:]]
        if operand in self._registers:
            bits = self._registers[operand]
            if bits.dtype.itemsize > form.itemsize:
                bits = bits.astype(unsigned(8 * form.itemsize))
            return bits.view(form) if bits.dtype.itemsize == form.itemsize else bits.astype(form)
        return np.full(len(self._lanes), _number(operand, self._known, form), form)

    def _set(self, target: Operand, value: Array, active: Array) -> None:
        assert isinstance(target, str)
        value = self._as_register(target, value)
        if not active.all():
            before = self._registers.get(target)
            value = np.where(active, value, np.zeros_like(value) if before is None else before)
        self._registers[target] = value

    def _scatter(self, target: str, lanes: Array, values: Array) -> None:
        """Give a register values in some threads."""
        values = self._as_register(target, values)
        before = self._registers.get(target)
        value = np.zeros(len(self._lanes), values.dtype) if before is None else before.copy()
        value[lanes] = values
        self._registers[target] = value

    def _as_register(self, target: str, value: Array) -> Array:
        """Bits of the register's width: narrower values are extended, by their sign if they have one."""
        bits = self._program.width(target)
        if bits == 1:
            return value.astype(np.bool_)
        size = value.dtype.itemsize
        if value.dtype.kind == "f":
            value = value.view(unsigned(8 * size))
        if 8 * size != bits:
            value = value.astype(f"{value.dtype.kind}{bits // 8}")
        return value.view(unsigned(bits))


def _number(operand: str, known: dict[str, int], form: np.dtype[Any]) -> Any:
    """A constant; of a float the bits are written."""
    if operand in known or operand.startswith("%"):
        return known[operand]
    if operand[:2] in ("0f", "0d"):
        bits = unsigned(32 if operand[1] == "f" else 64)(int(operand[2:], 16))
        return bits.view(np.float32 if operand[1] == "f" else np.float64) if form.kind == "f" else bits
    value = int(operand, 0) & ((1 << 8 * form.itemsize) - 1)
    return bool(value) if form.kind == "b" else unsigned(8 * form.itemsize)(value).view(form)
