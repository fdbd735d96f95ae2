"""Reads a JUnit file with junitparser and with Python's XML parser; prints what they found."""

import json
import sys
import xml.etree.ElementTree as ElementTree

try:
    from junitparser import Error, Failure, JUnitXml, Skipped
except ImportError as problem:
    print(problem)
    sys.exit(77)

words = {Failure: "failure", Error: "error", Skipped: "skipped"}
report = JUnitXml.fromfile(sys.argv[1])
cases = []
for suite in report:
    counted = {"failure": 0, "error": 0, "skipped": 0}
    for case in suite:
        assert len(case.result) <= 1, f"{case.name} has {len(case.result)} results"
        result = next((words[type(one)] for one in case.result), "passed")
        if result != "passed":
            counted[result] += 1
            assert case.result[0].message, f"{case.name} says nothing"
        cases.append({"name": case.name, "class": case.classname, "result": result,
                      "message": case.result[0].message if case.result else "",
                      "text": (case.result[0].text or "") if case.result else ""})
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (
        len(list(suite)), counted["failure"], counted["error"], counted["skipped"]), "the counts"
    assert suite.time > 0 and suite.name, "a suite has a name and a time"
    properties = {one.name: one.value for one in suite.properties()}
for case in ElementTree.parse(sys.argv[1]).getroot().iter("testcase"):
    assert case.get("file") and int(case.get("line")) > 0, "a case stands in a line of a file"
print(json.dumps({"cases": cases, "properties": properties}))
