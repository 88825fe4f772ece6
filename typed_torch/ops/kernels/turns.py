"""One launch in which programs wait for others: what each does, and how it learns that the others are done.

Work is cut into sections. Of each, programs sum the parts, others merge the sums, and others apply the result, while
the sections after it are being summed. What a program does goes by a ticket that it takes, and it only waits for
programs with a lower one, which run already: in whatever order the device starts programs, and however few run at
once, none waits forever. The idea is that of Merrill and Garland, "Single-pass parallel prefix scan with decoupled
look-back" (2016).

The integers at ``turns_ptr`` are 0 at first: tickets taken, then for each section the parts that are summed, then for
each section the merges that are done. They say when, and nothing is computed from them, so results do not depend on
who comes first.
"""

import triton
import triton.language as tl

SUM = tl.constexpr(0)
MERGE = tl.constexpr(1)
APPLY = tl.constexpr(2)


@triton.jit
def take_turn(turns_ptr, sections, parts, merges, lag):
    """The stage, section and index of what this program does.

    ``parts`` sums of a section, its ``merges``, and ``parts`` applications of the section ``lag`` before it, in this
    order; the first ``lag`` sections have none before them, the last none after.
    """
    ticket = tl.atomic_add(turns_ptr, 1, sem="relaxed")
    opening = lag * (parts + merges)
    each = 2 * parts + merges
    closing = opening + (sections - lag) * each
    if ticket < opening:
        section = ticket // (parts + merges)
        place = ticket % (parts + merges)
    elif ticket < closing:
        section = lag + (ticket - opening) // each
        place = (ticket - opening) % each
    else:
        section = sections + (ticket - closing) // parts
        place = parts + merges + (ticket - closing) % parts
    if place < parts:
        stage = tl.full((), SUM, tl.int32)
        index = place
    elif place < parts + merges:
        stage = tl.full((), MERGE, tl.int32)
        index = place - parts
    else:
        stage = tl.full((), APPLY, tl.int32)
        index = place - parts - merges
        section -= lag
    return stage, section, index


@triton.jit
def part_of(index, splits, BLOCK_C: tl.constexpr):
    """The first channel of a part, among those of its section, and which split of the pixels it is."""
    return index // splits * BLOCK_C, index % splits


@triton.jit
def merged_group(section, index, channels, per_group, span):
    """The ``index``-th group of a section of ``span`` channels, in ``(N * num_groups)``, and whether it exists."""
    sections = tl.cdiv(channels, span)
    groups = channels // per_group
    group = section % sections * (span // per_group) + index
    return section // sections * groups + group, group < groups


@triton.jit
def signal(ptr):
    """Count this program as done: what it stored is there for those that wait."""
    tl.debug_barrier()
    tl.atomic_add(ptr, 1, sem="release")


@triton.jit
def wait(ptr, count):
    """Until ``count`` programs are done."""
    while tl.atomic_add(ptr, 0, sem="acquire") < count:
        pass
