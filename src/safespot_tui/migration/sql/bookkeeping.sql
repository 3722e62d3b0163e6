-- What the migration remembers, beside the new tables. `legacy_room_map` stays for good: it says
-- which conversation an old room's id stands for.

CREATE TABLE IF NOT EXISTS legacy_room_map (
    room_id varchar(36) PRIMARY KEY,
    conversation_id varchar(36) NOT NULL REFERENCES conversations (id)
);
CREATE INDEX IF NOT EXISTS ix_legacy_room_map_conversation ON legacy_room_map (conversation_id);

-- How far the messages of a conversation are copied. Those that were there when it was opened are
-- `total`; they end at (until_at, until_id). What comes later is appended by triggers.
CREATE TABLE IF NOT EXISTS legacy_conversations (
    conversation_id varchar(36) PRIMARY KEY REFERENCES conversations (id),
    total integer NOT NULL,
    copied integer NOT NULL,
    ahead bigint NOT NULL,              -- the most by which a time was ahead of its position
    after_at timestamptz NOT NULL,
    after_id uuid NOT NULL,
    until_at timestamptz NOT NULL,
    until_id uuid NOT NULL,
    done boolean NOT NULL,
    checked boolean NOT NULL,           -- compared since the triggers were last put on
    clock bigint NOT NULL               -- the newest time that was given out, in microseconds
);

-- What was found that the old tables should not hold, and what was made of it.
CREATE TABLE IF NOT EXISTS legacy_awkward (
    kind varchar(24) NOT NULL,
    subject_id varchar(80) NOT NULL,
    detail text NOT NULL,
    PRIMARY KEY (kind, subject_id)
);

-- The accounts of the old chat as they were brought over last. Goes with the old tables.
CREATE TABLE IF NOT EXISTS legacy_accounts (
    user_id varchar(36) PRIMARY KEY REFERENCES users (id),
    email text NOT NULL,
    password_hash text NOT NULL
);

CREATE TABLE IF NOT EXISTS legacy_progress (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    after_room uuid,
    backfilled boolean NOT NULL DEFAULT false,
    verified_at timestamptz,
    clean boolean NOT NULL DEFAULT false,
    compared bigint NOT NULL DEFAULT 0,
    mismatched bigint NOT NULL DEFAULT 0
);
INSERT INTO legacy_progress DEFAULT VALUES ON CONFLICT DO NOTHING;
