-- What is written to the new tables, in the old ones. Groups have no place there.

-- Before the row: who opens a room of this pair holds this lock first, too.
CREATE OR REPLACE FUNCTION legacy_dm_awaited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.pair_key, 5907));
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION legacy_dm_made() RETURNS trigger LANGUAGE plpgsql
SET search_path = safespot_chat, safespot_legacy, public SET safespot.mirroring = 'on' AS $$
DECLARE
    one uuid := split_part(NEW.pair_key, ':', 1);
    other uuid := split_part(NEW.pair_key, ':', 2);
    about uuid := legacy_report_back(NEW.report_id);
    owner uuid;
    rooms uuid[];
BEGIN
    rooms := ARRAY(
        SELECT id FROM chat_rooms
        WHERE least(participant_a, participant_b) = one
        AND greatest(participant_a, participant_b) = other
        AND report_id IS NOT DISTINCT FROM about ORDER BY id
    );
    IF rooms <> '{}' THEN
        -- Rooms whose turn had not come: this is their conversation, with what was said there.
        PERFORM legacy_map(id, NEW.id) FROM unnest(rooms) id;
        PERFORM legacy_begin(NEW.id, rooms);
        PERFORM legacy_copy(NEW.id, 1000);
        RETURN NULL;
    END IF;
    PERFORM legacy_person_back(one::text);
    PERFORM legacy_person_back(other::text);
    SELECT anonymous_id INTO owner FROM public.reports WHERE id = about;
    IF owner = one THEN
        one := other;
        other := owner;
    END IF;
    INSERT INTO chat_rooms (id, report_id, participant_a, participant_b, created_at, last_message_at)
    VALUES (NEW.id::uuid, about, one, other, legacy_moment(NEW.created_at),
        legacy_moment(NEW.created_at));
    PERFORM legacy_map(NEW.id::uuid, NEW.id);
    PERFORM legacy_begin(NEW.id, ARRAY[NEW.id::uuid]);
    RETURN NULL;
END $$;

-- Before a message is written into a conversation that has not been compared since there were no
-- triggers: its place is not known yet. Asked again after the backfill, it is taken in.
CREATE OR REPLACE FUNCTION legacy_message_awaited() RETURNS trigger LANGUAGE plpgsql
SET search_path = safespot_chat, safespot_legacy, public AS $$
BEGIN
    IF EXISTS (
        SELECT FROM legacy_conversations
        WHERE conversation_id = NEW.conversation_id AND NOT checked
    ) THEN
        RAISE EXCEPTION 'the migration was rolled back: this conversation is yet to be backfilled';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION legacy_message_back() RETURNS trigger LANGUAGE plpgsql
SET search_path = safespot_chat, safespot_legacy, public SET safespot.mirroring = 'on' AS $$
DECLARE
    room uuid;
BEGIN
    SELECT r.id INTO room FROM chat_rooms r WHERE r.id = ANY (legacy_rooms(NEW.conversation_id))
    ORDER BY r.id::text = NEW.conversation_id DESC, r.id LIMIT 1;
    IF NOT FOUND THEN RETURN NULL; END IF;
    INSERT INTO chat_messages (
        id, room_id, sender_id, content, caption, type, created_at, reply_to_id
    ) VALUES (
        NEW.id::uuid, room, legacy_person_back(NEW.sender_id),
        legacy_content(NEW.type, NEW.content, NEW.image_id),
        legacy_caption(NEW.type, NEW.content, NEW.image_id),
        NEW.type, legacy_moment(NEW.created_at), NEW.reply_to_id::uuid
    );
    UPDATE legacy_conversations SET clock = greatest(clock, NEW.created_at)
    WHERE conversation_id = NEW.conversation_id;
    -- Whoever holds the row is about to say the same; waiting for them could be for each other.
    UPDATE chat_rooms SET last_message_at = legacy_moment(NEW.created_at)
    WHERE id = (SELECT id FROM chat_rooms WHERE id = room FOR NO KEY UPDATE SKIP LOCKED);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION legacy_change_back() RETURNS trigger LANGUAGE plpgsql
SET search_path = safespot_chat, safespot_legacy, public SET safespot.mirroring = 'on' AS $$
BEGIN
    IF NEW.deleted_at IS NOT NULL THEN
        DELETE FROM chat_messages WHERE id = NEW.id::uuid;
    ELSE
        UPDATE chat_messages SET
            content = legacy_content(NEW.type, NEW.content, NEW.image_id),
            caption = legacy_caption(NEW.type, NEW.content, NEW.image_id),
            is_edited = NEW.edited_at IS NOT NULL, edited_at = legacy_moment(NEW.edited_at)
        WHERE id = NEW.id::uuid;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION legacy_marks_back() RETURNS trigger LANGUAGE plpgsql
SET search_path = safespot_chat, safespot_legacy, public SET safespot.mirroring = 'on' AS $$
BEGIN
    -- Who only observes it has not read it for anybody.
    IF NEW.role = 'observer' THEN RETURN NULL; END IF;
    UPDATE chat_messages c SET
        is_delivered = true,
        is_read = c.is_read IS TRUE OR m.position <= NEW.read_position
    FROM messages m
    WHERE c.room_id = ANY (legacy_rooms(NEW.conversation_id)) AND c.is_read IS NOT TRUE
    AND c.sender_id::text <> NEW.user_id AND m.id = c.id::text
    AND m.position <= greatest(NEW.read_position, NEW.delivered_position)
    AND (m.position <= NEW.read_position OR c.is_delivered IS NOT TRUE);
    RETURN NULL;
END $$;

-- While the triggers are off, nothing that the old tables would not hear of may be written.
CREATE OR REPLACE FUNCTION legacy_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the migration was rolled back: nothing is written here until it is expanded';
END $$;
