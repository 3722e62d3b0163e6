-- Words that both directions share. Bodies name tables without their schema: where the old ones are
-- changes with the phase, and the search path of the triggers finds them.

CREATE OR REPLACE FUNCTION legacy_microseconds(at timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT (extract(epoch FROM at) * 1000000)::bigint $$;

CREATE OR REPLACE FUNCTION legacy_moment(microseconds bigint) RETURNS timestamptz
LANGUAGE sql IMMUTABLE AS $$
    SELECT 'epoch'::timestamptz + microseconds * interval '1 microsecond'
$$;

-- Old images are an address and a caption. In the new table they are words: the address last, so
-- that both can be told apart again.
CREATE OR REPLACE FUNCTION legacy_words(type text, content text, caption text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN type = 'image' AND caption IS NOT NULL
        THEN caption || E'\n' || content ELSE content END
$$;

CREATE OR REPLACE FUNCTION legacy_content(type text, content text, image_id text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN image_id IS NOT NULL THEN '/images/' || image_id
        WHEN type = 'image' THEN substring(content FROM '[^\n]*$') ELSE content END
$$;

CREATE OR REPLACE FUNCTION legacy_caption(type text, content text, image_id text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN image_id IS NOT NULL THEN nullif(content, '')
        WHEN type = 'image' AND strpos(content, E'\n') > 0
        THEN regexp_replace(content, '\n[^\n]*$', '') END
$$;

CREATE OR REPLACE FUNCTION legacy_note(kind_ text, subject text, detail_ text) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO legacy_awkward (kind, subject_id, detail) VALUES (kind_, subject, detail_)
    ON CONFLICT DO NOTHING
$$;

-- As the server's `event_log.append`: the counters stay locked until the commit, in one order.
CREATE OR REPLACE FUNCTION legacy_tell(
    recipients text[], event text, conversation text, subject text, more json DEFAULT '{}'
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM user_streams WHERE user_id = ANY (recipients) ORDER BY user_id FOR UPDATE;
    WITH heads AS (
        UPDATE user_streams SET head_seq = head_seq + 1 WHERE user_id = ANY (recipients)
        RETURNING user_id, head_seq
    )
    INSERT INTO events (user_id, seq, name, conversation_id, subject_id, extra, created_at)
    SELECT user_id, head_seq, event, conversation, subject, more,
        legacy_microseconds(clock_timestamp())
    FROM heads;
END $$;

CREATE OR REPLACE FUNCTION legacy_members(conversation text) RETURNS text[] LANGUAGE sql AS $$
    SELECT coalesce(array_agg(user_id::text ORDER BY user_id), '{}') FROM conversation_members
    WHERE conversation_id = conversation AND left_at IS NULL
$$;

CREATE OR REPLACE FUNCTION legacy_rooms(conversation text) RETURNS uuid[] LANGUAGE sql AS $$
    SELECT coalesce(array_agg(room_id::uuid ORDER BY room_id), '{}') FROM legacy_room_map
    WHERE conversation_id = conversation
$$;
