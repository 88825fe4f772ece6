"""One start of each number of processes serves every test of this folder."""

from __future__ import annotations

from typing import Any

import pytest
from processes import FOUR, TWO, run
from scenarios import scenarios_of


@pytest.fixture(scope="session", params=[FOUR, TWO], ids="{} processes".format)
def outcomes(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """What every scenario returned, process by process."""
    return run(request.param, scenarios_of(request.param))
