"""PTX, read: a kernel's parameters, instructions and labels.

Source: the PTX ISA, https://docs.nvidia.com/cuda/parallel-thread-execution
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Address", "Instruction", "Operand", "Program", "parsed"]


class Address(NamedTuple):
    """``[base + offset]``, where the base is a register or a parameter."""

    base: str
    offset: int


Operand = str | Address | tuple[str, ...]
"""A register, number or symbol; an address; or a vector of the first."""


class Instruction(NamedTuple):
    """One instruction; ``guard`` is the predicate that it waits for, maybe with a ``!``."""

    guard: str | None
    opcode: str
    operands: tuple[Operand, ...]

    def __str__(self) -> str:
        return f"{self.opcode} {', '.join(map(str, self.operands))}"


@dataclass(frozen=True)
class Program:
    """A kernel. ``registers`` has the width in bits of each kind, 1 for predicates, by its prefix."""

    name: str
    parameters: tuple[str, ...]
    registers: dict[str, int]
    instructions: tuple[Instruction, ...]
    labels: dict[str, int]

    def width(self, register: str) -> int:
        """Bits of a register."""
        return self.registers[register.rstrip("0123456789")]


def parsed(text: str) -> Program:
    """The one kernel of a module."""
    text = re.sub(r"//[^\n]*", "", text)
    entry = re.search(r"\.entry\s+(\w+)\s*\((.*?)\)[^{]*\{(.*?)^\}", text, re.DOTALL | re.MULTILINE)
    if entry is None:
        raise ValueError("no kernel in this PTX")
    name, parameters, body = entry.groups()
    registers = {kind: _bits(type) for type, kind in re.findall(r"\.reg\s+\.(\w+)\s+(%?[a-zA-Z]+)", body)}
    instructions: list[Instruction] = []
    labels: dict[str, int] = {}
    for part in re.split(r";|(?<=:)\s*\n|(?<=[{}])\s*\n", re.sub(r"^\s*\.loc[^\n]*", "", body, flags=re.MULTILINE)):
        statement = part.strip()
        if statement.endswith(":"):
            labels[statement[:-1]] = len(instructions)
        elif statement and statement[0] not in ".{}":
            instructions.append(_instruction(statement))
    return Program(name, tuple(re.findall(r"(\w+)\s*(?:,|$)", parameters)), registers, tuple(instructions), labels)


def _bits(type: str) -> int:
    return 1 if type == "pred" else int(re.sub(r"\D", "", type))


def _instruction(statement: str) -> Instruction:
    found = re.fullmatch(r"(?:@(!?%\w+)\s+)?([\w.:]+)\s*(.*)", statement, re.DOTALL)
    if found is None:
        raise ValueError(f"no instruction: {statement!r}")
    guard, opcode, rest = found.groups()
    operands = re.findall(r"\{[^}]*\}|\[[^\]]*\]|[^\s,{}\[\]]+", rest)
    return Instruction(guard, opcode, tuple(map(_operand, operands)))


def _operand(text: str) -> Operand:
    if text.startswith("{"):
        return tuple(re.findall(r"[^\s,{}]+", text))
    if text.startswith("["):
        base, _, offset = text[1:-1].replace(" ", "").partition("+")
        return Address(base, int(offset or "0", 0))
    return text
