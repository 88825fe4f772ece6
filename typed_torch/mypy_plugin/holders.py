"""Modules that hold others: ``Sequential``, which chains them, ``ModuleList`` and ``ModuleDict``."""

from __future__ import annotations

import ast
from typing import Any

from mypy.nodes import (
    ARG_POS,
    CallExpr,
    Context,
    DictExpr,
    DictionaryComprehension,
    Expression,
    GeneratorExpr,
    ListComprehension,
    ListExpr,
    MemberExpr,
    NameExpr,
    SliceExpr,
    StarExpr,
    StrExpr,
    TempNode,
    TupleExpr,
)
from mypy.plugin import AttributeContext, FunctionContext, MethodContext
from mypy.typeops import make_simplified_union
from mypy.types import AnyType, Instance, LiteralType, TupleType, Type, UnionType, UnpackType, get_proper_type

from typed_torch.mypy_plugin.bindings import grown, grows, imports_us, is_unpacked, only_binding, target_of
from typed_torch.mypy_plugin.buffers import held_as_made
from typed_torch.mypy_plugin.by_default import made_by_default
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.chains import Link, note_chain
from typed_torch.mypy_plugin.convert import any_type, shared, spec_of, tensor_of
from typed_torch.mypy_plugin.elsewhere import type_elsewhere
from typed_torch.mypy_plugin.flags import flag_read
from typed_torch.mypy_plugin.holding import HELD, held_by, repeated
from typed_torch.mypy_plugin.jaxtyping.held import with_held_names
from typed_torch.mypy_plugin.jaxtyping.imports import uses_jaxtyping
from typed_torch.mypy_plugin.lists import Added, items_added, list_bound
from typed_torch.mypy_plugin.met import as_met
from typed_torch.mypy_plugin.modules import made_by, made_where, of_receiver, with_attributes
from typed_torch.mypy_plugin.operations import row_of
from typed_torch.mypy_plugin.rebound import any_of_its_values, unless_rebound
from typed_torch.mypy_plugin.report import inside, trial
from typed_torch.mypy_plugin.syntax import nodes_in
from typed_torch.mypy_plugin.untyped import is_inferred_plain, is_plain, unknown_tensor
from typed_torch.mypy_plugin.walking import is_assigned
from typed_torch.shape import UNKNOWN, Many, Spec

__all__ = ["attribute", "chained", "holder", "item_of", "named_module", "walked"]


# What one holds at first, where the class that owns it adds more; the keys of a ModuleDict.
_FIRST = "holds at first"
_KEYS = "keys"
# As often as one that changes its input is followed where ``range`` says how often it comes.
_MOST_REPEATED = 16


def holder(ctx: FunctionContext) -> Type:
    """A ``Sequential``, ``ModuleList`` or ``ModuleDict`` with the modules it holds."""
    call, module = Call(ctx), get_proper_type(ctx.default_return_type)
    if not isinstance(module, Instance) or not isinstance(ctx.context, CallExpr):
        return ctx.default_return_type
    if any(name is not None for name in ctx.context.arg_names):
        return ctx.default_return_type
    held, keys = _contents(call, module.type.name, ctx.context)
    if held is None:
        return ctx.default_return_type
    attributes: dict[str, Type] = {_FIRST if grows(call.api, ctx.context) else HELD: held}
    if keys is not None:
        attributes[_KEYS] = keys
    return unless_rebound(call, with_attributes(module, attributes), ctx.default_return_type)


def _contents(call: Call, holder: str, made_by: CallExpr) -> tuple[TupleType | None, TupleType | None]:
    """The modules that one is made with, and their names where it has such; ``None`` for what is not known."""
    if holder == "Sequential" and _is_of_a_dict(call, made_by):
        return _of_ordered_dict(call, made_by.args[0])
    if holder != "ModuleDict":
        return _modules(call, made_by, is_list=holder == "ModuleList"), None
    written = made_by.args[0] if made_by.args else None
    if written is None:
        return call.tuple_of([]), None
    if isinstance(written, DictionaryComprehension):
        return call.tuple_of([_any_number(call, _item(call, written.value))]), None
    named = _named_values(written)
    if named is None:
        return None, None
    text = call.api.named_type("builtins.str")
    keys: list[Type] = [any_type() if key is None else LiteralType(key, text) for key, _ in named]
    return call.tuple_of([_item(call, value) for _, value in named]), call.tuple_of(keys)


def _any_number(call: Call, module: Type) -> Type:
    return UnpackType(call.api.named_generic_type("builtins.tuple", [module]))


