"""What is said of an upload, on a terminal and elsewhere."""

import pytest

from safespot_tui.cli.upload_progress import uploads_shown
from safespot_tui.store.patch import ProgressEnded, ProgressPut
from safespot_tui.store.progress import Progress, Work
from safespot_tui.store.store import Store


@pytest.mark.parametrize(
    ("on_terminal", "said"),
    [
        (False, "Uploading 0 %\nUploading 25 %\nUploading 50 %\nUploading 100 %\n"),
        (True, "".join(f"\rUploading {n} %" for n in (0, 30, 49, 51, 100)) + "\n"),
    ],
)
def test_what_is_said(
    on_terminal: bool,
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = Store()
    monkeypatch.setattr("sys.stderr.isatty", lambda: on_terminal)
    with uploads_shown(store):
        store.apply(ProgressPut(Progress(Work.HISTORY, "c", 1, 2)))
        for done in (0, 30, 49, 51, 51, 100):
            store.apply(ProgressPut(Progress(Work.UPLOAD, "k", done, 100)))
        store.apply(ProgressEnded(Work.UPLOAD, "k"))
    assert capsys.readouterr() == ("", said)


def test_nothing_is_said_of_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with uploads_shown(Store()):
        pass
    assert capsys.readouterr() == ("", "")
