-- What people put on messages: reactions and stars.

-- What the column of an old message says, as far as it can be read.
CREATE OR REPLACE FUNCTION legacy_reactions_read(said jsonb)
RETURNS TABLE (emoji text, user_id text, place bigint) LANGUAGE sql IMMUTABLE AS $$
    SELECT e.key, lower(u.id), min(u.place)
    FROM jsonb_each(CASE jsonb_typeof(said) WHEN 'object' THEN said ELSE '{}' END) e
    CROSS JOIN LATERAL jsonb_array_elements_text(
        CASE jsonb_typeof(e.value) WHEN 'array' THEN e.value ELSE '[]' END
    ) WITH ORDINALITY u (id, place)
    WHERE e.key <> ''
    AND u.id ~* '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
    GROUP BY 1, 2
$$;

CREATE OR REPLACE FUNCTION legacy_reactions_listed(said jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(emoji || ' ' || user_id, E'\n' ORDER BY emoji, user_id)
    FROM legacy_reactions_read(said)
$$;

-- Whether there is anything in it that would be lost.
CREATE OR REPLACE FUNCTION legacy_reactions_odd(said jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_typeof(said) NOT IN ('object', 'null') OR (
        SELECT count(*) FROM legacy_reactions_read(said)
    ) < (
        SELECT coalesce(sum(CASE jsonb_typeof(e.value)
            WHEN 'array' THEN jsonb_array_length(e.value) ELSE 1 END), 0)
        FROM jsonb_each(CASE jsonb_typeof(said) WHEN 'object' THEN said ELSE '{}' END) e
    )
$$;

-- Give a message the reactions that the old table has; whether that changed anything.
CREATE OR REPLACE FUNCTION legacy_react(message uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    said jsonb;
    changed integer;
BEGIN
    SELECT reactions INTO said FROM chat_messages WHERE id = message;
    IF legacy_reactions_odd(said) THEN
        PERFORM legacy_note('odd_reactions', message::text, left(said::text, 1000));
    END IF;
    WITH told AS MATERIALIZED (
        SELECT emoji, legacy_user(user_id::uuid) AS user_id, place
        FROM legacy_reactions_read(said)
    ), taken AS (
        DELETE FROM reactions r WHERE r.message_id = message::text AND NOT EXISTS (
            SELECT FROM told WHERE (told.emoji, told.user_id) = (r.emoji, r.user_id)
        ) RETURNING 1
    ), given AS (
        INSERT INTO reactions (message_id, user_id, emoji, chosen_at)
        SELECT message::text, user_id, emoji, legacy_microseconds(now()) + place FROM told
        ON CONFLICT DO NOTHING RETURNING 1
    )
    SELECT (SELECT count(*) FROM taken) + (SELECT count(*) FROM given) INTO changed;
    RETURN changed > 0;
END $$;

-- The same, as news.
CREATE OR REPLACE FUNCTION legacy_react_anew(message uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    conversation text;
BEGIN
    IF NOT EXISTS (SELECT FROM messages WHERE id = message::text AND deleted_at IS NULL)
    OR NOT legacy_react(message) THEN
        RETURN false;
    END IF;
    UPDATE messages SET revision = revision + 1 WHERE id = message::text
    RETURNING conversation_id INTO conversation;
    PERFORM legacy_tell(legacy_members(conversation), 'message-updated', conversation,
        message::text, '{"fields": ["reactions"]}');
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION legacy_reaction_back() RETURNS trigger LANGUAGE plpgsql
SET search_path = safespot_chat, safespot_legacy, public SET safespot.mirroring = 'on' AS $$
DECLARE
    about text := CASE TG_OP WHEN 'DELETE' THEN OLD.message_id ELSE NEW.message_id END;
BEGIN
    UPDATE chat_messages SET reactions = (
        SELECT coalesce(jsonb_object_agg(emoji, people), '{}') FROM (
            SELECT emoji, jsonb_agg(user_id ORDER BY chosen_at, user_id) AS people
            FROM reactions WHERE message_id = about GROUP BY emoji
        ) by_emoji
    ) WHERE id = about::uuid;
    RETURN NULL;
END $$;

-- Have a star be there or not, as news for whose it is; the revision is odd where it is.
CREATE OR REPLACE FUNCTION legacy_star(person uuid, message uuid, starred boolean) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    conversation text;
BEGIN
    SELECT conversation_id INTO conversation FROM messages
    WHERE id = message::text AND deleted_at IS NULL;
    IF NOT FOUND THEN RETURN false; END IF;
    IF starred THEN
        INSERT INTO stars (user_id, message_id, revision)
        VALUES (legacy_user(person), message::text, 1)
        ON CONFLICT (user_id, message_id) DO UPDATE SET revision = stars.revision + 1
        WHERE stars.revision % 2 = 0;
    ELSE
        UPDATE stars SET revision = revision + 1
        WHERE user_id = person::text AND message_id = message::text AND revision % 2 = 1;
    END IF;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM legacy_tell(ARRAY[person::text], 'message-updated', conversation, message::text,
        '{"fields": ["star_revision", "starred"]}');
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION legacy_starred() RETURNS trigger LANGUAGE plpgsql
SET search_path = safespot_chat, safespot_legacy, public SET safespot.mirroring = 'on' AS $$
BEGIN
    PERFORM legacy_star(NEW.user_id, NEW.message_id, true);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION legacy_unstarred() RETURNS trigger LANGUAGE plpgsql
SET search_path = safespot_chat, safespot_legacy, public SET safespot.mirroring = 'on' AS $$
BEGIN
    PERFORM legacy_star(OLD.user_id, OLD.message_id, false);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION legacy_star_back() RETURNS trigger LANGUAGE plpgsql
SET search_path = safespot_chat, safespot_legacy, public SET safespot.mirroring = 'on' AS $$
BEGIN
    IF NEW.revision % 2 = 1 THEN
        INSERT INTO public.starred_messages (user_id, message_id)
        SELECT NEW.user_id::uuid, NEW.message_id::uuid WHERE NOT EXISTS (
            SELECT FROM public.starred_messages
            WHERE (user_id, message_id) = (NEW.user_id::uuid, NEW.message_id::uuid)
        );
    ELSE
        DELETE FROM public.starred_messages
        WHERE (user_id, message_id) = (NEW.user_id::uuid, NEW.message_id::uuid);
    END IF;
    RETURN NULL;
END $$;

-- The next stars that are not alike on both sides, made as the old side has them; how many.
CREATE OR REPLACE FUNCTION legacy_star_page(most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    many integer;
BEGIN
    PERFORM legacy_note('star_of_nothing', s.user_id || ' ' || s.message_id, 'the message is gone')
    FROM public.starred_messages s
    WHERE NOT EXISTS (SELECT FROM messages m WHERE m.id = s.message_id::text);
    SELECT count(*) FILTER (WHERE legacy_star(person, message, starred)) INTO many FROM (
        SELECT s.user_id AS person, s.message_id AS message, true AS starred
        FROM public.starred_messages s
        JOIN messages m ON m.id = s.message_id::text AND m.deleted_at IS NULL
        WHERE NOT EXISTS (
            SELECT FROM stars t WHERE t.revision % 2 = 1
            AND (t.user_id, t.message_id) = (s.user_id::text, s.message_id::text)
        )
        UNION ALL
        SELECT t.user_id::uuid, t.message_id::uuid, false FROM stars t
        JOIN messages m ON m.id = t.message_id AND m.deleted_at IS NULL
        WHERE t.revision % 2 = 1 AND NOT EXISTS (
            SELECT FROM public.starred_messages s
            WHERE (s.user_id, s.message_id) = (t.user_id::uuid, t.message_id::uuid)
        )
        LIMIT most
    ) unlike;
    RETURN many;
END $$;
