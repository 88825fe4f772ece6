"""PTX written by hand, run on arrays."""

from __future__ import annotations

import numpy as np
import pytest
from emulated.memory import Fault, Global
from emulated.processor import run
from emulated.program import parsed

pytestmark = pytest.mark.slow

HEADER = """
.version 8.0
.target sm_90
.extern .shared .align 16 .b8 global_smem[];
.visible .entry kernel(
    .param .u64 .ptr .global .align 1 kernel_param_0,
    .param .u32 kernel_param_1
)
.reqntid 64
{
    .reg .pred %p<4>;
    .reg .b32 %r<32>;
    .reg .b64 %rd<8>;
    ld.param.b64 %rd1, [kernel_param_0];
    ld.param.b32 %r1, [kernel_param_1];  // how many threads store
    mov.u32 %r2, %ctaid.x;
    mov.u32 %r3, %tid.x;
    mad.lo.s32 %r4, %r2, 64, %r3;
    mul.wide.u32 %rd2, %r4, 4;
    add.s64 %rd3, %rd1, %rd2;
    setp.lt.s32 %p1, %r4, %r1;
"""
STORE = "@%p1 st.global.b32 [ %rd3 + 0 ], { %r5 };"


def result(body: str, stored: int = 128, size: int = 128, shared: int = 256) -> list[int]:
    """What two blocks of 64 threads store, a number each, into an array of ``size`` that was -1."""
    found = np.full(size, -1, np.int32)
    memory = Global([(found.ctypes.data, found.nbytes)], 2, 64)
    parameters = [found.ctypes.data, stored]
    run(parsed(HEADER + body + "\nret;\n}\n"), (2, 1, 1), 64, shared, parameters, memory)
    memory.write_back()
    return found.tolist()


def test_masked_threads_store_nothing() -> None:
    assert result(f"mov.b32 %r5, %r4; {STORE}", stored=100) == [*range(100), *[-1] * 28]


def test_threads_that_branch_apart_meet_again() -> None:
    found = result(f"""
        mov.b32 %r5, 0;
        and.b32 %r6, %r3, 3;
    $L__loop:
        setp.eq.b32 %p2, %r6, 0;
        @%p2 bra $L__end;
        add.s32 %r5, %r5, 10;
        add.s32 %r6, %r6, -1;
        bra.uni $L__loop;
    $L__end:
        shfl.sync.bfly.b32 %r7, %r5, 1, 31, -1;
        add.s32 %r5, %r5, %r7;
        {STORE}
    """)
    assert found == [10, 10, 50, 50] * 32


def test_a_shuffle_waits_for_threads_that_come_by_a_detour() -> None:
    found = result(f"""
        and.b32 %r6, %r3, 1;
        setp.eq.b32 %p2, %r6, 0;
        mov.b32 %r5, %r4;
        @%p2 bra $L__detour;
    $L__together:
        shfl.sync.bfly.b32 %r7, %r5, 1, 31, -1;
        sub.s32 %r5, %r7, %r5;
        {STORE}
        ret;
    $L__detour:
        add.s32 %r5, %r5, 100;
        bra.uni $L__together;
    """)
    assert found == [-99, 99] * 64


def test_vectors_and_halves_are_taken_apart_and_joined() -> None:
    body = """
        mov.b32 %r5, 0x00030002;
        mov.b64 %rd4, {%r5, %r4};
        mov.b64 {%r6, %r7}, %rd4;
        add.s32 %r7, %r7, 1000;
        shl.b32 %r8, %r4, 3;
        cvt.u64.u32 %rd5, %r8;
        add.s64 %rd6, %rd1, %rd5;
        @%p1 st.global.v2.b32 [ %rd6 + 0 ], { %r6, %r7 };
    """
    found = result(body, stored=64)
    assert found == [number for i in range(64) for number in (0x00030002, 1000 + i)]


