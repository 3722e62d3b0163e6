"""What GitHub Actions shows beside the line of a tape that failed."""

from safespot_tui.domain.text import safe_text
from safespot_tui.i18n import _
from safespot_tui.stage.report import wording
from safespot_tui.stage.report.outcome import TapeOutcome


def annotation(outcome: TapeOutcome) -> str:
    """A command to the runner, on one line; no text in it can end it or begin another."""
    properties = {"file": outcome.file, "title": _("The tape failed")}
    line = wording.line_of(outcome)
    if line is not None:
        properties["line"] = str(line)
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::error {told}::{_data(wording.reason(outcome.result))}"


def _data(text: str) -> str:
    safe = safe_text(text)
    return safe.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
