"""Every name of torch's is there under ours, in every checker."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from checkers import CHECKERS, EVERY_CHECKER

pytestmark = pytest.mark.slow

STUBS = Path(__file__).parents[2] / "stubs"
PACKAGE = STUBS / "typed_torch-stubs"

SUBMODULES = """
import typed_torch
import typed_torch.distributed.fsdp
import typed_torch.nn.attention.flex_attention
import typed_torch.nn.utils.rnn
import typed_torch.optim
import typed_torch.utils.data
import typed_torch.utils.tensorboard
from typed_torch.autograd import Function
from typed_torch.backends import cudnn
from typed_torch.cuda.amp import GradScaler
from typed_torch.nn import functional as F, init, utils
from typed_torch.nn.parallel import DistributedDataParallel
from typed_torch.optim import lr_scheduler
from typed_torch.utils.data import DataLoader

typed_torch.distributed.fsdp.FullyShardedDataParallel
typed_torch.nn.GroupNorm
typed_torch.nn.attention.flex_attention.flex_attention
typed_torch.nn.utils.clip_grad_norm_
typed_torch.nn.utils.rnn.pack_sequence
typed_torch.optim.lr_scheduler.StepLR
typed_torch.utils.data.Dataset
F.relu, init.kaiming_normal_, utils.parameters_to_vector, lr_scheduler.StepLR
cudnn.benchmark = True
"""

UNIMPORTED = """
import typed_torch as torch

torch.backends.cudnn.benchmark = True
torch.cuda.amp.GradScaler
torch.distributed.init_process_group
torch.nn.init.kaiming_normal_
torch.nn.utils.rnn.pack_sequence
torch.optim.lr_scheduler.StepLR
torch.utils.data.DataLoader
version: str = torch.__version__
ours: str = torch.__typed_torch_version__
"""

# What is torch's own has torch's type: none of these fits `None`.
TYPES = [
    "tt.einsum",
    "tt.atleast_1d",
    "tt.relu",
    "tt.inf",
    "tt.HalfStorage",
    "tt.Generator",
    "tt.no_grad",
    "tt.get_default_dtype",
    "tt.optim.SGD",
    "tt.nn.init.kaiming_normal_",
    "tt.nn.functional.relu",
    "tt.utils.data.DataLoader",
]


@cache
def _names() -> list[str]:
    """The names of torch in a process of its own: what other tests import leaves names behind."""
    code = "import torch, sys; print(*dir(eval('torch' + sys.argv[1])))"
    found = []
    for path in ("", ".nn", ".nn.functional"):
        done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
        found += [f"tt{path}.{name}" for name in done.stdout.split() if not name.startswith("_")]
    return found


@pytest.mark.parametrize("checker", EVERY_CHECKER)
def test_every_name_and_submodule_of_torch_is_there_with_its_type(checker: str, scratch: Path) -> None:
    folder = scratch / f"names-{checker.replace(' + ', '-')}"
    folder.mkdir()
    special = ["tt.__config__", "tt.__future__", "tt.__version__"]
    (folder / "names.py").write_text("\n".join(["import typed_torch as tt", *special, *_names()]))
    (folder / "submodules.py").write_text(SUBMODULES)
    (folder / "unimported.py").write_text(UNIMPORTED)
    types = ["import typed_torch as tt", *(f"x{i}: None = {name}" for i, name in enumerate(TYPES)), "tt.no_such_name"]
    (folder / "types_of_names.py").write_text("\n".join(types))
    assert set(CHECKERS[checker](folder)) == {("types_of_names.py", line) for line in range(2, len(types) + 1)}


def test_the_stubs_of_submodules_are_what_their_script_writes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-P", STUBS / "submodules.py", tmp_path], check=True)
    written = {file.relative_to(tmp_path): file.read_text() for file in tmp_path.rglob("*.pyi")}
    stubs = {file.relative_to(PACKAGE): file.read_text() for file in PACKAGE.rglob("*.pyi")}
    header = written[Path("__init__.pyi")].splitlines()[0]
    assert len(written) > 800
    assert {path for path, text in stubs.items() if text.startswith(header)} == written.keys()
    assert [path for path, text in written.items() if stubs[path] != text] == []
