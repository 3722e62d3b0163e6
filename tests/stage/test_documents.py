"""docs/stage.md leaves no option out, and what its examples run can be run."""

import re
import shlex
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

import yaml

from safespot_tui.cli.commands.stage import TASKS
from safespot_tui.cli.parser import parse
from safespot_tui.instruments.faults.reading import NAMES, TARGETS, orders
from safespot_tui.instruments.trace.finding import Fault
from safespot_tui.instruments.trace.wording import fault_in_words
from safespot_tui.stage.control.request import REQUESTS, read
from safespot_tui.stage.pytest_plugin import OPTIONS
from safespot_tui.stage.report import wording
from safespot_tui.stage.report.outcome import Failed
from safespot_tui.stage.tape.lint import problems_of
from safespot_tui.stage.tape.parser import parse as parse_tape
from safespot_tui.stage.tape.venue import Venue
from safespot_tui.stage.testing.driven_client import DrivenClient

DOCS = Path(__file__).parents[2] / "docs"
DOCUMENT = DOCS / "stage.md"
WORKFLOW = DOCS / "examples" / "staging.yml"


def test_every_option_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8") + (DOCS / "tapes.md").read_text(encoding="utf-8")
    for task in TASKS:
        parser = ArgumentParser(add_help=False)
        import_module(f"safespot_tui.cli.stage.{task}").add_arguments(parser)
        options = re.findall(r"--[a-z-]+", parser.format_help())
        assert [option for option in options if f"`{option}" not in text] == [], task


def test_every_knob_is_documented_as_it_is_read() -> None:
    section = DOCUMENT.read_text("utf-8").partition("## Fault knobs\n")[2].partition("\n## ")[0]
    found = re.findall(r"`([a-z\d]+ [^`]*)`", section)
    knobs = [words for words in found if words.split()[0] in NAMES and words != "heal"]
    assert {words.split()[0] for words in knobs} == {*NAMES} - {"heal"}
    for words in knobs:
        targets = TARGETS.get(words.split()[0], ())
        if len(words.split()) > 2 or not targets:
            assert len(orders(words)) == 1, words
        else:
            assert words.split()[1] in targets, words


def test_every_request_is_documented_as_it_is_read() -> None:
    section = DOCUMENT.read_text("utf-8").partition("## Control socket\n")[2].partition("\n## ")[0]
    asked = [read(line.encode()) for line in re.findall(r'^(\{"id".*?\})  ', section, re.MULTILINE)]
    shown = {type(request) for request in asked}
    assert len(shown) > 5
    kinds = {verb: kind for verb, kind in REQUESTS.items() if kind not in shown}
    assert [verb for verb in kinds if f"`{verb}`" not in section] == []


def test_every_fault_is_documented_as_it_is_told() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    rows = [f"| `{fault.value}` | {fault_in_words(fault)} |\n" for fault in Fault]
    assert [row for row in rows if row not in text] == []


def test_all_of_the_fixtures_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8").partition("## pytest")[2]
    public = [name for name in dir(DrivenClient) if not name.startswith("_")]
    names = [*public, "name", "alias", "client", "second_client", "demo_server", *OPTIONS]
    assert [name for name in names if not re.search(rf"`(await )?{name}\b", text)] == []


def blocks(language: str) -> Sequence[str]:
    """What is fenced in the document as this."""
    fences = re.findall(
        r"^```(\w+)\n(.*?)^```$", DOCUMENT.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return [inside for named, inside in fences if named == language]


def test_every_tape_of_the_document_can_be_played() -> None:
    assert blocks("tape")
    for source in blocks("tape"):
        assert problems_of(parse_tape(source)) == ()


def commands() -> Iterator[str]:
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    for job in workflow["jobs"].values():
        yield from (step["run"] for step in job["steps"] if "run" in step)
    for block in blocks("sh"):
        yield from block.replace("\\\n", "").splitlines()


def test_what_the_examples_run_is_understood() -> None:
    ours = [
        command.partition("safespot-tui ")[2]
        for command in commands()
        if re.match(r"(safespot-tui|printf)\b", command)
    ]
    assert len(ours) >= 6
    for command in ours:
        # Ends the process where an option is none.
        parse(shlex.split(command, comments=True))


async def test_the_tape_of_the_five_minutes_fails_where_and_as_the_document_says() -> None:
    outcome = await Venue().play(parse_tape(blocks("tape")[0], "read.tape"))
    assert isinstance(outcome.result, Failed)
    told = f"{wording.place(outcome)}: {wording.reason(outcome.result)}\n"
    assert told in blocks("text")[0]
