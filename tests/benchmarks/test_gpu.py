"""The benchmark on a GPU, as far as it runs without one."""

from __future__ import annotations

from typing import Any

import gpu
import pytest
import torch
from workloads import WORKLOADS, tensors

pytestmark = pytest.mark.slow


def _case(microseconds: float, error: float) -> dict[str, Any]:
    errors = {dtype: dict.fromkeys(("y", "dx", "dw", "db"), error) for dtype in gpu.MOST_ERROR}
    timed = {"wall_us": 9.0, "graph_us": microseconds, "floor_gb_s": 1500.0}
    return {"errors": errors, "forward": timed, "backward": timed}


def _peer(microseconds: float, error: float) -> dict[str, Any]:
    cases = {gpu._key(*case): _case(microseconds, error) for case in gpu.cases()}
    return {"copy": 3e12, "cases": cases}


def _results() -> dict[str, Any]:
    about = {"device": "none", "torch": "0", "triton": "0", "date": "never"}
    return about | {"peers": {"typed_torch": _peer(10.0, 1e-3), "eager": _peer(25.0, 2e-3), "apex": {"missing": True}}}


def test_the_aims_are_measured_by_the_worst_case() -> None:
    results = _results()
    slow = next(key for key in results["peers"]["typed_torch"]["cases"] if "SDXL" in key and key.endswith("plain"))
    results["peers"]["typed_torch"]["cases"][slow]["forward"] = {"wall_us": 9.0, "graph_us": 20.0, "floor_gb_s": 9.0}
    found = {name: measured for name, _, measured in gpu.aims(results)}
    assert found["forward, eager's time over ours: ResNet, SD"] == "1.25 to 2.50"
    assert found["VAE, video, audio"] == "2.50 to 2.50"
    assert found["torch.compile's time over ours"] == found["Liger's"] == "not measured"
    assert found["of the copy's bandwidth, groups on chip"] == "0.50 to 0.50"
    assert found["error over eager's"] == "0.50 to 0.50"


def test_the_table_has_a_row_for_every_case_and_direction() -> None:
    results = _results()
    rows = gpu.table(results).splitlines()[2:]
    assert len(rows) == 2 * len(list(gpu.cases()))
    assert all(row.endswith("| 10.0 | 50% | 2.50 |") for row in rows)
    results["peers"]["typed_torch"]["cases"][gpu._key(WORKLOADS[0], False, False)] = {"failed": "too slow"}
    assert "too slow" in gpu.table(results)


def test_the_page_has_a_column_of_aims_and_a_table_for_every_device() -> None:
    slower = _results() | {"device": "NVIDIA A100-SXM4-40GB"}
    slower["peers"] = slower["peers"] | {"eager": _peer(12.0, 2e-3)}
    page = gpu._page([_results(), slower]).splitlines()
    assert page[0] == "| | aim | none measured | A100-SXM4-40GB measured |"
    assert "| backward: all | 1.7 | 2.50 to 2.50 | 1.20 to 1.20 |" in page
    assert sum("<summary>" in line for line in page) == page.count("</details>") == 2


def test_what_a_process_prints_joins_what_is_known() -> None:
    peer: dict[str, Any] = {"copy": 1.0, "cases": {"a": {"failed": "before"}}}
    for line in ({"copy": 2.0}, {"case": "a", "forward": {}}, {"case": "b", "failed": "now"}):
        gpu._add(peer, line)
    assert peer == {"copy": 2.0, "cases": {"a": {"forward": {}}, "b": {"failed": "now"}}}


def test_the_pipelined_peer_times_only_what_is_pipelined(monkeypatch: pytest.MonkeyPatch) -> None:
    from typed_torch.ops._group_norm import launch

    monkeypatch.setattr(launch, "plan", launch.plan)  # the peer replaces it for good
    call = gpu.peers()["pipelined"]()
    assert call is not None
    shapes = (2, 256, 200, 336), (2, 256, 16, 16)
    large, small = (torch.empty(shape, dtype=torch.bfloat16, device="meta") for shape in shapes)
    weight = torch.empty(256, device="meta")
    launched = launch.backward_launches(large.shape, 2, torch.contiguous_format, 32, large.device, True, True, True)
    assert [step.kernel.fn.__name__ for step in launched.steps] == ["pipelined", "parameter_gradients"]
    assert call(large, 32, weight, weight, True).shape == large.shape
    with pytest.raises(NotImplementedError, match="neither direction is pipelined"):
        call(small, 32, weight, weight, True)
    launch.forward_launches.cache_clear()
    launch.backward_launches.cache_clear()


@pytest.mark.parametrize("dtype", gpu.MOST_ERROR)
@pytest.mark.parametrize("peer", ["typed_torch", "eager"])
def test_a_result_is_checked_before_it_is_timed(peer: str, dtype: str) -> None:
    call = gpu.peers()[peer]()
    assert call is not None
    given = tensors((2, 8, 6, 6), False, getattr(torch, dtype))
    found = gpu.errors(call, 4, True, given)
    assert max(found.values()) < gpu.MOST_ERROR[dtype]
    wrong = gpu.errors(lambda x, groups, w, b, silu: 1.1 * call(x, groups, w, b, silu), 4, True, given)
    assert max(wrong.values()) > gpu.MOST_ERROR[dtype]
