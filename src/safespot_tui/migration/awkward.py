"""What the old tables hold that they should not: reported, and never dropped."""

from collections.abc import Mapping

from sqlalchemy import Connection, text

from safespot_tui.i18n import N_

MEANINGS: Mapping[str, str] = {
    "both_ways_round": N_("rooms of a pair stored both ways round, merged"),
    "doubled_pair": N_("rooms of a pair stored twice, merged"),
    "self_room": N_("rooms of one person with themselves"),
    "missing_person": N_("people who no longer exist; a placeholder stands for each"),
    "missing_report": N_("reports that no longer exist; their rooms have none"),
    "alias_taken": N_("aliases that read like another person's"),
    "no_password": N_("accounts without a password of their own; invite their people"),
    "email_taken": N_("accounts whose e-mail is another's here; invite their people"),
    "nobodys_account": N_("accounts of nobody"),
    "odd_reactions": N_("messages with reactions that cannot be read in full"),
    "star_of_nothing": N_("stars on messages that are gone"),
    "left_behind": N_("columns that have no place here, and go with the old tables"),
    "equal_times": N_("messages with the same time as the one before, moved by a microsecond"),
    "sighting": N_("sightings, shown as text and kept as they are"),
    "location": N_("locations, shown as text and kept as they are"),
}

_COUNTS = text("SELECT kind, count(*) FROM legacy_awkward GROUP BY kind ORDER BY kind")


def counts(connection: Connection) -> dict[str, int]:
    """How many there are of each kind found so far."""
    return {row[0]: row[1] for row in connection.execute(_COUNTS)}
