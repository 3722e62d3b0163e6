"""A log says what happened, never what was said."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from safespot_tui.cli.logs import log_crash, log_path, start_logging

SECRET = "swordfish"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the log is; the handlers of the test run are put back afterwards."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    start_logging(tmp_path)
    yield tmp_path
    for handler in root.handlers:
        handler.close()


def failing() -> Exception:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(f"a body with {SECRET}") from error
    except ValueError as error:
        return error


def test_an_error_is_where_it_happened_and_not_what_it_quotes(folder: Path):
    logging.getLogger("safespot_tui.somewhere").critical("it ended", exc_info=failing())
    log_crash(folder, failing())
    written = log_path(folder).read_text("utf-8")
    assert SECRET not in written
    for told in ("it ended", "ValueError", "KeyError", "test_logs.py:", "failing", "crash: "):
        assert told in written


def test_errors_that_came_together_are_told_one_by_one(folder: Path):
    log_crash(folder, ExceptionGroup("of several tasks", [failing(), OSError(SECRET)]))
    written = log_path(folder).read_text("utf-8")
    assert SECRET not in written
    for told in ("ExceptionGroup", "ValueError", "KeyError", "OSError"):
        assert told in written


def test_nothing_in_a_log_is_obeyed_or_forged(folder: Path):
    said = "x\x1b[2J\x9b2J\u202e\n2026-01-01 00:00:00,000 1 INFO forged"
    logging.getLogger("safespot_tui.somewhere").warning("it says %s", said)
    first, second = log_path(folder).read_text("utf-8").splitlines()
    assert "it says x␛[2J" in first
    assert second.startswith("    2026-01-01")
    assert (first + second).isprintable()


def test_an_error_that_came_of_itself_ends(folder: Path):
    error = ValueError()
    error.__context__ = KeyError()
    error.__context__.__context__ = error
    log_crash(folder, error)
    assert log_path(folder).read_text("utf-8").count("ValueError") == 1


def test_logs_are_for_the_users_eyes_only(tmp_path: Path, folder: Path):
    log_crash(folder, ValueError())
    assert log_path(folder).stat().st_mode & 0o077 == 0
