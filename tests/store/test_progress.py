"""What takes long is in the store for as long as it takes."""

from safespot_tui.store import keys
from safespot_tui.store.patch import ProgressEnded, ProgressPut
from safespot_tui.store.progress import Progress, Work
from safespot_tui.store.store import Store


def test_it_is_there_while_it_lasts() -> None:
    store = Store()
    begun, further = Progress(Work.UPLOAD, "a"), Progress(Work.UPLOAD, "a", 3, 4)

    assert store.apply(ProgressPut(begun)).keys == {keys.PROGRESS}
    assert store.apply(ProgressPut(further)).keys == {keys.PROGRESS}

    assert store.progress == (further,)
    assert store.apply(ProgressEnded(Work.UPLOAD, "a")).keys == {keys.PROGRESS}
    assert store.progress == ()


def test_what_is_no_news_tells_nobody() -> None:
    store = Store()
    store.apply(ProgressPut(Progress(Work.UPLOAD, "a")))

    assert not store.apply(ProgressPut(Progress(Work.UPLOAD, "a"))).keys
    assert not store.apply(ProgressEnded(Work.UPLOAD, "b")).keys


def test_what_was_begun_first_stays_first() -> None:
    store = Store()
    store.apply(
        ProgressPut(Progress(Work.UPLOAD, "a")),
        ProgressPut(Progress(Work.CATCH_UP)),
        ProgressPut(Progress(Work.UPLOAD, "a", 1)),
    )

    assert [item.work for item in store.progress] == [Work.UPLOAD, Work.CATCH_UP]


def test_percent_stays_between_nothing_and_all() -> None:
    assert Progress(Work.EXPORT, done=5).percent is None
    assert Progress(Work.EXPORT, done=1, total=3).percent == 33
    assert Progress(Work.EXPORT, done=9, total=3).percent == 100
    assert Progress(Work.EXPORT, total=0).percent is None