def test_a_hint_to_a_cache_changes_nothing() -> None:
    found = result("""
        mov.b32 %r6, %r4;
        @%p1 st.global.b32 [ %rd3 + 0 ], { %r6 };
        createpolicy.fractional.L2::evict_first.b64 %rd4, 1.0;
        @%p1 ld.global.L1::evict_first.L2::cache_hint.b32 { %r5 }, [ %rd3 + 0 ], %rd4;
        add.s32 %r5, %r5, 1;
        @%p1 st.global.L1::evict_first.L2::cache_hint.b32 [ %rd3 + 0 ], { %r5 }, %rd4;
    """)
    assert found == list(range(1, 129))


class TestSharedMemory:
    @staticmethod
    def exchanged(barrier: str, other: int, shared: int = 256) -> list[int]:
        """What each thread finds in the place of the thread ``other`` bits away."""
        return result(f"""
        shl.b32 %r6, %r3, 2;
        mov.b32 %r7, global_smem;
        add.s32 %r8, %r7, %r6;
        st.shared.b32 [%r8], %r4;
        {barrier}
        xor.b32 %r9, %r6, {4 * other};
        add.s32 %r9, %r7, %r9;
        ld.shared.b32 %r5, [%r9];
        {STORE}
        """, shared=shared)  # fmt: skip

    def test_is_seen_by_the_block_behind_a_barrier(self) -> None:
        found = self.exchanged("bar.sync 0;", 32)
        assert found == [i ^ 32 for i in range(128)]

    def test_may_be_read_by_the_same_warp_before(self) -> None:
        assert self.exchanged("", 16) == [i ^ 16 for i in range(128)]

    def test_may_not_be_read_by_another_warp_before(self) -> None:
        with pytest.raises(Fault, match=r"kernel: ld\.shared\.b32 .*: reads what another thread writes"):
            self.exchanged("", 32)

    def test_ends(self) -> None:
        with pytest.raises(Fault, match="more shared memory than it has"):
            self.exchanged("bar.sync 0;", 0, shared=128)

    def test_a_matrix_comes_back_as_it_was_stored(self) -> None:
        found = result(f"""
            and.b32 %r6, %r3, 31;
            and.b32 %r7, %r3, 32;
            shl.b32 %r8, %r7, 2;
            and.b32 %r9, %r6, 7;
            shl.b32 %r10, %r9, 4;
            add.s32 %r11, %r8, %r10;
            stmatrix.sync.aligned.m8n8.x1.shared.b16 [%r11], {{%r6}};
            bar.sync 0;
            shl.b32 %r12, %r6, 2;
            add.s32 %r13, %r8, %r12;
            ld.shared.b32 %r14, [%r13];
            bar.sync 0;
            ldmatrix.sync.aligned.m8n8.x1.shared.b16 {{%r15}}, [%r11];
            mad.lo.s32 %r5, %r15, 100, %r14;
            {STORE}
        """)
        assert found == [101 * (i % 32) for i in range(128)]


