"""Write what is generated of the documentation: ``rules.md``, ``checkers.md`` and the picture ``diagram.svg``."""

from __future__ import annotations

import inspect
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from typed_torch.shape import RULES, Rule

DOCS = Path(__file__).parent

RULES_HEADER = """\
# Rules

What each operation does to shapes, dtypes and devices. The run-time check and the mypy plugin call these very
functions, so a call that breaks one raises, or is reported, in the same words. This page is generated: `make docs`.
"""


def rules_page() -> str:
    """The text of ``rules.md``: a section for each rule, by the first of its names."""
    paths: dict[Callable[..., Any], list[str]] = {}
    for path, rule in RULES.items():
        paths.setdefault(rule.function, []).append(path)
    sections = {names[0]: _section(RULES[names[0]], names) for names in paths.values()}
    return RULES_HEADER + "".join(f"\n{section}" for _, section in sorted(sections.items()))


def _section(rule: Rule, names: Sequence[str]) -> str:
    text, _, example = (inspect.getdoc(rule.function) or "").partition("\n\n>>> ")
    parameters = ", ".join(str(p) for p in rule.signature.parameters.values())
    prose = text.replace("``", "`")
    signature = f"{rule.function.__name__}({parameters})".replace("'", "")
    source = f"{rule.function.__module__.replace('.', '/')}.py"
    heading = names[0] if len(names) == 1 else rule.function.__name__
    listed = "" if len(names) == 1 else f"Of {', '.join(f'`{name}`' for name in names)}.\n\n"
    return f"## `{heading}`\n\n{prose}\n\n{listed}```python\n>>> {example}\n```\n\n`{signature}` in `{source}`\n"


def checkers_page(table: str) -> str:
    """``checkers.md`` with ``table`` in the place of its own."""
    page = (DOCS / "checkers.md").read_text()
    before, start, rest = page.partition("<!-- table -->\n")
    _, end, after = rest.partition("<!-- end of table -->")
    if not (start and end):
        raise ValueError("docs/checkers.md has lost the marks around its table")
    return f"{before}{start}{table}\n{end}{after}"


def picture() -> str:
    """The text of ``diagram.svg``."""
    from typed_torch import diagram

    return f"{diagram((4, 6, 8, 8), 3)._repr_svg_()}\n"


def main() -> None:
    """Write all; the page of checkers takes a minute, running five of them."""
    sys.path.insert(0, str(DOCS.parent / "tests" / "typing"))
    from checkers import CHECKERS, check, table

    (DOCS / "rules.md").write_text(rules_page())
    (DOCS / "diagram.svg").write_text(picture())
    with tempfile.TemporaryDirectory() as scratch:
        results = {checker: check(checker, "refused", Path(scratch)) for checker in CHECKERS}
    (DOCS / "checkers.md").write_text(checkers_page(table(results)))


if __name__ == "__main__":
    main()
