"""The old chat: its tables, and its server's statements, unaware of any migration."""

import json
import uuid
from collections.abc import Sequence
from typing import Any

import bcrypt
import psycopg
from psycopg.rows import namedtuple_row

TABLES = """
CREATE TABLE anonymous_users (
    anonymous_id uuid PRIMARY KEY,
    alias varchar(50) UNIQUE,
    avatar_url text,
    last_seen_at timestamptz DEFAULT now()
);
CREATE TABLE reports (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    anonymous_id uuid NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    category text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE chat_rooms (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    report_id uuid,
    participant_a uuid NOT NULL,
    participant_b uuid NOT NULL,
    last_message_at timestamptz DEFAULT now(),
    status varchar(50) DEFAULT 'active',
    created_at timestamptz DEFAULT now(),
    UNIQUE (report_id, participant_a, participant_b)
);
CREATE TABLE chat_messages (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    room_id uuid NOT NULL REFERENCES chat_rooms (id) ON DELETE CASCADE,
    sender_id uuid NOT NULL,
    content text NOT NULL CHECK (length(trim(content)) > 0),
    type varchar(50) DEFAULT 'text' CHECK (type IN ('text', 'image', 'sighting', 'location')),
    is_read boolean DEFAULT false,
    created_at timestamptz DEFAULT now(),
    caption text,
    is_delivered boolean DEFAULT false,
    delivered_at timestamptz,
    reply_to_id uuid,
    edited_at timestamptz,
    reactions jsonb DEFAULT '{}',
    is_edited boolean DEFAULT false,
    read_at timestamptz
);
CREATE TABLE user_auth (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email text NOT NULL UNIQUE,
    password_hash text,
    anonymous_id uuid UNIQUE,
    provider varchar(20) DEFAULT 'email',
    last_login_at timestamptz
);
CREATE TABLE starred_messages (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    message_id uuid NOT NULL,
    created_at timestamptz DEFAULT now(),
    UNIQUE (user_id, message_id)
);
"""
"""Without the foreign keys to people and reports, which is how a row outlives what it names."""

_ROOMS = """
SELECT r.*, p.title AS report_title, u.alias AS other_participant_alias,
    (SELECT content FROM chat_messages WHERE room_id = r.id ORDER BY created_at DESC LIMIT 1)
        AS last_message_content,
    (SELECT count(*) FROM chat_messages WHERE room_id = r.id AND sender_id <> %(me)s
        AND NOT is_read) AS unread_count
FROM chat_rooms r LEFT JOIN reports p ON p.id = r.report_id
LEFT JOIN anonymous_users u ON u.anonymous_id
    = CASE WHEN r.participant_a = %(me)s THEN r.participant_b ELSE r.participant_a END
WHERE r.participant_a = %(me)s OR r.participant_b = %(me)s
ORDER BY r.last_message_at DESC NULLS LAST, r.id
"""
_MESSAGES = """
SELECT m.*, u.alias AS sender_alias, q.content AS reply_to_content
FROM chat_messages m LEFT JOIN anonymous_users u ON u.anonymous_id = m.sender_id
LEFT JOIN chat_messages q ON q.id = m.reply_to_id
WHERE m.room_id = %s ORDER BY m.created_at, m.id
"""


def hashed(password: str) -> str:
    """As the old server keeps it, at the least cost there is."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()


class OldServer:
    """One connection of the old server. Each call is a transaction."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True, row_factory=namedtuple_row)

    def close(self) -> None:
        self.connection.close()

    def ask(self, statement: str, *values: Any) -> list[Any]:
        """Any statement; the rows it gives."""
        cursor = self.connection.execute(statement.encode(), values or None)
        return cursor.fetchall() if cursor.description else []

    def make_tables(self) -> None:
        self.connection.execute(TABLES)

    def person(self, alias: str | None) -> uuid.UUID:
        made = "INSERT INTO anonymous_users (anonymous_id, alias) VALUES (%s, %s)"
        person = uuid.uuid4()
        self.ask(made, person, alias)
        return person

    def report(self, owner: uuid.UUID, title: str = "Perro perdido") -> uuid.UUID:
        made = (
            "INSERT INTO reports (anonymous_id, title, description, category) "
            "VALUES (%s, %s, '', 'mascotas') RETURNING id"
        )
        return self.ask(made, owner, title)[0].id

    def room(
        self, one: uuid.UUID, other: uuid.UUID, report: uuid.UUID | None = None, **columns: Any
    ) -> uuid.UUID:
        values = {"participant_a": one, "participant_b": other, "report_id": report, **columns}
        return self._insert("chat_rooms", values).id

    def send(self, room: uuid.UUID, sender: uuid.UUID, content: str, **columns: Any) -> Any:
        """The row, as the server answers it."""
        with self.connection.transaction():
            row = self._insert(
                "chat_messages",
                {"room_id": room, "sender_id": sender, "content": content, **columns},
            )
            self.ask("UPDATE chat_rooms SET last_message_at = now() WHERE id = %s", room)
        return row

    def read(self, room: uuid.UUID, reader: uuid.UUID) -> int:
        """Mark everything there as read; how many messages it was."""
        marked = (
            "UPDATE chat_messages SET is_read = true, is_delivered = true "
            "WHERE room_id = %s AND sender_id <> %s AND NOT is_read RETURNING id"
        )
        return len(self.ask(marked, room, reader))

    def edit(self, message: uuid.UUID, content: str) -> None:
        self.ask(
            "UPDATE chat_messages SET content = %s, is_edited = true, edited_at = now() "
            "WHERE id = %s",
            content,
            message,
        )

    def register(self, person: uuid.UUID | None, email: str, password: str | None) -> None:
        """An account for somebody; without a password it is one of another provider."""
        made = "INSERT INTO user_auth (anonymous_id, email, password_hash) VALUES (%s, %s, %s)"
        self.ask(made, person, email, None if password is None else hashed(password))

    def react(self, message: uuid.UUID, reactions: Any) -> None:
        """Have these reactions, `{emoji: [who]}`, and no others."""
        changed = "UPDATE chat_messages SET reactions = %s::jsonb WHERE id = %s"
        self.ask(changed, json.dumps(reactions, default=str), message)

    def star(self, person: uuid.UUID, message: uuid.UUID, *, starred: bool = True) -> None:
        if starred:
            put = "INSERT INTO starred_messages (user_id, message_id) VALUES (%s, %s)"
        else:
            put = "DELETE FROM starred_messages WHERE user_id = %s AND message_id = %s"
        self.ask(put, person, message)

    def delete(self, message: uuid.UUID) -> None:
        self.ask("DELETE FROM chat_messages WHERE id = %s", message)

    def rooms(self, me: uuid.UUID) -> list[Any]:
        return self.connection.execute(_ROOMS, {"me": me}).fetchall()

    def messages(self, room: uuid.UUID) -> list[Any]:
        return self.ask(_MESSAGES, room)

    def contents(self, room: uuid.UUID) -> Sequence[str]:
        return [row.content for row in self.messages(room)]

    def _insert(self, table: str, values: dict[str, Any]) -> Any:
        places = ", ".join(["%s"] * len(values))
        statement = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places}) RETURNING *"
        return self.ask(statement, *values.values())[0]
