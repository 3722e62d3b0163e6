"""What is printed is obeyed by no terminal, wherever it came from."""

import json

import pytest

from safespot_tui.cli.output import print_columns, print_json, print_problem

OBEYED = "a\x1b[2J\x7f\x85\x9b2J\u202e\u2066\u2028\U000e0041é😀"


def test_json_is_the_same_to_a_program_and_nothing_to_a_terminal(
    capsys: pytest.CaptureFixture[str],
):
    print_json({"name": OBEYED})
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"name": OBEYED}
    assert printed.count("\n") == 1
    assert printed.removesuffix("\n").isprintable()
    assert "é😀" in printed


@pytest.mark.parametrize("text", ["\x7f", "plain", "é"])
def test_json_without_much_to_escape(text: str, capsys: pytest.CaptureFixture[str]):
    print_json({"name": text})
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"name": text}
    assert "\x7f" not in printed


def test_a_problem_quotes_what_was_typed_safely(capsys: pytest.CaptureFixture[str]):
    print_problem(f"first line\nsecond {OBEYED}")
    printed = capsys.readouterr().err
    assert printed.startswith("first line\nsecond a␛[2J")
    assert printed.replace("\n", "").isprintable()


def test_columns_stand_under_each_other(capsys: pytest.CaptureFixture[str]):
    print_columns([("漢", "b"), ("aaaa", OBEYED)])
    printed = capsys.readouterr().out
    assert printed.startswith("漢    b\naaaa  a␛[2J")
    assert printed.replace("\n", "").isprintable()
