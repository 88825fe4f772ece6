# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.validator import *
from torch.fx.experimental.validator import (
    Argument as Argument,
    BisectValidationException as BisectValidationException,
    PopulateValidator as PopulateValidator,
    ShapeEnv as ShapeEnv,
    SympyToZ3 as SympyToZ3,
    Target as Target,
    TorchDynamoException as TorchDynamoException,
    TrackedFake as TrackedFake,
    TranslationValidator as TranslationValidator,
    ValidationException as ValidationException,
    bisect as bisect,
    config as config,
    dynamo_timed as dynamo_timed,
    log as log,
    sympy_interp as sympy_interp,
    translation_validation_enabled as translation_validation_enabled,
    translation_validation_timeout as translation_validation_timeout,
    z3op as z3op,
    z3str as z3str,
)
