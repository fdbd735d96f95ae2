"""Reads a metrics file with the parsers of Prometheus' and of OpenMetrics' text; prints it."""

import json
import sys

try:
    from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
    from prometheus_client.parser import text_string_to_metric_families as plain
except ImportError as problem:
    print(problem)
    sys.exit(77)

with open(sys.argv[1], encoding="utf-8") as file:
    text = file.read()
families = list(plain(text))
strict = list(openmetrics(text))
assert [family.name for family in families] == [family.name for family in strict], "two readings"
samples = []
seen = set()
for family in families:
    assert family.documentation and family.type in ("gauge", "summary"), family.name
    for sample in family.samples:
        key = (sample.name, tuple(sorted(sample.labels.items())))
        assert key not in seen, f"{key} stands twice"
        seen.add(key)
        samples.append({"name": sample.name, "labels": sample.labels, "value": sample.value})
print(json.dumps({"samples": samples}))
