"""What a run says of itself."""

import msgspec

from tests.stage.report.example import FAILED, RUN


def test_a_run_is_good_if_every_tape_passed_or_need_not_be_played() -> None:
    hello, failed, skipped, unreadable = RUN.tapes
    assert msgspec.structs.replace(RUN, tapes=(hello, skipped)).ok
    assert not msgspec.structs.replace(RUN, tapes=(hello, failed)).ok
    assert not msgspec.structs.replace(RUN, tapes=(hello, unreadable)).ok
    assert RUN.seconds == 12.5


def test_a_tape_knows_where_it_failed_and_what_was_seen() -> None:
    assert FAILED.failing_step is not None
    assert FAILED.failing_step.line == 7
    assert [one.title for one in FAILED.screens] == ["typed", "line 7", "line 7"]
    assert RUN.tapes[0].failing_step is None
