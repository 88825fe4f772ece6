"""Tests that take longer than what they cover would let a quick run wait, each with the sweep that runs them.

``make test`` leaves them out; the sweep runs them in full whenever something that they depend on has changed.
"""

from __future__ import annotations

__all__ = ["INTERPRETED", "PLAIN"]

# They compile with Inductor, start several processes or kernels of Jupyter, check hundreds of files or all of torch's
# stubs, or take samples of every dtype: `make long`.
PLAIN = (
    "tests/convert/test_fusion.py::test_a_fused_model_compiles_whole_and_keeps_the_fusion",
    "tests/distributed/",
    "tests/examples/test_checked.py::test_planted_bugs_are_reported",
    "tests/examples/test_jaxtyped.py::test_the_same_bugs_are_reported",
    "tests/integration/test_compiling.py::test_a_bad_call_raises_what_it_raises_in_eager",
    "tests/integration/test_compiling.py::test_it_compiles_whole_and_as_often_as_torch_own_over_20_shapes",
    "tests/integration/test_exporting.py::test_an_onnx_model_runs_with_other_sizes",
    "tests/integration/test_exporting.py::test_a_package_of_aot_inductor_runs_with_other_sizes",
    "tests/integration/test_training.py::test_memory_does_not_grow_over_10000_calls",
    "tests/nn/functional/test_torch_samples.py::test_torch_samples_compile_whole_to_the_same_values_and_gradients",
    "tests/notebook/test_examples.py::test_find_the_bug",
    "tests/notebook/test_examples.py::test_from_the_formula_to_the_kernel",
    "tests/shape/test_against_samples.py::test_a_rule_says_what_torch_does_with_other_dtypes",
    "tests/sweeps/test_sampling.py::test_a_run_keeps_and_prints_what_was_asked_for",
    "tests/sweeps/test_sampling.py::test_long_tests_are_left_to_their_sweep_or_run_alone",
    "tests/typing/test_names.py::test_the_stubs_of_submodules_are_what_their_script_writes",
    "tests/typing/test_stubs.py::test_stubtest",
)

# Whole models and all of torch's samples, instruction by instruction, and new processes that the plain run starts too:
# `make interpret`.
INTERPRETED = (
    "tests/convert/test_fusion.py::test_a_fused_model_compiles_whole_and_keeps_the_fusion",
    "tests/convert/test_published_models.py",
    "tests/nn/functional/test_normalization.py::test_one_element_groups_warn_once_in_a_process_at_the_line_of_the_caller",
    "tests/nn/functional/test_normalization.py::test_the_warning_points_at_a_library_whose_name_only_begins_like_torch",
    "tests/nn/functional/test_torch_samples.py::test_gradients_of_both_orders_and_both_directions_are_right",
    "tests/nn/functional/test_torch_samples.py::test_torch_samples_compile_whole_to_the_same_values_and_gradients",
    "tests/nn/functional/test_torch_samples.py::test_values_and_gradients_are_torch_own",
    "tests/nn/functional/test_typescript_page.py",
    "tests/ops/_group_norm/test_operation.py::test_gradients",
    "tests/ops/test_setting.py",
)
