"""A group normalization that waits to see whether a SiLU comes next.

Which form runs is decided by the call that uses the result, never foretold: a SiLU gets both in one, anything else the
plain normalization. So hooks, shared activations and branches of the model's code keep their meaning. It waits only
where a fused kernel would run; elsewhere both forms are the same two calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import torch
from torch._C import _get_tracing_state
from torch.nn.modules import module as torch_module
from torch.utils._pytree import tree_leaves, tree_map_only

from typed_torch._tracebacks import hide_frames
from typed_torch.errors import TensorTypeError
from typed_torch.nn._normalization import GroupNorm
from typed_torch.nn.functional._normalization import group_norm
from typed_torch.ops._group_norm import aten, runs_fused
from typed_torch.ops._group_norm.operators import tracked

__all__ = ["FusedGroupNorm"]


class FusedGroupNorm(GroupNorm):
    """A ``GroupNorm`` that runs in one with the SiLU that its result goes to; made by ``typed_torch.convert``."""

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        if not self._may_wait(input):
            try:
                return self.normalized(input)
            except TensorTypeError as error:
                hide_frames(error)
                raise
        if torch.compiler.is_dynamo_compiling():
            return _traced(self, input)
        if torch.is_grad_enabled():
            waiting: _Waiting = _Wait.apply(input, self.weight, self.bias, self)  # type: ignore[no-untyped-call]
        else:
            waiting = _Waiting(self, input)
        return waiting.made()

    def _may_wait(self, input: Any) -> bool:
        """Whether the call is sure to be valid, only the next operation sees its result, and waiting can pay."""
        if type(input) is not torch.Tensor:
            return False
        # The compiler finds out about kernels when it lowers the graph.
        if not (torch.compiler.is_dynamo_compiling() or (runs_fused(input, None, None) and not _get_tracing_state())):
            return False
        fits = input.dim() >= 3 and input.shape[1] == self.num_channels and input.is_floating_point()
        return fits and self.activation is None and not self._has_hooks()

    def _has_hooks(self) -> bool:
        return bool(
            self._forward_hooks
            or self._backward_hooks
            or self._backward_pre_hooks
            or torch_module._global_forward_hooks
            or torch_module._global_backward_hooks
            or torch_module._global_backward_pre_hooks
        )

    def normalized(self, input: torch.Tensor) -> torch.Tensor:
        return super().forward(input)

    def activated(self, input: torch.Tensor) -> torch.Tensor:
        output: torch.Tensor = group_norm(input, self.num_groups, self.weight, self.bias, self.eps, activation="silu")
        return output

    def _get_name(self) -> str:
        return "GroupNorm"

    def extra_repr(self) -> str:
        return super().extra_repr() + ", fused with the SiLU after it"


class _Undecided(torch.Tensor):
    """The result of a ``FusedGroupNorm``, of which the next operation decides what it is."""

    _norm: FusedGroupNorm
    _input: torch.Tensor
    _result: torch.Tensor | None
    _is_used: bool
    _grad_enabled: bool

    @classmethod
    def __torch_function__(
        cls,
        func: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        kwargs = kwargs or {}
        if func is torch.nn.functional.silu:
            (it,) = args or (kwargs["input"],)
            if it._may_fuse():
                activated = it._norm.activated(it._input)
                if kwargs.get("inplace", False):
                    it._result = activated
                    it._is_used = True
                return activated
        if cls._is_itself(func, args, kwargs):
            with torch._C.DisableTorchFunctionSubclass():
                return func(*args, **kwargs)
        return func(*[_decided(a) for a in args], **{name: _decided(a) for name, a in kwargs.items()})

    @classmethod
    def _is_itself(cls, func: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool:
        """Whether ``func`` gets the tensor that C++ sees, and not the plain normalization computed for it."""
        return False

    def _may_fuse(self) -> bool:
        raise NotImplementedError

    def _plain(self) -> torch.Tensor:
        """The plain normalization, part of the graph of derivatives."""
        raise NotImplementedError


def _decided(value: Any) -> Any:
    """``value`` with the plain normalization in the place of every undecided result."""
    if isinstance(value, _Undecided):
        return value._plain()
    if isinstance(value, (list, tuple)):
        items = [_decided(item) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
    if isinstance(value, dict):
        return {key: _decided(item) for key, item in value.items()}
    return value


class _Traced(_Undecided):
    """For the compiler: the plain normalization, which is dropped from the graph when a SiLU does not use it."""

    def _may_fuse(self) -> bool:
        return not self._is_used and self._grad_enabled == torch.is_grad_enabled()

    def _plain(self) -> torch.Tensor:
        self._is_used = True  # and may be changed in place by who uses it
        assert self._result is not None
        return self._result


def _traced(norm: FusedGroupNorm, input: torch.Tensor) -> torch.Tensor:
    plain = norm.normalized(input)
    traced = plain.as_subclass(_Traced)
    traced._norm, traced._input, traced._result, traced._is_used = norm, input, plain, False
    traced._grad_enabled = torch.is_grad_enabled()
    return traced


_METADATA = frozenset(
    getattr(torch.Tensor, name)
    for name in ("dim", "size", "stride", "numel", "is_contiguous", "is_floating_point", "element_size", "get_device")
)


class _Waiting(_Undecided):
    """For eager: a tensor without values, which computes them when an operation asks.

    What does not ask through ``__torch_function__`` (custom ``autograd.Function``s, reentrant checkpoints) sees the
    plain normalization: ``_Wait`` is its place in the graph of derivatives, ``__torch_dispatch__`` its values.
    """

    _changes: int
    _made_by: object
    _detached: torch.Tensor | None

    @staticmethod
    def __new__(cls: type[_Waiting], norm: FusedGroupNorm, input: torch.Tensor) -> _Waiting:
        strides = input.stride()
        if not input.is_contiguous():
            strides = torch.empty_like(input, memory_format=aten.layout_of(input), device="meta").stride()
        self: _Waiting = torch.Tensor._make_wrapper_subclass(
            cls, input.shape, strides=strides, dtype=input.dtype, device=input.device
        )
        self._norm, self._input, self._result, self._detached, self._is_used = norm, input, None, None, False
        self._changes = _changes(input)
        return self

    @classmethod
    def _is_itself(cls, func: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool:
        if func in _METADATA or getattr(func, "__name__", "") == "__get__":
            return True
        values = tree_leaves((args, kwargs))
        return any(isinstance(value, _Waiting) and not value._is_where_it_was_made() for value in values)

    def made(self) -> _Waiting:
        """Itself, having noted its mode and its place in the graph: others may put it elsewhere."""
        self._grad_enabled, self._made_by = torch.is_grad_enabled(), self._place()
        return self

    def _place(self) -> object:
        with torch._C.DisableTorchFunctionSubclass():
            return self.grad_fn

    def _is_where_it_was_made(self) -> bool:
        return self._grad_enabled == torch.is_grad_enabled() and self._made_by is self._place()

    def _may_fuse(self) -> bool:
        return not self._is_used and self._is_where_it_was_made() and self._is_unchanged()

    def _plain(self) -> torch.Tensor:
        self._is_used = True
        if self._result is None and self._is_unchanged():
            self._result = self._norm.normalized(self._input)
        assert self._result is not None
        return self._result

    def _computed(self) -> torch.Tensor:
        """The values of the plain normalization, apart from any graph."""
        self._is_used = True
        if self._result is not None:
            return self._result.detach()
        if self._detached is None and self._is_unchanged():
            with torch.no_grad():
                self._detached = self._norm.normalized(self._input.detach())
        assert self._detached is not None
        return self._detached

    def _is_unchanged(self) -> bool:
        if _changes(self._input) == self._changes:
            return True
        raise RuntimeError(
            "GroupNorm: the input was changed in place between the normalization and the use of its result, "
            "which a fused one cannot know; convert(model, undo=True) restores the plain one"
        )

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]
        cls,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        args, kwargs = tree_map_only(_Waiting, _Waiting._computed, (args, kwargs or {}))
        return func(*args, **kwargs)


def _changes(tensor: torch.Tensor) -> int:
    """How often ``tensor`` was changed in place; inference tensors do not say."""
    return -1 if tensor.is_inference() else tensor._version


class _Wait(torch.autograd.Function):
    """The place of a waiting result in the graph: where the plain normalization would be."""

    @staticmethod
    def forward(
        ctx: Any, input: torch.Tensor, weight: torch.Tensor | None, bias: torch.Tensor | None, norm: FusedGroupNorm
    ) -> torch.Tensor:
        ctx.save_for_backward(input, weight, bias)
        ctx.num_groups, ctx.eps = norm.num_groups, norm.eps
        return _Waiting(norm, input)

    @staticmethod
    def backward(ctx: Any, grad: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        creates_graph = torch.is_grad_enabled()
        with torch.enable_grad():
            input, weight, bias = map(tracked, ctx.saved_tensors)
            output = group_norm(input, ctx.num_groups, weight, bias, ctx.eps)
            wanted = [t for t, needs in zip((input, weight, bias), ctx.needs_input_grad, strict=False) if needs]
            found = iter(torch.autograd.grad(output, wanted, grad, create_graph=creates_graph))
        return (*(next(found) if needs else None for needs in ctx.needs_input_grad[:3]), None)
