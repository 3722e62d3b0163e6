"""Which table tells which function of what is written to it."""

from sqlalchemy import Connection, text

from safespot_tui.migration.legacy_schema import NEW_SCHEMA, OLD_SCHEMA, optional

_BY_A_PROGRAM = "coalesce(current_setting('safespot.mirroring', true), '') <> 'on'"
"""Not by a trigger of these: each function has this setting on while it runs, so there is no loop,
and triggers that others have put there do not matter."""

_OLD = f"{OLD_SCHEMA}."
_NEW = f"{NEW_SCHEMA}."

# Table, name (also the function's), when, and on what condition besides.
_ROWS = (
    (_NEW + "conversations", "legacy_dm_awaited", "BEFORE INSERT", "NEW.type = 'dm'"),
    (_NEW + "conversations", "legacy_dm_made", "AFTER INSERT", "NEW.type = 'dm'"),
    (_NEW + "messages", "legacy_message_awaited", "BEFORE INSERT", "NEW.type <> 'system'"),
    (_NEW + "messages", "legacy_message_back", "AFTER INSERT", "NEW.type <> 'system'"),
    (
        _NEW + "messages",
        "legacy_change_back",
        "AFTER UPDATE",
        "(NEW.content, NEW.deleted_at) IS DISTINCT FROM (OLD.content, OLD.deleted_at)",
    ),
    (
        _NEW + "conversation_members",
        "legacy_marks_back",
        "AFTER UPDATE",
        "NEW.read_position > OLD.read_position OR NEW.delivered_position > OLD.delivered_position",
    ),
    (_NEW + "reactions", "legacy_reaction_back", "AFTER INSERT OR DELETE", "true"),
    (_NEW + "users", "legacy_alias_back", "AFTER UPDATE OF alias", "true"),
    (_OLD + "anonymous_users", "legacy_alias_changed", "AFTER INSERT OR UPDATE OF alias", "true"),
    (_OLD + "chat_rooms", "legacy_room_made", "AFTER INSERT", "true"),
    (_OLD + "chat_rooms", "legacy_room_put_away", "AFTER UPDATE OF status", "true"),
    (_OLD + "chat_rooms", "legacy_room_gone", "AFTER DELETE", "true"),
    (_OLD + "chat_messages", "legacy_message_timed", "BEFORE INSERT", "true"),
    (_OLD + "chat_messages", "legacy_message_made", "AFTER INSERT", "true"),
    (_OLD + "chat_messages", "legacy_message_gone", "AFTER DELETE", "true"),
)
# The same, for what is not in every old database: the table that has to be there comes first.
_OPTIONAL = (
    (
        "user_auth",
        _OLD + "user_auth",
        "legacy_account_changed",
        "AFTER INSERT OR UPDATE OF anonymous_id, email, password_hash",
        "true",
    ),
    ("user_auth", _OLD + "user_auth", "legacy_account_gone", "AFTER DELETE", "true"),
    ("starred_messages", _OLD + "starred_messages", "legacy_starred", "AFTER INSERT", "true"),
    ("starred_messages", _OLD + "starred_messages", "legacy_unstarred", "AFTER DELETE", "true"),
    ("starred_messages", _NEW + "stars", "legacy_star_back", "AFTER INSERT OR UPDATE", "true"),
)
_CHANGED = (_OLD + "chat_messages", "legacy_messages_changed")
_GUARDED = tuple(
    _NEW + name
    for name in ("conversations", "conversation_members", "messages", "reactions", "stars")
)
_GUARD = "legacy_refuse"


def put_on(connection: Connection) -> None:
    """From the commit on, each side is told of the other."""
    there = optional(connection)
    wanted = [row for needed, *row in _OPTIONAL if needed in there]
    for table, name, when, condition in (*_ROWS, *wanted):
        connection.execute(
            text(
                f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW "
                f"WHEN ({_BY_A_PROGRAM} AND ({condition})) EXECUTE FUNCTION {_NEW}{name}()"
            )
        )
    table, name = _CHANGED
    # All rows of a statement at once: a room is marked as read with one.
    connection.execute(
        text(
            f"CREATE TRIGGER {name} AFTER UPDATE ON {table} "
            "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT "
            f"WHEN ({_BY_A_PROGRAM}) EXECUTE FUNCTION {_NEW}{name}()"
        )
    )


def take_off(connection: Connection) -> None:
    """From the commit on, neither side hears of the other."""
    ours = (*_ROWS, *(row for _needed, *row in _OPTIONAL), _CHANGED)
    for table, name, *_ in ours:
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name} ON {table}"))


def guard(connection: Connection) -> None:
    """Have the new tables refuse what the old ones would not hear of."""
    for table in _GUARDED:
        connection.execute(
            text(
                f"CREATE TRIGGER {_GUARD} BEFORE INSERT OR UPDATE OR DELETE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {_NEW}{_GUARD}()"
            )
        )


def unguard(connection: Connection) -> None:
    """Take them in again, if they were refused."""
    for table in _GUARDED:
        connection.execute(text(f"DROP TRIGGER IF EXISTS {_GUARD} ON {table}"))
