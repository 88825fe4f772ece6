"""Recurrent modules: a state for each step, and the last state of each layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from typed_torch.shape import require
from typed_torch.shape.axes import known, rank_of
from typed_torch.shape.dims import Dim, Unknown, differ, fixed_rank, show_shape
from typed_torch.shape.modules import no_integers
from typed_torch.shape.rule import named, refuse, rule
from typed_torch.shape.spec import Spec

__all__: list[str] = []


@rule(*named("GRU RNN", "nn.{}.forward"))
def recurrent(
    input: Spec,
    hx: Spec | None = None,
    *,
    input_size: Dim,
    hidden_size: Dim,
    num_layers: Dim = 1,
    batch_first: bool | Unknown = False,
    bidirectional: bool | Unknown = False,
) -> tuple[Spec, Spec]:
    """``(L, N, input_size)`` to a state for each step, and the last state of each layer.

    ``batch_first`` takes and gives ``(N, L, *)``.

    >>> [str(each) for each in recurrent(Spec((5, 3, 10)), input_size=10, hidden_size=20, num_layers=2)]
    ['(5, 3, 20)', '(2, 3, 20)']
    """
    output, last = _states(input, input_size, hidden_size, num_layers, batch_first, bidirectional, hidden_size)
    if hx is not None:
        _first_state(last, hx=hx)
    return output, last


@rule("nn.LSTM.forward")
def lstm(
    input: Spec,
    hx: Sequence[Spec] | None = None,
    *,
    input_size: Dim,
    hidden_size: Dim,
    num_layers: Dim = 1,
    batch_first: bool | Unknown = False,
    bidirectional: bool | Unknown = False,
    proj_size: Dim = 0,
) -> tuple[Spec, tuple[Spec, Spec]]:
    """The same with two states: the one that is given out, of ``proj_size`` where that is not 0, and the cell's.

    >>> str(lstm(Spec((3, 5, 10)), input_size=10, hidden_size=20, batch_first=True, bidirectional=True)[0])
    '(3, 5, 40)'
    """
    known(proj_size)
    size = hidden_size if proj_size == 0 else proj_size
    output, last = _states(input, input_size, hidden_size, num_layers, batch_first, bidirectional, size)
    states = last, last.with_shape((*last.shape[:-1], hidden_size))
    _first_states(states, hx)
    return output, states


@rule(*named("GRUCell RNNCell", "nn.{}.forward"))
def cell(input: Spec, hx: Spec | None = None, *, input_size: Dim, hidden_size: Dim) -> Spec:
    """One step: ``(N, input_size)`` or one sample of it, to as many states of ``hidden_size``.

    >>> str(cell(Spec((3, 10)), input_size=10, hidden_size=20))
    '(3, 20)'
    """
    state = _step(input, input_size, hidden_size)
    if hx is not None:
        _first_state(state, hx=hx)
    return state


@rule("nn.LSTMCell.forward")
def lstm_cell(input: Spec, hx: Sequence[Spec] | None = None, *, input_size: Dim, hidden_size: Dim) -> tuple[Spec, Spec]:
    """The same with two states.

    >>> [str(each) for each in lstm_cell(Spec((3, 10)), input_size=10, hidden_size=20)]
    ['(3, 20)', '(3, 20)']
    """
    states = (_step(input, input_size, hidden_size),) * 2
    _first_states(states, hx)
    return states


def _first_states(states: tuple[Spec, Spec], hx: Sequence[Spec] | None) -> None:
    """Those that are given are like the last ones: of the output, and of the cell."""
    for name, state, given in zip(("h_0", "c_0"), states, hx or (), strict=False):
        _first_state(state, **{name: given})


def _first_state(state: Spec, **given: Spec) -> None:
    ((name, spec),) = given.items()
    rank = fixed_rank(spec.shape)
    is_other = rank is not None and rank != rank_of(state)
    if is_other or (rank is not None and any(map(differ, spec.shape, state.shape))):
        refuse(f"{name} must have shape {show_shape(state.shape)}, got {show_shape(spec.shape)}", argument="hx")
    require.same_dtype(input=state, **given)
    require.same_device(input=state, **given)


def _step(input: Spec, input_size: Dim, hidden_size: Dim) -> Spec:
    no_integers(input)
    if rank_of(input) not in (1, 2):
        refuse(f"input must be (N, input_size) or (input_size,), got {show_shape(input.shape)}", argument="input")
    require.size(input_size, -1, "input_size", input=input)
    return input.with_shape((*input.shape[:-1], hidden_size))


def _states(
    input: Spec,
    input_size: Dim,
    hidden_size: Dim,
    num_layers: Dim,
    batch_first: bool | Unknown,
    bidirectional: bool | Unknown,
    size: Dim,
) -> tuple[Spec, Spec]:
    no_integers(input)
    require.rank(2, 3, input=input)
    require.size(input_size, -1, "input_size", input=input)
    known(batch_first, bidirectional)
    directions: Any = 2 if bidirectional else 1
    batch = () if rank_of(input) == 2 else (input.shape[0 if batch_first else 1],)
    output = input.with_shape((*input.shape[:-1], directions * size))
    return output, input.with_shape((directions * num_layers, *batch, size))
