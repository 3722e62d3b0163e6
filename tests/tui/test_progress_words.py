"""What takes long says how far it is."""

import pytest

from safespot_tui.store.progress import Progress, Work
from safespot_tui.tui.progress_words import progress_words


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(Work.FIRST_SYNC), "Fetching your conversations…"),
        (Progress(Work.FIRST_SYNC, done=3), "Fetching your conversations… 3 conversations so far"),
        (Progress(Work.CATCH_UP, done=1), "Catching up… 1 change so far"),
        (Progress(Work.UPLOAD, done=1, total=2), "Sending an image… ━━━━╌╌╌╌ 50 %"),
        (Progress(Work.UPLOAD, done=199, total=200), "Sending an image… ━━━━━━━╌ 99 %"),
        (Progress(Work.DOWNLOAD, done=4096), "Fetching an image… 4 KB so far"),
        (Progress(Work.HISTORY, done=1), "Fetching older messages… 1 message so far"),
        (Progress(Work.EXPORT, done=7, total=7), "Exporting… ━━━━━━━━ 100 %"),
    ],
)
def test_words_say_what_is_known(surroundings, progress: Progress, words: str) -> None:
    assert progress_words(progress) == words