def _modules(call: Call, made_by: CallExpr, *, is_list: bool) -> TupleType | None:
    """The modules passed: each in its place, or the one type of any number of them."""
    items: list[Type] = []
    for expression, kind in zip(made_by.args, made_by.arg_kinds, strict=True):
        if is_list or kind.is_star():
            several = _listed(call, expression)
            if several is None:
                return None
            items += several.items
        else:
            items.append(_item(call, expression))
    return call.tuple_of(items)


def _listed(call: Call, expression: Expression) -> TupleType | None:
    """The modules of a list: each where they are written out, one type for all of a comprehension."""
    if isinstance(expression, ListExpr):
        if any(isinstance(item, StarExpr) for item in expression.items):
            return None
        return call.tuple_of([_item(call, item) for item in expression.items])
    if isinstance(expression, (ListComprehension, GeneratorExpr)):
        generator = expression.generator if isinstance(expression, ListComprehension) else expression
        return call.tuple_of([_any_number(call, _item(call, generator.left_expr))])
    value = list_bound(call.api, expression) if isinstance(expression, NameExpr) else None
    if not isinstance(expression, NameExpr) or not isinstance(value, (ListExpr, ListComprehension)):
        return None
    first = _listed(call, value)
    if first is None or not _is_changed(call, expression):
        return first
    added = items_added(call.api, expression, value)
    return None if added is None else call.tuple_of([*first.items, *(_type_added(call, each) for each in added)])


def _item(call: Call, expression: Expression) -> Type:
    """The type of a module that a holder is made with."""
    return made_by_default(call.api, expression) or call.passed(expression).type


def _type_added(call: Call, added: Added) -> Type:
    """The type of what is added to a list, which is unknown where mypy knows no type yet of a name in it."""
    types = [made_by_default(call.api, item) or type_elsewhere(call.api, item) or any_type() for item in added.items]
    return types[0] if added.is_sure else _any_number(call, UnionType.make_union(types))


def _is_of_a_dict(call: Call, made_by: CallExpr) -> bool:
    """Whether a ``Sequential`` is given its modules by name."""
    given = get_proper_type(call.passed(made_by.args[0]).type) if len(made_by.args) == 1 else None
    return isinstance(given, Instance) and given.type.has_base("builtins.dict")


def _of_ordered_dict(call: Call, given: Expression) -> tuple[TupleType | None, TupleType | None]:
    """The modules and their names of ``OrderedDict([("fc", nn.Linear(2, 3)), ...])``."""
    bound = only_binding(call.api, given)
    if bound is not None and bound.value is not None and bound.index is None and not _is_changed(call, given):
        given = bound.value
    if not isinstance(given, CallExpr) or any(kind.is_star() for kind in given.arg_kinds):
        return None, None
    pairs: list[tuple[str, Expression]] = []
    for argument, name in zip(given.args, given.arg_names, strict=True):
        if name is not None:
            pairs.append((name, argument))
            continue
        for item in argument.items if isinstance(argument, (ListExpr, TupleExpr)) else [argument]:
            if not isinstance(item, TupleExpr) or len(item.items) != 2 or not isinstance(item.items[0], StrExpr):
                return None, None
            pairs.append((item.items[0].value, item.items[1]))
    text = call.api.named_type("builtins.str")
    modules = [_item(call, each) for _, each in pairs]
    return call.tuple_of(modules), call.tuple_of([LiteralType(name, text) for name, _ in pairs])


def named_module(name: str, module: Instance) -> Type | None:
    """What a ``Sequential`` holds as the attribute ``name``."""
    held, place = get_proper_type(held_by(module)), _place(module, name)
    return held.items[place] if isinstance(held, TupleType) and place is not None else None


def _named_values(written: Expression) -> list[tuple[str | None, Expression]] | None:
    """The keys, as far as they are known, and the values of ``{"fc": layer}`` or ``dict(fc=layer)``."""
    if isinstance(written, DictExpr) and all(key is not None for key, _ in written.items):
        return [(key.value if isinstance(key, StrExpr) else None, value) for key, value in written.items]
    if not isinstance(written, CallExpr) or not isinstance(written.callee, NameExpr) or None in written.arg_names:
        return None
    is_dict = written.callee.fullname == "builtins.dict"
    return [*zip(written.arg_names, written.args, strict=True)] if is_dict else None


