"""The machine notices every protocol bug that is made on purpose, and says what it breaks."""

from contextlib import ExitStack

import pytest

from tests.convergence import mutants
from tests.convergence.mutants import MUTANTS, Mutant
from tests.convergence.runs import run
from tests.convergence.verdicts import (
    Disordered,
    Diverged,
    Doubled,
    Invented,
    Lost,
    Miscounted,
    RanAhead,
    Restless,
    Verdict,
)

FEW, MANY = 8, 400
"""Examples: of the seed by which a bug was noticed soonest, and of those tried if it is no more."""

NOTICED: dict[Mutant, tuple[int, *tuple[type[Verdict], ...]]] = {
    mutants.no_idempotency: (1, Invented),
    mutants.echo_dropped: (1, Diverged),
    mutants.pruned_without_reset: (1, Restless),
    mutants.epoch_ignored: (1, Restless),
    mutants.snapshot_and_cursor_apart: (3, RanAhead),
    mutants.servers_watermark_goes_back: (1, Diverged),
    mutants.stale_bodies: (1, Doubled),
    mutants.continuity_unchecked: (7, RanAhead),
    mutants.acknowledged_before_applied: (7, RanAhead),
    mutants.cursor_from_the_answer: (1, RanAhead),
    mutants.cursor_apart_from_rows: (1, Diverged),
    mutants.reset_keeps_what_is_stored: (13, Diverged),
    mutants.painted_before_it_is_kept: (1, Lost),
    mutants.dropped_before_the_answer: (1, Lost),
    mutants.another_id_for_each_attempt: (1, Lost),
    mutants.lanes_without_order: (3, Disordered),
    mutants.image_kept_later: (1, Lost),
    mutants.image_under_another_id: (1, Doubled),
    mutants.pending_matched_by_content: (1, Lost),
    mutants.temp_row_kept: (1, Doubled),
    mutants.unread_counted: (1, Miscounted),
    mutants.watermark_goes_back: (1, Diverged),
    mutants.tombstone_undone: (6, Diverged),
}
"""The seed for each, and the promise that it breaks. Other examples may want other seeds."""


def verdict(seed: int, examples: int) -> type[Verdict] | None:
    """What the machine finds wrong. Any other exception is raised: it would prove nothing."""
    try:
        run(seed, "convergence-mutant", examples=examples)
    except Verdict as found:
        return type(found)
    return None


def test_every_mutant_has_its_verdict() -> None:
    assert NOTICED.keys() == set(MUTANTS)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_mutant_is_noticed(mutant: Mutant) -> None:
    seed, *wanted = NOTICED[mutant]
    with ExitStack() as stack:
        mutant(stack)
        assert (verdict(seed, FEW) or verdict(1, MANY)) in wanted