class TestBlocksThatWait:
    """Who takes the first ticket stores numbers and signals; the other block waits, and adds 1 to what it finds."""

    @staticmethod
    def passed_on(
        ticket: str = "atom.global.gpu.relaxed.add.u32 %r6, [ %rd1 + 512 ], 1;",
        before_signal: str = "bar.sync 0;",
        signal: str = "red.global.gpu.release.add.u32 [ %rd1 + 516 ], 1;",
        look: str = "ld.global.gpu.acquire.b32 %r8, [ %rd1 + 516 ];",
        after_look: str = "bar.sync 0;",
    ) -> list[int]:
        return result(f"""
            setp.eq.s32 %p2, %r3, 0;
            mov.b32 %r7, global_smem;
            @%p2 {ticket}
            @%p2 st.shared.b32 [%r7], %r6;
            bar.sync 0;
            ld.shared.b32 %r6, [%r7];
            setp.ge.s32 %p3, %r6, 0;
            @%p3 bra $L__second;
            add.s32 %r5, %r4, 1000;
            {STORE}
            {before_signal}
            @%p2 {signal}
            ret;
        $L__second:
            bar.sync 0;
            @%p2 {look}
            @%p2 st.shared.b32 [%r7], %r8;
            bar.sync 0;
            ld.shared.b32 %r8, [%r7];
            setp.lt.s32 %p3, %r8, 0;
            @%p3 bra $L__second;
            {after_look}
            xor.b32 %r9, %r4, 64;
            mul.wide.u32 %rd4, %r9, 4;
            add.s64 %rd5, %rd1, %rd4;
            ld.global.b32 %r5, [ %rd5 + 0 ];
            add.s32 %r5, %r5, 1;
            {STORE}
        """, size=130)  # fmt: skip

    def test_see_what_was_signalled(self) -> None:
        """The last block of the grid starts first."""
        assert self.passed_on() == [*range(1065, 1129), *range(1064, 1128), 1, 0]

    def test_for_one_that_runs_after_them_wait_forever(self) -> None:
        with pytest.raises(Fault, match="kernel: some blocks wait for others that do not come"):
            self.passed_on(signal="red.global.gpu.release.add.u32 [ %rd1 + 512 ], 1;")

    def test_do_not_see_what_nobody_released(self) -> None:
        with pytest.raises(Fault, match="reads what another thread writes"):
            self.passed_on(signal="red.global.gpu.relaxed.add.u32 [ %rd1 + 516 ], 1;")

    def test_do_not_see_what_was_released_without_a_barrier(self) -> None:
        with pytest.raises(Fault, match="reads what another thread writes"):
            self.passed_on(before_signal="")

    def test_do_not_see_what_they_acquire_elsewhere(self) -> None:
        elsewhere = "ld.global.gpu.acquire.b32 %r8, [ %rd1 + 512 ];"
        with pytest.raises(Fault, match=r"(reads|writes) what another thread"):
            self.passed_on(look=elsewhere)

    def test_do_not_see_it_without_acquiring(self) -> None:
        later = "@%p2 ld.global.gpu.acquire.b32 %r8, [ %rd1 + 512 ];"
        with pytest.raises(Fault, match=r"(reads|writes) what another thread"):
            self.passed_on(look="mov.b32 %r8, 0;", after_look=later)


class TestFaults:
    def test_beside_the_tensor(self) -> None:
        with pytest.raises(Fault, match="touches what is none of its tensors"):
            result(f"mov.b32 %r5, %r4; {STORE}", size=127)

    def test_a_misaligned_address(self) -> None:
        body = "add.s64 %rd3, %rd3, 2; @%p1 ld.global.b32 { %r5 }, [ %rd3 + 0 ];"
        with pytest.raises(Fault, match="touches 4 bytes at an address that is no multiple of that"):
            result(body, stored=64)

    @pytest.mark.parametrize("what", ["writes", "reads"])
    def test_two_threads_at_one_place(self, what: str) -> None:
        second = STORE if what == "writes" else "@%p1 ld.global.b32 { %r6 }, [ %rd1 + 0 ];"
        change = "mov.b64 %rd3, %rd1;" if what == "writes" else ""
        with pytest.raises(Fault, match=f"{what} what another thread writes at the same time"):
            result(f"mov.b32 %r5, %r4; {change} {STORE} {second}")

    def test_a_barrier_that_not_all_come_to(self) -> None:
        with pytest.raises(Fault, match="some threads wait for others that do not come"):
            result("setp.lt.s32 %p2, %r3, 32; @%p2 bra $L__end; bar.sync 0; $L__end:")

    def test_a_shuffle_that_not_all_come_to(self) -> None:
        body = "setp.lt.s32 %p2, %r3, 16; @%p2 bra $L__end; shfl.sync.bfly.b32 %r5, %r4, 1, 31, -1; $L__end:"
        with pytest.raises(Fault, match="some threads wait for others that do not come"):
            result(body)

    def test_a_register_that_nobody_set(self) -> None:
        with pytest.raises(KeyError, match="%r20"):
            result("add.s32 %r5, %r20, 1;")


@pytest.mark.parametrize("opcode", ["popc.b32", "cvt.rzi.s32.f32", "div.approx.f32"])
def test_an_instruction_that_is_not_known_is_refused(opcode: str) -> None:
    with pytest.raises(NotImplementedError, match=f"kernel: {opcode} %r5, %r4"):
        result(f"{opcode} %r5, %r4, %r4;" if opcode.startswith("div") else f"{opcode} %r5, %r4;")