def attribute(name: str, ctx: AttributeContext) -> Type:
    """An attribute of a class that uses our types, with the sizes of its owner and, a holder, all that it holds."""
    owner, call = get_proper_type(ctx.type), Call(ctx)
    known = flag_read(name, ctx)
    if known is None and isinstance(owner, Instance) and not is_assigned(ctx) and is_plain(ctx.default_attr_type):
        known = held_as_made(name, ctx, owner)
    if known is not None:
        return known
    is_inferred = isinstance(owner, Instance) and is_inferred_plain(owner.type, name, ctx.default_attr_type)
    if is_inferred and not is_assigned(ctx) and not uses_jaxtyping(call.api.tree):
        return unknown_tensor(call)
    return with_held_names(name, ctx, of_receiver(name, ctx, _with_what_came_later(name, ctx)))


def _with_what_came_later(name: str, ctx: AttributeContext) -> Type:
    """``self.blocks``, which starts empty perhaps, with what ``self.blocks.append(...)`` adds."""
    module, owner = get_proper_type(ctx.default_attr_type), get_proper_type(ctx.type)
    if not isinstance(module, Instance) or module.extra_attrs is None or not isinstance(owner, Instance):
        return any_of_its_values(name, ctx)
    first = get_proper_type(module.extra_attrs.attrs.get(_FIRST))
    defined = next((info for info in owner.type.mro if name in info.names), None)
    if not isinstance(first, TupleType) or defined is None or module.type.name == "Sequential":
        return ctx.default_attr_type
    call = Call(ctx)
    added = [_added(call, each) for each in grown(call.api, defined, name)]
    if not added or any(each is None for each in added):
        return ctx.default_attr_type
    items = [*first.items, *(item for each in added if each is not None for item in each.items)]
    return with_attributes(module, {HELD: call.tuple_of([_any_number(call, _common(call.tuple_of(items)))])})


def _added(call: Call, change: CallExpr | None) -> TupleType | None:
    """The modules that a call adds, if it is known to do no more."""
    if change is None or not isinstance(change.callee, MemberExpr) or not change.args:
        return None
    if change.callee.name == "extend":
        with call.api.msg.filter_errors() as errors:  # mypy may not know yet all that stands there
            items = _listed(call, change.args[0])
        return None if errors.has_new_errors() else items
    if change.callee.name not in {"append", "insert", "add_module"}:
        return None
    known = call.api.lookup_type_or_none(change.args[-1])
    return None if known is None else call.tuple_of([known])


def _is_changed(call: Call, name: Expression) -> bool:
    """Whether the list called ``name`` grows, has a method called, or an item set, anywhere in the file."""
    wanted, nodes = getattr(name, "name", None), nodes_in(call.api.path)
    return len(nodes) == 1 or any(
        isinstance(whole, ast.Name) and whole.id == wanted for whole in map(_whole_of, nodes) if whole is not None
    )


def _whole_of(node: ast.AST) -> ast.expr | None:
    """What ``node`` takes a part of, or adds to."""
    if isinstance(node, (ast.Attribute, ast.Subscript)):
        return node.value
    return node.target if isinstance(node, ast.AugAssign) else None


def chained(ctx: MethodContext) -> Type:
    """What a ``Sequential`` returns: each module called with what the one before it returned."""
    call, module = Call(ctx), get_proper_type(ctx.type)
    modules = held_by(module) if isinstance(module, Instance) else None
    given = [call.passed(expression) for of_formal in ctx.args for expression in of_formal]
    if not isinstance(module, Instance) or modules is None or len(given) != 1 or not imports_us(call.api.tree):
        return ctx.default_return_type
    proper = get_proper_type(modules)
    if not isinstance(proper, TupleType):
        return ctx.default_return_type
    result: Type = any_type() if tensor_of(given[0].type) is None else given[0].type
    written, links = _written(ctx), [Link(spec_of(result) or Spec())]
    with made_where(ctx):
        for place, item in enumerate(proper.items):
            one_of_many = repeated(item)
            line, count = written[place] if place < len(written) else (None, None)
            with inside(f"module {place} of the {module.type.name}{'' if line is None else f', line {line}'}"):
                if one_of_many is None:
                    result = apply(call, item, result, ctx.context)
                else:
                    result = _repeated(call, one_of_many, result, count)
            links.append(Link(spec_of(result) or Spec(), one_of_many or item, line))
    note_chain(call.api.tree, ctx.context, links)
    return ctx.default_return_type if isinstance(get_proper_type(result), AnyType) else result


def _repeated(call: Call, module: Type, input: Type, count: int | None) -> Type:
    """What ``module`` gives that is called ``count`` times, of ``input`` and then of what it gave.

    Where that is 0 it is not known how often, and where ``None`` not even whether.
    """
    if count is None:
        return _of_any_number(call, module, input)
    result = apply(call, module, input, call.context)
    if _is_alike(call, result, input):
        return input
    if not 0 < count <= _MOST_REPEATED:
        return _of_any_number(call, module, input)
    for _ in range(count - 1):
        result = apply(call, module, result, call.context)
    return result


