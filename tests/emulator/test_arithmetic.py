"""What single instructions compute, against Python's own numbers and torch."""

from __future__ import annotations

import math
import struct

import numpy as np
import pytest
import torch
from emulated.arithmetic import operation
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.slow

INTEGERS = st.integers(-(2**31), 2**31 - 1)
FLOATS = st.floats(width=32)


def computed(opcode: str, *values: float) -> float:
    """One instruction on one thread."""
    compute, sources, form = operation(opcode)
    with np.errstate(all="ignore"):
        given = (np.array([value]).astype(source) for value, source in zip(values, sources, strict=True))
        return compute(*given).astype(form)[0].item()


@given(INTEGERS, INTEGERS.filter(bool))
def test_division_cuts_off_towards_zero(a: int, b: int) -> None:
    if (a, b) != (-(2**31), -1):
        assert computed("div.s32", a, b) == int(math.copysign(abs(a) // abs(b), a * b))
        assert computed("rem.s32", a, b) == math.fmod(a, b)


@given(INTEGERS, st.integers(0, 40))
def test_shifts_beyond_the_width_leave_zero_or_the_sign(a: int, by: int) -> None:
    assert computed("shr.s32", a, by) == a >> by
    assert computed("shr.u32", a % 2**32, by) == a % 2**32 >> by
    assert computed("shl.b32", a % 2**32, by) == a << by & 0xFFFFFFFF


@given(INTEGERS, INTEGERS)
def test_wide_and_high_products(a: int, b: int) -> None:
    assert computed("mul.wide.s32", a, b) == a * b
    assert computed("mad.wide.s32", a, b, 5) == a * b + 5
    assert computed("mul.hi.u32", a % 2**32, b % 2**32) == (a % 2**32) * (b % 2**32) >> 32


@given(st.integers(0, 2**32 - 1), st.integers(0, 31), st.data())
def test_a_field_of_bits(a: int, start: int, data: st.DataObject) -> None:
    length = data.draw(st.integers(1, 32 - start))
    assert computed("bfe.u32", a, start, length) == a >> start & (1 << length) - 1


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.integers(0, 40))
def test_a_funnel_shift(low: int, high: int, by: int) -> None:
    assert computed("shf.l.wrap.b32", low, high, by) == ((high << 32 | low) << by % 32 >> 32) % 2**32


@given(FLOATS)
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_rounding_to_half_precision_is_that_of_torch(dtype: torch.dtype, a: float) -> None:
    name = "bf16" if dtype == torch.bfloat16 else "f16"
    form = np.uint16 if dtype == torch.bfloat16 else np.float16
    compute, _, _ = operation(f"cvt.rn.{name}.f32")
    with np.errstate(all="ignore"):
        found = compute(np.array([a], np.float32)).astype(form)
    expected = torch.tensor([a], dtype=torch.float32).to(dtype)
    assert np.isnan(a) or found.view(np.int16)[0] == expected.view(torch.int16)[0]
    back, _, _ = operation(f"cvt.f32.{name}")
    np.testing.assert_array_equal(back(found), expected.float().numpy())


def test_two_halves_are_packed_with_the_second_operand_first() -> None:
    assert struct.pack("<I", int(computed("cvt.rn.f16x2.f32", 2.0, 1.0))) == struct.pack("<ee", 1.0, 2.0)


@given(FLOATS, FLOATS)
def test_comparisons_with_and_without_order(a: float, b: float) -> None:
    is_ordered = not (math.isnan(a) or math.isnan(b))
    assert computed("setp.lt.f32", a, b) == (is_ordered and a < b)
    assert computed("setp.geu.f32", a, b) == (not is_ordered or a >= b)
    assert computed("setp.ne.f32", a, b) == (is_ordered and a != b)
    assert computed("setp.neu.f32", a, b) == (a != b)


@given(st.floats(-100, 100, width=32).filter(lambda a: abs(a) > 1e-30 and abs(math.frexp(a)[0]) != 0.5 and a % 1))
@pytest.mark.parametrize(("opcode", "units"), [("ex2.approx.ftz.f32", 2), ("rcp.approx.ftz.f32", 1)])
def test_approximations_are_off_by_what_the_isa_allows(opcode: str, units: int, a: float) -> None:
    exact = np.float32(2.0**a if opcode.startswith("ex2") else 1 / a)
    off = int(np.float32(computed(opcode, a)).view(np.int32)) - int(exact.view(np.int32))
    assert abs(off) == units


@given(st.integers(-100, 100), FLOATS.filter(lambda a: 2.0**-20 < abs(a) < 2.0**20))
def test_powers_of_2_are_not(exponent: int, a: float) -> None:
    power = 2.0**exponent
    assert computed("ex2.approx.ftz.f32", exponent) == power
    assert computed("rcp.approx.ftz.f32", -power) == -1 / power
    assert computed("div.full.f32", a, power) == a / power


@pytest.mark.parametrize(("a", "expected"), [(0.0, math.inf), (-0.0, -math.inf), (math.inf, 0.0), (1e-39, math.inf)])
def test_reciprocals_of_what_has_none(a: float, expected: float) -> None:
    assert computed("rcp.approx.ftz.f32", a) == expected
