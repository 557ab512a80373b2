"""Prints what Python's safetensors reads from a file: {tensor: [dtype, shape, sum or null]}."""

import json
import sys

from safetensors import safe_open

with safe_open(sys.argv[1], framework="numpy") as tensors:
    contents = {}
    for name in tensors.keys():
        stored = tensors.get_slice(name)
        dtype = stored.get_dtype()
        # numpy has no bfloat16
        total = None if dtype == "BF16" else float(tensors.get_tensor(name).astype("float64").sum())
        contents[name] = [dtype, stored.get_shape(), total]
    print(json.dumps({"metadata": tensors.metadata(), "tensors": contents}))
