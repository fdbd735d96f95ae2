"""Reads a file of traces by OpenTelemetry's own schema; prints its spans.

The protocol's JSON differs from that of protobuf in one thing: ids are hexadecimal, not base64.
"""

import base64
import json
import sys

try:
    from google.protobuf.json_format import Parse
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
except ImportError as problem:
    print(problem)
    sys.exit(77)


def with_base64(node):
    if isinstance(node, list):
        return [with_base64(one) for one in node]
    if not isinstance(node, dict):
        return node
    changed = {}
    for key, value in node.items():
        if key in ("traceId", "spanId", "parentSpanId"):
            size = 16 if key == "traceId" else 8
            raw = bytes.fromhex(value)
            assert len(raw) == size and any(raw), f"{key} {value}"
            changed[key] = base64.b64encode(raw).decode()
        else:
            changed[key] = with_base64(value)
    return changed


with open(sys.argv[1], encoding="utf-8") as file:
    lines = file.read().splitlines()
assert len(lines) == 1, "a line is a request"
request = Parse(json.dumps(with_base64(json.loads(lines[0]))), ExportTraceServiceRequest())
spans = []
known = set()
for resource in request.resource_spans:
    named = {one.key: one.value.string_value for one in resource.resource.attributes}
    for scope in resource.scope_spans:
        for span in scope.spans:
            assert span.kind in (2, 3), "clients and servers"
            assert 0 < span.start_time_unix_nano <= span.end_time_unix_nano, span.name
            key = (span.trace_id.hex(), span.span_id.hex())
            assert key not in known, f"{key} stands twice"
            known.add(key)
            spans.append({
                "service": named["service.name"], "name": span.name, "kind": span.kind,
                "trace": key[0], "id": key[1], "parent": span.parent_span_id.hex(),
                "start": span.start_time_unix_nano, "end": span.end_time_unix_nano,
                "error": span.status.code == 2,
                "attributes": {one.key: one.value.string_value or one.value.int_value
                               for one in span.attributes}})
for span in spans:
    if span["parent"]:
        assert (span["trace"], span["parent"]) in known, f"{span} has no parent"
print(json.dumps({"spans": spans}))
