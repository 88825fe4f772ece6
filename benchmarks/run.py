"""``make bench``: every number that the README claims, measured here and now."""

from __future__ import annotations

import call_overhead
import import_time
import mypy_time
import networks

if __name__ == "__main__":
    call_overhead.main()
    import_time.main()
    mypy_time.main()
    networks.main()
