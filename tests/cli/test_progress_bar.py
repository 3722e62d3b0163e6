"""What is said of work on many rows where it cannot be written over."""

import pytest

from safespot_tui.cli.progress_bar import progress_bar


@pytest.mark.parametrize(
    ("seconds", "left"),
    [(30, "30 s left"), (99, "99 s left"), (120, "2 min left"), (11_100, "3 h 5 min left")],
)
def test_rate_and_what_is_left(seconds: int, left: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Of what was done here, and not of what was there when it was taken up again."""
    now = 0.0
    with progress_bar(lambda: now) as tell:
        tell(50_000, 100_000)
        now = float(seconds)
        tell(75_000, 100_000)
        tell(75_001, 100_000)
        now *= 2
        tell(100_000, 100_000)
    rate = round(25_000 / seconds)
    assert capsys.readouterr().err.splitlines() == [
        "50 %, 50000 of 100000 rows",
        f"75 %, 75000 of 100000 rows, {rate} a second, {left}",
        f"100 %, 100000 of 100000 rows, {rate} a second",
    ]
