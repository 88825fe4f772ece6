"""Every rule against the samples of PyTorch's own tests: the same shape and dtype, or both refuse."""

from __future__ import annotations

import itertools
import re
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from typing import Any

import pytest
import torch
from torch.testing._internal import common_utils
from torch.testing._internal.common_methods_invocations import op_db
from torch.testing._internal.opinfo.core import OpInfo, SampleInput

from typed_torch.errors import TensorTypeError
from typed_torch.shape import RULES, Rule, Spec
from typed_torch.shape.dims import Many, Unknown
from typed_torch.shape.spec import Several

pytestmark = pytest.mark.slow

DTYPES = (torch.float32, torch.float16, torch.int64, torch.bool, torch.complex64)
COMMON = (torch.float32, torch.int64)
Verdict = Any


@pytest.fixture(autouse=True)
def _samples_without_stacks(monkeypatch: pytest.MonkeyPatch) -> None:
    """torch looks through the stack for each list of samples, and formats it as it seeds devices for each sample."""
    monkeypatch.setattr(traceback, "format_stack", list)
    monkeypatch.setattr(common_utils, "extract_test_fn", lambda: None)


# Entries that have samples for a GPU only, or whose function is not the one of their name, but one around it.
OTHERS = {"without_cudnn", "grad_oriented", "singular"}


def entries() -> Iterator[Any]:
    """Each entry of torch's list that has a rule under one of its names."""
    for op in op_db:
        if list(names_of(op)) and op.variant_test_name not in OTHERS:
            yield pytest.param(op, id=f"{op.name} {op.variant_test_name}".strip())


def names_of(op: OpInfo) -> Iterator[tuple[Rule, Any]]:
    """The rules of the function, the method and the method in place, each with what it says something of."""
    named = {op.name: op.op}
    for method in (op.method_variant, op.inplace_variant):
        if hasattr(method, "__name__"):
            named[f"Tensor.{method.__name__}"] = method
    return ((RULES[path], call) for path, call in named.items() if path in RULES)


def spec(value: Any) -> Any:
    """An argument as a rule takes it."""
    if isinstance(value, torch.Tensor):
        return Spec(tuple(value.shape), str(value.dtype).removeprefix("torch."), str(value.device))
    if isinstance(value, (list, tuple)):
        return [spec(item) for item in value]
    return str(value).removeprefix("torch.") if isinstance(value, (torch.dtype, torch.device)) else value


def theirs(call: Any, sample: SampleInput) -> Verdict:
    """The shapes and dtypes that torch gives; ``None`` where it refuses."""
    inputs, args, kwargs = torch.utils._pytree.tree_map(_own, (sample.input, sample.args, sample.kwargs))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return spec(call(inputs, *args, **kwargs))
    except (RuntimeError, ValueError, IndexError, TypeError, NotImplementedError):
        return None


def _own(value: Any) -> Any:
    return value.detach().clone() if isinstance(value, torch.Tensor) else value


def ours(rule: Rule, sample: SampleInput) -> Verdict:
    args = [spec(sample.input), *map(spec, sample.args)]
    kwargs = {name: spec(value) for name, value in sample.kwargs.items()}
    if rule.path in SWAPPED and len(args) == 1:
        kwargs["input"] = args.pop()
    args[:2] = args[1::-1] if rule.path in SWAPPED else args[:2]
    named = rule.named(args, kwargs)
    try:
        return rule(**named) if named else Spec()
    except TensorTypeError:
        return None


def agree(known: Verdict, real: Verdict, counts: Counter[str]) -> bool:
    """Whether what a rule claims is true; how much it claims is counted."""
    if isinstance(known, Spec) and isinstance(real, Spec):
        is_exact = known.dtype is not None and not any(isinstance(dim, (Many, Unknown)) for dim in known.shape)
        counts["exact" if is_exact else "in part"] += 1
        return known.dtype in {None, real.dtype} and _fits(known.shape, real.shape)
    if isinstance(known, Several) and isinstance(real, list):
        return all(agree(known.each, each, counts) for each in real)
    if isinstance(known, (list, tuple)) and isinstance(real, list):
        return len(known) == len(real) and all(agree(a, b, counts) for a, b in zip(known, real, strict=True))
    if known == Spec():
        counts["unknown"] += 1
        return True
    return bool(known == real)


