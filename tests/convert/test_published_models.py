"""Published architectures, with random weights and small sizes: converted, they compute what they computed before."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
import torch
from torch.overrides import TorchFunctionMode

import typed_torch as tt
from typed_torch._convert.deferred import FusedGroupNorm

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import diffusers
    import monai.networks.nets as monai

pytestmark = [pytest.mark.usefixtures("everywhere", "with_kernels"), pytest.mark.filterwarnings("ignore")]

Made = tuple[torch.nn.Module, tuple[Any, ...]]


def _diffusers_unet() -> Made:
    model = diffusers.UNet2DModel(
        sample_size=16,
        layers_per_block=1,
        block_out_channels=(16, 32),
        norm_num_groups=8,
        attention_head_dim=8,
        down_block_types=("DownBlock2D", "AttnDownBlock2D"),
        up_block_types=("AttnUpBlock2D", "UpBlock2D"),
    )
    return model, (torch.randn(2, 3, 16, 16), torch.tensor([3, 400]))


def _diffusers_unet_scale_and_shift() -> Made:
    """The second norm of a block is scaled and shifted before its SiLU, so it must stay as it is."""
    model = diffusers.UNet2DModel(
        sample_size=16,
        layers_per_block=1,
        block_out_channels=(16, 32),
        norm_num_groups=8,
        resnet_time_scale_shift="scale_shift",
        down_block_types=("DownBlock2D", "ResnetDownsampleBlock2D"),
        up_block_types=("ResnetUpsampleBlock2D", "UpBlock2D"),
    )
    return model, (torch.randn(2, 3, 16, 16), torch.tensor([3, 400]))


def _diffusers_conditional_unet() -> Made:
    model = diffusers.UNet2DConditionModel(
        sample_size=16,
        layers_per_block=1,
        block_out_channels=(16, 32),
        norm_num_groups=8,
        cross_attention_dim=16,
        attention_head_dim=8,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
    )
    return model, (torch.randn(2, 4, 16, 16), torch.tensor([3, 400]), torch.randn(2, 5, 16))


def _diffusers_vae() -> Made:
    model = diffusers.AutoencoderKL(
        block_out_channels=(16, 32),
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        norm_num_groups=8,
    )
    return model, (torch.randn(2, 3, 16, 16),)


def _monai_unet() -> Made:
    model = monai.DiffusionModelUNet(
        spatial_dims=3,
        in_channels=1,
        out_channels=1,
        num_res_blocks=1,
        channels=(16, 32),
        attention_levels=(False, True),
        norm_num_groups=8,
        num_head_channels=8,
    )
    return model, (torch.randn(2, 1, 8, 8, 8), torch.tensor([3, 400]))


def _monai_vae() -> Made:
    model = monai.AutoencoderKL(
        spatial_dims=2,
        in_channels=1,
        out_channels=1,
        num_res_blocks=(1, 1),
        channels=(16, 32),
        attention_levels=(False, True),
        norm_num_groups=8,
    )
    return model, (torch.randn(2, 1, 16, 16),)


MODELS: dict[str, Callable[[], Made]] = {
    "diffusers.UNet2DModel": _diffusers_unet,
    "diffusers.UNet2DModel, scale_shift": _diffusers_unet_scale_and_shift,
    "diffusers.UNet2DConditionModel": _diffusers_conditional_unet,
    "diffusers.AutoencoderKL": _diffusers_vae,
    "monai.DiffusionModelUNet": _monai_unet,
    "monai.AutoencoderKL": _monai_vae,
}


class Consumers(TorchFunctionMode):
    """Records which functions the results of ``torch.nn.functional.group_norm`` are given to."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[tuple[torch.Tensor, list[Any]]] = []

    def __torch_function__(
        self, func: Any, types: Sequence[type], args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        for result, users in self.results:
            if any(value is result for value in (*args, *(kwargs or {}).values())):
                users.append(func)
        output = func(*args, **(kwargs or {}))
        if func is torch.nn.functional.group_norm:
            self.results.append((output, []))
        return output

    @property
    def given_to_silu_alone(self) -> int:
        return sum(users == [torch.nn.functional.silu] for _, users in self.results)


def _run(model: torch.nn.Module, inputs: tuple[Any, ...]) -> tuple[torch.Tensor, dict[str, Any]]:
    """The output, and the gradient of every parameter."""
    torch.manual_seed(1)
    output = model(*inputs)
    while not isinstance(output, torch.Tensor):
        output = output[0]
    model.zero_grad()
    output.square().mean().backward()
    return output.detach(), {name: p.grad for name, p in model.named_parameters()}


@pytest.mark.parametrize("name", MODELS)
def test_a_published_model_computes_what_it_did_with_every_site_replaced(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(0)
    model, inputs = MODELS[name]()
    original = copy.deepcopy(model)
    sites = [module for module in model.modules() if type(module) is torch.nn.GroupNorm]
    with Consumers() as consumers:
        expected = _run(original, inputs)
    assert len(consumers.results) == len(sites)
    keys, parameters = list(model.state_dict()), list(map(id, model.parameters()))

    report = tt.convert(model, fuse=True)
    assert (len(report.replaced), report.left) == (len(sites), ())
    assert len(report.fused) == consumers.given_to_silu_alone > 0
    assert not any(type(module) is torch.nn.GroupNorm for module in model.modules())
    assert (list(model.state_dict()), list(map(id, model.parameters()))) == (keys, parameters)

    forms: list[str] = []
    for form in ("activated", "normalized"):
        function = getattr(FusedGroupNorm, form)
        monkeypatch.setattr(
            FusedGroupNorm, form, lambda self, x, function=function, form=form: forms.append(form) or function(self, x)
        )
    torch.testing.assert_close(_run(model, inputs), expected)
    assert forms == ["activated"] * len(report.fused)

    assert tt.convert(model, undo=True).restored == report.replaced
    assert all(type(site) is torch.nn.GroupNorm for site in sites)
    torch.testing.assert_close(_run(model, inputs), expected)
    with capsys.disabled():
        print(f"\n{name}: {len(report.replaced)} of {len(sites)} sites replaced, ", end="")
        print(f"{len(report.fused)} of {consumers.given_to_silu_alone} followed by SiLU fused", end="")


def test_a_published_model_compiles_with_every_fusion_kept() -> None:
    torch.manual_seed(0)
    model, inputs = _diffusers_vae()
    expected, _ = _run(copy.deepcopy(model), inputs)
    fused = tt.convert(model.decoder, fuse=True).fused
    seen: list[torch.fx.Node] = []

    def backend(graph: torch.fx.GraphModule, _: Any) -> Any:
        seen.extend(node for node in graph.graph.nodes if node.op == "call_function")
        return graph

    model.decoder = torch.compile(model.decoder, backend=backend, fullgraph=True)
    torch.testing.assert_close(_run(model, inputs)[0], expected)
    torch._dynamo.reset()
    norms = [node for node in seen if str(node.target).startswith("typed_torch.group_norm")]
    assert sum("silu" in (*node.args, *node.kwargs.values()) for node in norms) == len(fused)
    assert not any(node.target is torch.nn.functional.silu for node in seen)