def _of_any_number(call: Call, module: Type, input: Type) -> Type:
    """What all have in common that any number of calls of ``module`` gives, or of any of several modules."""
    proper, common, before = get_proper_type(module), input, None
    modules = proper.items if isinstance(proper, UnionType) else [module]
    while common != before and not isinstance(get_proper_type(common), AnyType):
        before = common
        for each in modules:
            with trial() as refused, call.api.msg.filter_errors():
                result = apply(call, each, common, call.context)
            tensors = [tensor for tensor in map(tensor_of, (common, result)) if tensor is not None]
            common = common if refused else shared(tensors) if len(tensors) == 2 else any_type()
    return common


def _written(ctx: MethodContext) -> list[_Place]:
    """Where the first modules that are chained are written, as far as that is known."""
    made, call = made_by(ctx), Call(ctx)
    found: list[_Place] = []
    for argument, kind in zip(made.args, made.arg_kinds, strict=True) if made is not None else ():
        of_list = [(argument.line, 1)] if kind == ARG_POS else _lines(call, argument)
        if of_list is None:
            break
        found += of_list
    return found


_Place = tuple[int, int | None]
"""A line, and how many modules of it there are at least, 0 for any number; ``None`` where code chooses whether any."""


def _lines(call: Call, several: Expression) -> list[_Place] | None:
    """The same for the modules of a list; ``None`` where it is not written out."""
    if isinstance(several, NameExpr):
        value = list_bound(call.api, several)
        first = None if value is None else _lines(call, value)
        if value is None or first is None or not _is_changed(call, several):
            return first
        added = items_added(call.api, several, value)
        counts = [(each.items[0].line, 1 if each.is_sure else 0 if each.is_repeated else None) for each in added or ()]
        return None if added is None else [*first, *counts]
    if isinstance(several, ListComprehension):
        return [(several.generator.left_expr.line, _count(call, several.generator))]
    return [(item.line, 1) for item in several.items] if isinstance(several, ListExpr) else None


def _count(call: Call, generator: GeneratorExpr) -> int:
    """How many items a comprehension over ``range(3)`` has; 0 where that is not known."""
    loop, is_one = generator.sequences[0], len(generator.sequences) == 1 and not any(generator.condlists)
    if not isinstance(loop, CallExpr) or not isinstance(loop.callee, NameExpr) or loop.callee.name != "range":
        return 0
    count = call.constant(call.passed(loop.args[0])) if is_one and len(loop.args) == 1 else None
    return count if isinstance(count, int) else 0


def _is_alike(call: Call, a: Type, b: Type) -> bool:
    """Whether two types are one tensor, so that a module may be called on its own result."""
    one, other = tensor_of(a), tensor_of(b)
    if one is None or other is None or one.args[1:] != other.args[1:]:
        return False
    mine, its = (as_met(call.api, call.context, spec_of(each) or Spec()).shape for each in (one, other))
    return one == other or (mine == its and UNKNOWN not in mine and Many() not in mine)


def apply(call: Call, module: Type, input: Type, at: Context) -> Type:
    """What ``module`` returns for ``input``, as mypy and our own hooks tell."""
    argument = TempNode(input, context=at)
    checker = call.api.expr_checker
    return get_proper_type(checker.check_method_call_by_name("__call__", module, [argument], [ARG_POS], at)[0])


def item_of(ctx: MethodContext) -> Type:
    """What indexing or iterating a holder gives: the module of that place, or what all have in common."""
    module, default = get_proper_type(ctx.type), get_proper_type(ctx.default_return_type)
    modules = None if not isinstance(module, Instance) else held_by(module)
    call = Call(ctx)
    if modules is None or not imports_us(call.api.tree):
        return default
    proper = get_proper_type(modules)
    assert isinstance(module, Instance)
    if isinstance(default, Instance) and default.args:  # an iterator, or the values or the items of a dict
        is_of_keys = module.type.name == "ModuleDict" and len(default.args) == 1 and default.type.name == "Iterator"
        item = _unpacked(_common(proper), target_of(call.api, ctx.context))
        if is_unpacked(call.api, ctx.context) and isinstance(get_proper_type(item), UnionType):
            item = any_type()  # of `attn, ff = pair` mypy has one type for both
        return default if is_of_keys else default.copy_modified(args=[*default.args[:-1], item])
    given = next((each for of_formal in ctx.args for each in of_formal), None)
    if isinstance(given, SliceExpr):
        return _slice(call, module, proper, given)
    place = None if given is None else call.constant(call.passed(given))
    if isinstance(place, str):
        place = _place(module, place)
    items = proper.items if isinstance(proper, TupleType) and not any(map(repeated, proper.items)) else []
    if isinstance(place, int) and -len(items) <= place < len(items):
        return items[place]
    return _common(proper) if not isinstance(default, Instance) or default.type.name == "Module" else default


