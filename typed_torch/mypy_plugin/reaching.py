"""Which of several assignments a name still has in a line: those of the branches that lead there."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from typed_torch.mypy_plugin.syntax import function_around

__all__ = ["assignments_reaching"]

_Found = frozenset[ast.stmt]


def assignments_reaching(path: str, name: str, line: int) -> list[range]:
    """The lines of each assignment that ``name`` may have in the statement that ``line`` is of.

    None, where something else binds it that is not read. A loop is taken to run.
    """
    function = function_around(path, line)
    if function is None:
        return []
    flow = _Flow(name, line)
    flow.through(function.body, frozenset())
    if not all(isinstance(each, ast.Assign) for each in flow.found):
        return []
    return [range(each.lineno, (each.end_lineno or each.lineno) + 1) for each in flow.found]


_ENDS = (ast.Return, ast.Raise, ast.Break, ast.Continue)


class _Flow:
    """The statements of a function, in the order that they run, and what binds ``name`` before each."""

    def __init__(self, name: str, line: int) -> None:
        self._name, self._line = name, line
        self.found: _Found = frozenset()

    def through(self, body: Sequence[ast.stmt], before: _Found) -> _Found | None:
        """What binds the name behind ``body``; ``None`` where that is not reached."""
        found: _Found | None = before
        for statement in body:
            if found is None:
                return None
            found = self._behind(statement, found)
        return found

    def _behind(self, statement: ast.stmt, before: _Found) -> _Found | None:
        if not hasattr(statement, "body") and statement.lineno <= self._line <= (statement.end_lineno or self._line):
            self.found |= before
        if isinstance(statement, _ENDS):
            return None
        before = frozenset({statement}) if self._name in _bound_by(statement) else before
        if isinstance(statement, ast.If):
            return _either(self.through(branch, before) for branch in (statement.body, statement.orelse))
        if isinstance(statement, (ast.With, ast.AsyncWith)):
            return self.through(statement.body, before)
        if isinstance(statement, (ast.For, ast.AsyncFor, ast.While)):
            inside = self.through(statement.body, before)
            return self.through(statement.orelse, before if inside is None else inside)
        if isinstance(statement, ast.Match):
            cases = [self.through(case.body, before) for case in statement.cases]
            return _either(cases if _is_any(statement.cases[-1]) else [before, *cases])
        return self._behind_try(statement, before) if isinstance(statement, ast.Try) else before

    def _behind_try(self, statement: ast.Try, before: _Found) -> _Found | None:
        tried = self.through(statement.body, before)
        others = [self.through(each.body, _either([before, tried]) or before) for each in statement.handlers]
        behind = _either([None if tried is None else self.through(statement.orelse, tried), *others])
        return None if behind is None else self.through(statement.finalbody, behind)


def _either(branches: Iterable[_Found | None]) -> _Found | None:
    found = [each for each in branches if each is not None]
    return frozenset().union(*found) if found else None


def _is_any(case: ast.match_case) -> bool:
    return case.guard is None and isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None


def _bound_by(statement: ast.stmt) -> set[str]:
    """The names that a statement binds itself, and no other that it holds."""
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = [*statement.targets, statement.value]
    elif isinstance(statement, (ast.AugAssign, ast.AnnAssign, ast.For, ast.AsyncFor)):
        targets = [statement.target]
    elif isinstance(statement, (ast.With, ast.AsyncWith)):
        targets = [each.optional_vars for each in statement.items if each.optional_vars is not None]
    elif isinstance(statement, (ast.If, ast.While)):
        targets = [statement.test]
    elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {statement.name}
    named = [part.target for each in targets for part in ast.walk(each) if isinstance(part, ast.NamedExpr)]
    values = {id(statement.value)} if isinstance(statement, ast.Assign) else set()
    stored = [part for each in targets if id(each) not in values for part in ast.walk(each)]
    return {part.id for part in [*stored, *named] if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
