"""One start of each number of processes serves every test of this folder."""

from __future__ import annotations

from typing import Any

import pytest
from processes import run
from scenarios import SCENARIOS


@pytest.fixture(scope="session", params=[2, 4], ids="{} processes".format)
def outcomes(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """What every scenario returned, process by process."""
    return run(request.param, SCENARIOS)
