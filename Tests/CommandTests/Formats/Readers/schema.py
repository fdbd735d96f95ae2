"""Checks a result against its JSON Schema with jsonschema; prints what does not fit."""

import json
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError as problem:
    print(problem)
    sys.exit(77)

with open(sys.argv[1], encoding="utf-8") as file:
    result = json.load(file)
with open(sys.argv[2], encoding="utf-8") as file:
    schema = json.load(file)
Draft202012Validator.check_schema(schema)
problems = [f"{error.json_path}: {error.message[:200]}"
            for error in Draft202012Validator(schema).iter_errors(result)]
print(json.dumps({"problems": problems}))
