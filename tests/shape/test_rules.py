"""Every registered rule: documented, with an example that holds, and in the words of the design."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil

import pytest

import typed_torch.shape
from typed_torch.errors import ShapeError
from typed_torch.shape import RULES, Rule, Spec
from typed_torch.shape.arguments import kinds_of

MODULES = [
    importlib.import_module(module.name)
    for module in pkgutil.iter_modules(typed_torch.shape.__path__, "typed_torch.shape.")
]


ONE_OF_EACH = {rule.function: rule for rule in reversed(RULES.values())}.values()


@pytest.mark.parametrize("rule", ONE_OF_EACH, ids=str)
def test_a_rule_reads_like_its_documentation(rule: Rule) -> None:
    docstring = inspect.getdoc(rule.function)
    assert docstring is not None
    assert docstring.splitlines()[0].endswith(".") or "." in docstring
    assert docstring.count(">>> ") == 1
    body = inspect.getsource(rule.function).split('"""')[2]
    assert len(body.strip().splitlines()) < 20
    assert set(kinds_of(rule)) == set(rule.signature.parameters)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_examples_hold(module: object) -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    namespace = vars(module)
    examples = [t for v in namespace.values() if isinstance(v, Rule) for t in finder.find(v.function, globs=namespace)]
    examples += [t for t in finder.find(module) if t.examples]
    runner = doctest.DocTestRunner()
    for example in examples:
        runner.run(example)
    assert runner.summarize(verbose=False).failed == 0
    assert any(t.examples for t in examples) or not any(isinstance(v, Rule) for v in namespace.values())


def test_the_modules_of_rules_use_only_the_standard_library_and_each_other() -> None:
    for module in MODULES:
        for value in vars(module).values():
            origin = getattr(value, "__module__", None) or ""
            assert not origin.startswith(("torch.", "jaxtyping", "beartype", "numpy"))


def test_two_tensors_are_compared_in_the_name_of_what_is_called() -> None:
    with pytest.raises(ShapeError, match=r"^min: \(3,\) and \(4,\) do not broadcast"):
        RULES["min"](Spec((3,)), Spec((4,)))