def _slice(call: Call, module: Instance, modules: Type, places: SliceExpr) -> Type:
    """A holder of some of the modules: those at ``places`` where both are known, else any number of any of them."""
    bounds = [_bound(call, bound) for bound in (places.begin_index, places.end_index, places.stride)]
    items = list(modules.items) if isinstance(modules, TupleType) else [_any_number(call, modules)]
    if any(map(repeated, items)) or UNKNOWN in bounds or bounds[2] == 0:
        items = [_any_number(call, _common(modules))]
    else:
        items = items[slice(*bounds)]
    return with_attributes(module, {HELD: call.tuple_of(items)})


def _bound(call: Call, bound: Expression | None) -> Any:
    found = None if bound is None else call.constant(call.passed(bound))
    return found if bound is None or isinstance(found, int) else UNKNOWN


def walked(ctx: FunctionContext) -> Type:
    """``enumerate``, ``zip``, ``reversed`` and ``iter`` of holders and tensors, which mypy takes for any modules."""
    call, default = Call(ctx), get_proper_type(ctx.default_return_type)
    if not isinstance(default, Instance) or not default.args or not imports_us(call.api.tree):
        return ctx.default_return_type
    item = get_proper_type(default.args[0])
    if isinstance(item, TupleType) and default.type.name == "zip":
        formals = zip(ctx.callee_arg_names, ctx.arg_types, strict=True)
        given = [each for name, of_formal in formals if name != "strict" for each in of_formal]
        if len(given) != len(item.items):
            return ctx.default_return_type
        walked = [_walked(call, each) or known for each, known in zip(given, item.items, strict=True)]
        items = [_unpacked(each, target) for each, target in zip(walked, _targets(call, len(walked)), strict=True)]
        return default.copy_modified(args=[item.copy_modified(items=items)])
    found = _walked(call, ctx.arg_types[0][0]) if ctx.arg_types and ctx.arg_types[0] else None
    if found is None:
        return ctx.default_return_type
    target = _targets(call, 2)[1] if default.type.name == "enumerate" else target_of(call.api, call.context)
    return default.copy_modified(args=[_unpacked(found, target)])


def _targets(call: Call, count: int) -> list[Expression | None]:
    """What each of ``count`` things that come together is bound to."""
    target = target_of(call.api, call.context)
    return [*target.items] if isinstance(target, TupleExpr) and len(target.items) == count else [None] * count


def _unpacked(module: Type, target: Expression | None) -> Type:
    """``module``; where it is a list of modules that ``target`` takes apart, each of them for its own name."""
    holder = get_proper_type(module)
    held = get_proper_type(held_by(holder)) if isinstance(holder, Instance) else None
    if not isinstance(target, TupleExpr) or not isinstance(held, TupleType):
        return module
    return module if any(map(repeated, held.items)) or len(held.items) != len(target.items) else held


def _walked(call: Call, iterable: Type) -> Type | None:
    """What iterating gives, if ``iterable`` is a holder or a tensor of which it is known."""
    module = get_proper_type(iterable)
    if tensor_of(module) is not None:
        return row_of(call, module, call.context)
    if not isinstance(module, Instance) or module.type.name == "ModuleDict":
        return None
    modules = held_by(module)
    return None if modules is None else _common(get_proper_type(modules))


def _place(module: Instance, key: str) -> int | None:
    """The place of what a ``ModuleDict`` holds under ``key``."""
    keys = get_proper_type(module.extra_attrs.attrs.get(_KEYS)) if module.extra_attrs is not None else None
    if not isinstance(keys, TupleType):
        return None
    written = [each.value if isinstance(each, LiteralType) else None for each in map(get_proper_type, keys.items)]
    return written.index(key) if written.count(key) == 1 and None not in written else None


def _common(modules: Type) -> Type:
    proper = get_proper_type(modules)
    if not isinstance(proper, TupleType):
        return modules
    items = [repeated(item) or item for item in proper.items]
    return make_simplified_union(items) if items else any_type()
