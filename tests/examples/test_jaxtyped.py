"""The networks annotated with jaxtyping: of them mypy with the plugin says what it says of those with ours."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from checking import mypy
from jaxtyped import NETWORKS, checked, in_jaxtyping
from planted import BUGS, Bug, plant
from running import load, results, source
from sampling import evenly

pytestmark = pytest.mark.xdist_group("mypy")


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.filterwarnings("ignore")
def test_jaxtyping_accepts_what_they_compute_at_run_time(network: str) -> None:
    module = load(network, in_jaxtyping(source(network)))
    assert len(checked(module)) >= 5
    assert list(results(network, module)) == list(results(network, load(network)))


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.filterwarnings("ignore")
def test_jaxtyping_does_check_them(network: str) -> None:
    text = in_jaxtyping(source(network))
    module = load(network, text.replace('[torch.Tensor, "N', '[torch.Tensor, "7'))
    checked(module)
    with pytest.raises(Exception, match="Type-check error"):
        list(results(network, module))


def test_they_are_accepted(tmp_path: Path) -> None:
    assert mypy(tmp_path, {f"{name}.py": in_jaxtyping(source(name)) for name in NETWORKS}) == {}


def _lines(folder: Path, sources: Mapping[str, str]) -> dict[str, list[int]]:
    """The lines with errors."""
    found = mypy(folder, sources)
    return {
        name: sorted({line for line, severity, _ in found.get(name, []) if severity == "error"}) for name in sources
    }


# jaxtyping's annotations say nothing of devices.
SHOWN = [bug for bug in BUGS if bug.network in NETWORKS and bug.kind != "device"]
# Seen in our notation alone: sizes that are one for multiples of 4, or that "4*H" of an argument leaves unknown, and
# a missing argument of a module, which torch does not look at.
UNSEEN = {
    ') -> Tensor[tuple[N, C, Dim[Literal["H // 4"]], Dim[Literal["W // 4"]]], Float32, Dev]:',
    ") -> Tensor[tuple[N, I, H, W], Float32, Dev]:",
    "return F.mse_loss(guess, noise[:, :, :4])",
    "h2 = self.enter2(self.down1(h1))",
}


def test_bugs_of_several_kinds_are_reported(tmp_path: Path) -> None:
    chosen = evenly({bug.kind: bug for bug in SHOWN if bug.is_seen and bug.wrong not in UNSEEN}.values(), 8)
    reported = _lines(tmp_path, {f"bug_{at}.py": in_jaxtyping(_planted(bug)) for at, bug in enumerate(chosen)})
    assert [bug for bug, lines in zip(chosen, reported.values(), strict=True) if not lines] == []


def test_the_same_bugs_are_reported(tmp_path: Path) -> None:
    planted = {f"bug_{at:03}.py": _planted(bug) for at, bug in enumerate(SHOWN)}
    ours = _lines(tmp_path, planted)
    theirs = _lines(tmp_path, {name: in_jaxtyping(text) for name, text in planted.items()})
    both = [name for name in planted if ours[name] and theirs[name]]
    same = sum(ours[name][0] == theirs[name][0] for name in both)
    print(
        f"{sum(map(bool, theirs.values()))} of {len(planted)} planted bugs are reported in jaxtyping's notation, "
        f"{sum(map(bool, ours.values()))} in ours; of {len(both)} the first error is on the same line in {same}"
    )
    missed = {bug.wrong for bug, name in zip(SHOWN, planted, strict=True) if ours[name] and not theirs[name]}
    assert missed == UNSEEN
    assert not [name for name in planted if theirs[name] and not ours[name]]


def _planted(bug: Bug) -> str:
    return plant(source(bug.network), bug)[0]
