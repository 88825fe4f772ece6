"""When a sweep runs in full: its sources, and what is recorded of it."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest
import sweep
from sweep import ROOT, SWEEPS

# It checks what several processes hold, and no kernel runs there that does not on one.
SHARDED = ROOT / "typed_torch" / "ops" / "_group_norm" / "sharded.py"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What all sweeps depend on, to be changed."""
    for path in {path for each in SWEEPS.values() for path in each.files(ROOT)} | {ROOT / "constraints.txt"}:
        target = tmp_path / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return tmp_path


@pytest.mark.parametrize("name", SWEEPS)
def test_the_digest_changes_with_a_source_and_with_a_package(name: str, copy: Path) -> None:
    digest = SWEEPS[name].digest(copy)
    assert digest == SWEEPS[name].digest()
    seen = {digest}
    pinned = copy / "constraints.txt"
    for path in (copy / "typed_torch/ops/kernels/tiles.py", copy / "typed_torch/ops/_group_norm/tiers.py"):
        path.write_text(path.read_text() + "# changed\n")
        seen.add(SWEEPS[name].digest(copy))
    pinned.write_text(pinned.read_text().replace("triton==", "triton==99."))
    assert len({*seen, SWEEPS[name].digest(copy)}) == 4


@pytest.mark.parametrize("name", ["interpret", "emulate"])
def test_what_the_operations_import_of_ours_is_a_source(name: str) -> None:
    """Else a change there would go unswept."""
    files = set(SWEEPS[name].files(ROOT))
    for path in {*(ROOT / "typed_torch" / "ops").rglob("*.py")} - {SHARDED}:
        for module in _imported(path):
            assert module in files, f"{path.relative_to(ROOT)} imports {module.relative_to(ROOT)}"


def _imported(path: Path) -> set[Path]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("typed_torch."):
            for name in [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]:
                stem = ROOT / name.replace(".", "/")
                found |= {each for each in (stem.with_suffix(".py"), stem / "__init__.py") if each.exists()}
    return found


class TestRecords:
    @pytest.fixture(autouse=True)
    def _records(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        self.ran: list[str] = []
        monkeypatch.setattr(sweep, "RECORDS", tmp_path / "recorded.json")
        monkeypatch.setattr(sweep, "ROOT", tmp_path)
        monkeypatch.setattr(sweep.Sweep, "digest", lambda *_: self.now)
        monkeypatch.setattr(sweep.Sweep, "run", lambda _, sample="everything": self.ran.append(sample) or "7 passed")
        self.now = "first"

    def test_a_recorded_sweep_is_sampled_until_a_source_changes(self) -> None:
        sweep.as_needed("kernels")
        sweep.as_needed("kernels")
        self.now = "second"
        sweep.as_needed("kernels")
        assert self.ran == ["everything", SWEEPS["kernels"].sample, "everything"]

    def test_how_it_ended_stands_until_a_source_changes(self) -> None:
        assert sweep.passed("interpret") is None
        sweep.in_full("interpret")
        assert sweep.passed("interpret") == "7 passed"
        self.now = "second"
        assert sweep.passed("interpret") is None

    def test_one_sweep_says_nothing_of_another(self) -> None:
        sweep.in_full("kernels")
        sweep.as_needed("emulate")
        assert self.ran == ["everything", "everything"]

    def test_what_fails_is_not_recorded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(_: sweep.Sweep, sample: str = "everything") -> str:
            raise SystemExit(1)

        monkeypatch.setattr(sweep.Sweep, "run", fail)
        with pytest.raises(SystemExit):
            sweep.in_full("kernels")
        assert not sweep.RECORDS.exists()

    def test_nor_what_changed_under_way(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def change(_: sweep.Sweep, sample: str = "everything") -> str:
            self.now = "second"
            return "7 passed"

        monkeypatch.setattr(sweep.Sweep, "run", change)
        with pytest.raises(SystemExit, match="a source changed"):
            sweep.in_full("kernels")
        assert not sweep.RECORDS.exists()