def _fits(known: Sequence[Any], real: Sequence[int]) -> bool:
    if known == (Many(),):
        return True
    return len(known) == len(real) and all(a in (b, Unknown.UNKNOWN) for a, b in zip(known, real, strict=True))


def samples(op: OpInfo, dtype: torch.dtype) -> Iterator[SampleInput]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from op.sample_inputs("cpu", dtype)
        if op.reference_inputs_func is not None and dtype is torch.float32:
            yield from itertools.islice(op.reference_inputs("cpu", dtype), MOST)


MOST = 20
# What torch's errors say that a rule should know; not how many dimensions a machine takes, nor values.
CONCERNS = re.compile(
    r"^(?!.*64 dims|lambda|index \d+ is out of bounds)"
    r".*(?:shape|size|dimension|\bdims?\b|broadcast|dtype|device|same number)"
)
# Whose samples start with the second argument.
SWAPPED = {
    "nn.functional.embedding",
    "nn.functional.embedding_bag",
    "einsum",
    "polygamma",
    "special.polygamma",
    "where",
}
counts: Counter[str] = Counter()


def is_meant(rule: Rule, sample: SampleInput) -> bool:
    """Whether ``sample`` is one for ``rule``, whatever the entry of torch's list holds beside it."""
    if sample.kwargs.get("eps", 0) < 0:  # which we refuse by design
        return False
    if rule.is_method and not isinstance(sample.input, torch.Tensor):
        return False
    return rule.path != "Tensor.__getitem__" or not isinstance(sample.args[0], list)  # a list chooses as a tensor does


def verdicts(op: OpInfo, dtype: torch.dtype) -> Iterator[tuple[Rule, SampleInput, Verdict, Verdict]]:
    """What each rule of ``op`` says of each sample, and what torch does."""
    for sample in samples(op, dtype):
        for rule, call in names_of(op):
            if is_meant(rule, sample):
                yield rule, sample, ours(rule, sample), theirs(call, sample)


@pytest.mark.parametrize("op", [*entries()])
def test_a_rule_says_what_torch_does(op: OpInfo) -> None:
    supported = op.supported_dtypes("cpu") & {*DTYPES}
    _says_what_torch_does(op, (supported & {*COMMON}) or supported)


@pytest.mark.parametrize("op", [*entries()])
def test_a_rule_says_what_torch_does_with_other_dtypes(op: OpInfo) -> None:
    supported = op.supported_dtypes("cpu") & {*DTYPES}
    _says_what_torch_does(op, supported - {*COMMON})


def _says_what_torch_does(op: OpInfo, dtypes: Set[torch.dtype]) -> None:
    seen: Counter[str] = Counter()
    for dtype in sorted(dtypes, key=str):
        for rule, sample, known, real in verdicts(op, dtype):
            given = (rule.path, dtype, spec(sample.input), spec(sample.args), sample.kwargs)
            assert agree(known, real, counts), (*given, known, real)
            seen[rule.path] += 1
    assert seen.keys() == {rule.path for rule, _ in names_of(op) if dtypes}


@pytest.mark.parametrize("op", [each for each in entries() if each.values[0].error_inputs_func is not None])
def test_a_rule_refuses_what_torch_refuses(op: OpInfo) -> None:
    for error in op.error_inputs("cpu"):
        is_ours = CONCERNS.search(error.error_regex) and "out" not in error.sample_input.kwargs
        for rule, call in names_of(op) if is_ours else ():
            if theirs(call, error.sample_input) is None:
                assert ours(rule, error.sample_input) is None, (rule.path, error.error_regex, error.sample_input)
