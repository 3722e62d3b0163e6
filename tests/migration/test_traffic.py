"""A migration under traffic, its tool killed; `python -m tests.migration.soak` at length."""

from typing import TYPE_CHECKING

from .traffic import Journey

if TYPE_CHECKING:
    from tests.postgres.cluster import Cluster


def test_nothing_is_lost_or_doubled(postgres: "Cluster") -> None:
    with postgres.empty_database() as url:
        journey = Journey(url, pairs=4, before=40, kills=5, seed=6)
        assert journey.travel() > 0
        assert journey.killed > 0
        journey.check()
