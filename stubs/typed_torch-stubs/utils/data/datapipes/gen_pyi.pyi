# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.data.datapipes.gen_pyi import *
from torch.utils.data.datapipes.gen_pyi import (
    REPO_ROOT as REPO_ROOT,
    extract_class_name as extract_class_name,
    extract_method_name as extract_method_name,
    find_file_paths as find_file_paths,
    gen_from_template as gen_from_template,
    get_method_definitions as get_method_definitions,
    iterDP_deprecated_files as iterDP_deprecated_files,
    iterDP_file_path as iterDP_file_path,
    iterDP_files_to_exclude as iterDP_files_to_exclude,
    iterDP_method_to_special_output_type as iterDP_method_to_special_output_type,
    main as main,
    mapDP_deprecated_files as mapDP_deprecated_files,
    mapDP_file_path as mapDP_file_path,
    mapDP_files_to_exclude as mapDP_files_to_exclude,
    mapDP_method_to_special_output_type as mapDP_method_to_special_output_type,
    materialize_lines as materialize_lines,
    parse_datapipe_file as parse_datapipe_file,
    parse_datapipe_files as parse_datapipe_files,
    process_signature as process_signature,
    split_outside_bracket as split_outside_bracket,
)
