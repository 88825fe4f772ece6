"""The faults of ``make faults`` can still be planted."""

from __future__ import annotations

import pytest
from faults import FAULTS, ROOT, Fault


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_what_a_fault_replaces_stands_once_in_its_file(fault: Fault) -> None:
    assert (ROOT / fault.path).read_text().count(fault.right) == 1
