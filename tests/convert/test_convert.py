"""``convert``: replacing the group normalizations of a model in place, and back."""

from __future__ import annotations

import copy
import io
import pickle
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.utils.prune

import typed_torch as tt
from typed_torch.ops import setting


def _model() -> torch.nn.Sequential:
    return torch.nn.Sequential(
        OrderedDict(
            stem=torch.nn.Conv2d(3, 6, 1),
            norm=torch.nn.GroupNorm(3, 6),
            act=torch.nn.SiLU(),
            last=torch.nn.GroupNorm(2, 6, eps=0.1, affine=False),
        )
    )


pytestmark = pytest.mark.usefixtures("everywhere")


def some() -> torch.Tensor:
    return torch.randn(2, 3, 4, 4, generator=torch.Generator(torch.get_default_device()).manual_seed(0))


@pytest.mark.parametrize("fuse", [False, True])
def test_it_replaces_in_place_and_reports(fuse: bool) -> None:
    model = _model()
    expected, norm = model(some()), model.norm
    report = tt.convert(model, fuse=fuse)
    assert isinstance(report, tt.Conversion)
    assert model.norm is norm
    assert isinstance(norm, tt.nn.GroupNorm)
    assert isinstance(model.last, tt.nn.GroupNorm)
    assert report.replaced == ("norm", "last")
    assert report.fused == (("norm",) if fuse else ())
    torch.testing.assert_close(model(some()), expected)


def test_the_report_reads_well() -> None:
    model = _model()
    model.add_module("own", tt.nn.GroupNorm(1, 6))
    report = tt.convert(model, fuse=True)
    assert str(report) == repr(report)
    assert str(report) == (
        "GroupNorm: 1 fused on CUDA, 1 replaced, 1 left\n"
        "  fused on CUDA  norm\n"
        "  replaced       last: not fused: its result goes to own (GroupNorm)\n"
        "  left           own: is a typed_torch.nn.GroupNorm already; its result is the result of Sequential"
    )
    nested = torch.nn.Sequential(torch.nn.Sequential(torch.nn.GroupNorm(1, 2), torch.nn.ReLU()))
    assert str(tt.convert(nested, fuse=True)).endswith("0.0: not fused: its result goes to 0.1 (ReLU)")
    assert str(tt.convert(torch.nn.GroupNorm(1, 2))) == "GroupNorm: 1 replaced\n  replaced  (the model)"
    assert str(tt.convert(torch.nn.Linear(1, 2))) == "GroupNorm: none"


def test_the_report_of_a_large_model_is_short_as_a_value_and_whole_when_printed() -> None:
    blocks = [module for _ in range(20) for module in (torch.nn.GroupNorm(1, 2), torch.nn.SiLU())]
    report = tt.convert(torch.nn.Sequential(*blocks, torch.nn.GroupNorm(1, 2), torch.nn.ReLU()), fuse=True)
    assert repr(report).splitlines() == [
        "GroupNorm: 20 fused on CUDA, 1 replaced",
        "  replaced       40: not fused: its result goes to 41 (ReLU)",
        *(f"  fused on CUDA  {2 * index}" for index in range(9)),
        "  and 11 more, which print() shows",
    ]
    assert len(str(report).splitlines()) == 22
    assert "more" not in str(report)


def test_the_report_says_when_fusing_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting, "FUSED", "never")
    reports = [tt.convert(_model(), fuse=fuse) for fuse in (True, False)]
    first_lines = [str(report).splitlines()[0] for report in reports]
    assert first_lines[0] == "GroupNorm: 1 fused on CUDA, 1 replaced; fusing is off: TYPED_TORCH_FUSED is 'never'"
    assert first_lines[1] == "GroupNorm: 2 replaced"
    assert first_lines[0] == repr(reports[0]).splitlines()[0]
    monkeypatch.setattr(setting, "FUSED", "auto")
    monkeypatch.setattr(setting, "_has_triton", lambda: False)
    assert str(reports[0]).splitlines()[0].endswith("; fusing is off: Triton is not installed")


@pytest.mark.parametrize("fuse", [False, True])
def test_everything_a_module_holds_is_kept(fuse: bool, everywhere: str) -> None:
    model = _model().to(torch.float64, memory_format=torch.channels_last).eval()
    model.norm.weight.requires_grad_(False)
    seen: list[str] = []
    model.norm.register_forward_pre_hook(lambda *_: seen.append("before"))
    model.norm.register_forward_hook(lambda *_: seen.append("after"))
    model.norm.register_full_backward_hook(lambda *_: seen.append("backward"))
    model.norm.register_state_dict_post_hook(lambda *_: seen.append("state"))
    before = {name: id(value) for name, value in [*model.named_parameters(), *model.named_modules()]}
    keys = list(model.state_dict())
    x = some().double().contiguous(memory_format=torch.channels_last).requires_grad_()
    expected = model(x)
    seen.clear()
    tt.convert(model, fuse=fuse)
    assert {name: id(value) for name, value in [*model.named_parameters(), *model.named_modules()]} == before
    assert list(model.state_dict()) == keys
    assert not model.norm.training
    assert not model.norm.weight.requires_grad
    output = model(x)
    output.sum().backward()
    assert seen == ["state", "before", "after", "backward"]
    assert output.dtype is torch.float64
    assert output.stride() == model.stem(x).stride()
    # Of float64, cuDNN's convolution in front of the norm is contiguous whatever its input is.
    assert everywhere == "cuda" or output.is_contiguous(memory_format=torch.channels_last)
    torch.testing.assert_close(output, expected)


