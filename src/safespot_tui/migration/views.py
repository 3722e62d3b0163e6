"""The old tables' names and columns, over the new tables.

While the views are there the old tables are in another schema, where they keep what only they have
(which room of a merged pair a message was written in, its exact time) and stay the image of the new
ones. A write to a view is passed on to them, and so to the triggers that were on them before.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, text

from safespot_tui.migration.legacy_schema import ASIDE, NEW_SCHEMA, OLD_SCHEMA

TABLES = ("chat_rooms", "chat_messages")

_READ = f"""(
    c.is_read IS TRUE OR m.position <= (
        SELECT min(o.read_position) FROM {NEW_SCHEMA}.conversation_members o
        WHERE o.conversation_id = m.conversation_id AND o.user_id <> m.sender_id
        AND o.left_at IS NULL AND o.role <> 'observer'
    )
)"""  # noqa: S608 - names of ours

_FROM_NEW: Mapping[str, Mapping[str, str]] = {
    "chat_rooms": {
        "last_message_at": f"""greatest(
        {NEW_SCHEMA}.legacy_moment(v.last_message_at), c.last_message_at
    )"""
    },
    "chat_messages": {
        "id": "m.id::uuid",
        "sender_id": "m.sender_id::uuid",
        "content": f"{NEW_SCHEMA}.legacy_content(m.type, m.content, m.image_id)",
        "caption": f"{NEW_SCHEMA}.legacy_caption(m.type, m.content, m.image_id)",
        "type": "m.type",
        "reply_to_id": "m.reply_to_id::uuid",
        "is_edited": "m.edited_at IS NOT NULL",
        "is_read": _READ,
    },
}
_SOURCE = {
    "chat_rooms": f"""{ASIDE}.chat_rooms c
        JOIN {NEW_SCHEMA}.legacy_room_map r ON r.room_id = c.id::text
        JOIN {NEW_SCHEMA}.conversations v ON v.id = r.conversation_id""",
    "chat_messages": f"""{ASIDE}.chat_messages c
        JOIN {NEW_SCHEMA}.messages m ON m.id = c.id::text AND m.deleted_at IS NULL""",
}
_COLUMNS = text("""
SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
    pg_get_expr(d.adbin, d.adrelid) AS "default"
FROM pg_attribute a LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
WHERE a.attrelid = to_regclass(:table) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
""")
_PASSED_ON = """
CREATE FUNCTION {new}.legacy_{table}_passed_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO {aside}.{table} ({columns}) VALUES ({values}) RETURNING * INTO NEW;
        RETURN NEW;
    ELSIF TG_OP = 'UPDATE' THEN
        UPDATE {aside}.{table} SET ({columns}) = ROW({values}) WHERE id = OLD.id;
        RETURN NEW;
    END IF;
    DELETE FROM {aside}.{table} WHERE id = OLD.id;
    RETURN OLD;
END $$
"""


def put_in_place(connection: Connection) -> None:
    """Move the old tables aside and give their names to views."""
    for table in TABLES:
        columns = connection.execute(_COLUMNS, {"table": f"{OLD_SCHEMA}.{table}"}).all()
        connection.execute(text(f"ALTER TABLE {OLD_SCHEMA}.{table} SET SCHEMA {ASIDE}"))
        shown = ", ".join(_shown(table, column.name, column.type) for column in columns)
        connection.exec_driver_sql(
            f"CREATE VIEW {OLD_SCHEMA}.{table} AS SELECT {shown} FROM {_SOURCE[table]}"  # noqa: S608
        )
        for column in columns:
            if column.default is not None:
                connection.exec_driver_sql(
                    f'ALTER VIEW {OLD_SCHEMA}.{table} ALTER "{column.name}" '
                    f"SET DEFAULT {column.default}"
                )
        _pass_on(connection, table, [column.name for column in columns])


def take_away(connection: Connection) -> None:
    """Drop the views, and give the names back to the old tables."""
    for table in TABLES:
        drop(connection, table)
        connection.execute(text(f"ALTER TABLE {ASIDE}.{table} SET SCHEMA {OLD_SCHEMA}"))


def drop(connection: Connection, table: str) -> None:
    """Drop one of the views."""
    connection.execute(text(f"DROP VIEW {OLD_SCHEMA}.{table}"))
    connection.execute(text(f"DROP FUNCTION {NEW_SCHEMA}.legacy_{table}_passed_on()"))


def _shown(table: str, name: str, type_: str) -> str:
    """A column under its old name and type; what the new tables do not have is as it was."""
    new = _FROM_NEW[table].get(name, f'c."{name}"')
    return f'({new})::{type_} AS "{name}"'


def _pass_on(connection: Connection, table: str, names: list[str]) -> None:
    connection.exec_driver_sql(
        _PASSED_ON.format(
            new=NEW_SCHEMA,
            aside=ASIDE,
            table=table,
            columns=", ".join(f'"{name}"' for name in names),
            values=", ".join(f'NEW."{name}"' for name in names),
        )
    )
    connection.execute(
        text(
            f"CREATE TRIGGER legacy_passed_on INSTEAD OF INSERT OR UPDATE OR DELETE "
            f"ON {OLD_SCHEMA}.{table} FOR EACH ROW "
            f"EXECUTE FUNCTION {NEW_SCHEMA}.legacy_{table}_passed_on()"
        )
    )
