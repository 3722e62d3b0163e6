"""The form of JUnit's XML that every reader of it takes."""

import re
from xml.etree import ElementTree

import msgspec

from safespot_tui.stage.report.junit import junit
from tests.stage.report.example import RUN

CHILDREN = {
    "testsuites": ["testsuite"],
    "testsuite": ["properties", "testcase"],
    "properties": ["property"],
    # Jenkins' schema wants what came of it before what was printed.
    "testcase": ["skipped", "error", "failure", "system-out"],
}


def test_elements_are_where_readers_expect_them() -> None:
    root = ElementTree.fromstring(junit(RUN))
    assert root.tag == "testsuites"
    for parent in root.iter():
        order = CHILDREN.get(parent.tag, [])
        places = [order.index(child.tag) for child in parent]
        assert places == sorted(places)
    (suite,) = root
    figures = {"tests": "4", "failures": "1", "errors": "1", "skipped": "1", "time": "12.500"}
    assert figures.items() <= suite.attrib.items()
    assert suite.attrib["timestamp"] == "2026-11-27T18:00:00+00:00"
    assert [each.attrib["value"] for each in suite.iter("property")] == [RUN.server, "7", "1"]


def test_a_failure_is_told_in_full_and_the_steps_with_their_screens() -> None:
    cases = [*ElementTree.fromstring(junit(RUN)).iter("testcase")]
    assert [(each.attrib["classname"], each.attrib["name"]) for each in cases] == [
        ("tapes", "hello.tape"),
        ("tapes", "read.tape"),
        ("tapes", "moderators.tape"),
        ("tapes", "typo.tape"),
    ]
    failure, printed = cases[1]
    assert failure.attrib["message"] == "Within 10 s nothing on Ana's screen matched /leído/."
    assert "  >   7 | Expect /leído/" in (failure.text or "")
    assert "| <" in (failure.text or "").replace("</pre>", "<")
    assert "   7  Expect /leído/  [FAILED, 10.0 s]" in (printed.text or "")
    assert "      | ┃ hola" in (printed.text or "")
    assert cases[3][0].tag == "error"


def test_what_xml_cannot_hold_is_replaced() -> None:
    tape = msgspec.structs.replace(RUN.tapes[0], file="/x/../a\x00\ufffe]]>.tape", repetition=2)
    document = junit(msgspec.structs.replace(RUN, tapes=[tape], repeat=3))
    (case,) = ElementTree.fromstring(document).iter("testcase")
    assert case.attrib["classname"] == "x"
    assert case.attrib["name"] == "a␀\ufffd]]>.tape (time 2 of 3)"
    assert not re.search("[\x00-\x08\ufffe]", document)