@pytest.mark.parametrize("fuse", [False, True])
def test_undo_restores_every_attribute(fuse: bool) -> None:
    model = _model()
    before = [(type(module), dict(vars(module))) for module in model.modules()]
    tt.convert(model, fuse=fuse)
    report = tt.convert(model, undo=True)
    assert report.restored == ("norm", "last")
    assert [(type(module), dict(vars(module))) for module in model.modules()] == before
    assert tt.convert(model, undo=True).left == ("norm", "last")


def test_converting_twice_fuses_what_was_only_replaced_and_leaves_the_rest() -> None:
    model = _model()
    tt.convert(model)
    assert tt.convert(model).left == ("norm", "last")
    assert tt.convert(model, fuse=True).fused == ("norm",)
    assert next(str(site) for site in tt.convert(model, fuse=True).sites) == "left  norm: is fused already"
    tt.convert(model, undo=True)
    assert type(model.norm) is torch.nn.GroupNorm


def test_a_group_norm_of_ours_is_fused_and_restored_to_what_it_was() -> None:
    model = torch.nn.Sequential(tt.nn.GroupNorm(3, 6), torch.nn.SiLU())
    assert tt.convert(model, fuse=True).fused == ("0",)
    tt.convert(model, undo=True)
    assert type(model[0]) is tt.nn.GroupNorm
    active = torch.nn.Sequential(tt.nn.GroupNorm(3, 6, activation="silu"), torch.nn.SiLU())
    assert tt.convert(active, fuse=True).left == ("0",)


class _Subclass(torch.nn.GroupNorm):
    def forward(self, input: torch.Tensor) -> torch.Tensor:
        return super().forward(input.float()).type(input.dtype)


def _patched() -> torch.nn.GroupNorm:
    norm = torch.nn.GroupNorm(3, 6)
    norm.forward = lambda input: input
    return norm


def _parametrized() -> torch.nn.GroupNorm:
    norm = torch.nn.GroupNorm(3, 6)
    torch.nn.utils.parametrize.register_parametrization(norm, "weight", torch.nn.Identity())
    return norm


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: _Subclass(3, 6), "is a subclass of GroupNorm, _Subclass"),
        (_patched, "its forward was replaced"),
        (_parametrized, "is a subclass of GroupNorm, ParametrizedGroupNorm"),
        (lambda: torch.nn.GroupNorm(3, 6, eps=-1.0), "GroupNorm: eps must be finite and not negative, got -1.0"),
    ],
)
def test_what_it_cannot_stand_for_is_left_with_the_reason(make: Callable[[], torch.nn.GroupNorm], reason: str) -> None:
    model = torch.nn.Sequential(make(), torch.nn.SiLU())
    kind = type(model[0])
    (site,) = tt.convert(model, fuse=True).sites
    assert (site.action, site.reason) == ("left", reason)
    assert type(model[0]) is kind


def test_a_norm_used_in_two_places_is_one_site() -> None:
    norm = torch.nn.GroupNorm(3, 6)
    model = torch.nn.Sequential(norm, torch.nn.ReLU(), norm)
    assert tt.convert(model).replaced == ("0",)
    assert type(model[2]) is tt.nn.GroupNorm


def test_pruned_and_weight_only_norms_keep_working() -> None:
    model = torch.nn.Sequential(torch.nn.GroupNorm(3, 6), torch.nn.SiLU(), torch.nn.GroupNorm(3, 6))
    model[2].register_parameter("bias", None)
    torch.nn.utils.prune.l1_unstructured(model[0], "weight", amount=2)
    x = torch.randn(2, 6, 5)
    expected = model(x)
    assert tt.convert(model, fuse=True).fused == ("0",)
    torch.testing.assert_close(model(x), expected)


@pytest.mark.parametrize("fuse", [False, True])
def test_a_converted_model_is_copied_pickled_and_saved(fuse: bool) -> None:
    model = _model()
    tt.convert(model, fuse=fuse)
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    plain = _model()
    plain.load_state_dict(torch.load(buffer, weights_only=True))
    for copied in (copy.deepcopy(model), pickle.loads(pickle.dumps(model)), plain):
        torch.testing.assert_close(copied(some()), model(some()))
    restored = copy.deepcopy(model)
    tt.convert(restored, undo=True)
    assert type(restored.norm) is torch.nn.GroupNorm


def test_the_errors_are_ours() -> None:
    with pytest.raises(tt.ArgumentTypeError) as caught:
        tt.convert(torch.ones(2))
    assert str(caught.value) == "convert: model must be a torch.nn.Module, got Tensor"
    with pytest.raises(tt.ArgumentValueError) as refused:
        tt.convert(_model(), fuse=True, undo=True)
    assert str(refused.value) == "convert: fuse and undo cannot both be asked for"
    model = _model()
    tt.convert(model, fuse=True)
    for bad in (torch.ones(2, 5, 4, 4), torch.ones(6), torch.ones(2, 6, 4, 4).long()):
        with pytest.raises(tt.TensorTypeError, match=r"^GroupNorm: input must"):
            model.norm(bad)


def test_training_moves_the_parameters_as_before() -> None:
    model = _model()
    converted: Any = copy.deepcopy(model)
    tt.convert(converted, fuse=True)
    for net in (model, converted):
        optimizer = torch.optim.AdamW(net.parameters(), lr=0.01)
        for _ in range(3):
            optimizer.zero_grad()
            net(some()).square().mean().backward()
            optimizer.step()
    torch.testing.assert_close(dict(converted.state_dict()), dict(model.state_dict()))
