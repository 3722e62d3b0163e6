"""What hundreds of apps in one process do once, or not at all."""

from collections.abc import Hashable, Iterator
from typing import Any
from unittest import mock

import pytest
from textual import app as textual_app
from textual import pilot as pilots
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot

from tests.tui.settled import nothing_runs, processed_by


@pytest.fixture(scope="session", autouse=True)
def pilot_in_a_hurry() -> Iterator[None]:
    """A pilot asks nobody whether they are done, but looks, and does not sleep meanwhile."""
    with (
        mock.patch.object(Pilot, "_wait_for_screen", processed_by),
        mock.patch.object(pilots, "wait_for_idle", nothing_runs),
        mock.patch.object(textual_app, "wait_for_idle", nothing_runs),
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def sheets_parsed_once() -> Iterator[None]:
    """Each app parses the same styles, which takes a tenth of what it takes to stand."""
    parse, parsed = Stylesheet._parse_rules, dict[Hashable, list[RuleSet]]()

    def parse_once(sheet: Stylesheet, css: str, **about: Any) -> list[RuleSet]:
        key = (css, *about.values(), frozenset(sheet._variables.items()))
        if key not in parsed:
            parsed[key] = parse(sheet, css, **about)
        return parsed[key]

    with mock.patch.object(Stylesheet, "_parse_rules", parse_once):
        yield
