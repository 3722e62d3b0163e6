-- What is written to the old tables, in the new ones.

CREATE OR REPLACE FUNCTION legacy_room_made() RETURNS trigger LANGUAGE plpgsql
SET search_path = safespot_chat, safespot_legacy, public SET safespot.mirroring = 'on' AS $$
BEGIN
    PERFORM legacy_open(NEW.id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION legacy_room_put_away() RETURNS trigger LANGUAGE plpgsql
SET search_path = safespot_chat, safespot_legacy, public SET safespot.mirroring = 'on' AS $$
DECLARE
    conversation text := legacy_open(NEW.id);
    person text;
BEGIN
    IF NEW.status IS NOT DISTINCT FROM OLD.status THEN RETURN NULL; END IF;
    FOR person IN
        UPDATE conversation_members SET archived = NEW.status = 'archived'
        WHERE conversation_id = conversation AND left_at IS NULL
        AND archived <> (NEW.status = 'archived') RETURNING user_id
    LOOP
        PERFORM legacy_tell(ARRAY[person], 'member-updated', conversation, person,
            '{"fields": ["archived"]}');
    END LOOP;
    RETURN NULL;
END $$;

-- The members of a conversation whose last room is gone have left it.
CREATE OR REPLACE FUNCTION legacy_room_gone() RETURNS trigger LANGUAGE plpgsql
SET search_path = safespot_chat, safespot_legacy, public SET safespot.mirroring = 'on' AS $$
DECLARE
    conversation text;
    present text[];
    person text;
BEGIN
    SELECT conversation_id INTO conversation FROM legacy_room_map WHERE room_id = OLD.id::text;
    IF NOT FOUND OR EXISTS (
        SELECT FROM chat_rooms WHERE id = ANY (legacy_rooms(conversation))
    ) THEN
        RETURN NULL;
    END IF;
    present := legacy_members(conversation);
    -- Of a moderator who only observes it, nobody else is told.
    FOR person IN
        DELETE FROM conversation_members
        WHERE conversation_id = conversation AND role = 'observer' RETURNING user_id
    LOOP
        PERFORM legacy_tell(ARRAY[person], 'member-left', conversation, person,
            json_build_object('user_id', person));
        present := array_remove(present, person);
    END LOOP;
    UPDATE conversation_members SET left_at = legacy_microseconds(clock_timestamp())
    WHERE conversation_id = conversation AND left_at IS NULL;
    FOREACH person IN ARRAY present LOOP
        PERFORM legacy_tell(present, 'member-left', conversation, person,
            json_build_object('user_id', person));
    END LOOP;
    RETURN NULL;
END $$;

-- Before a message is written: nobody else writes into its conversation until the commit, and its
-- time is after all others, so that both sides have the same order.
CREATE OR REPLACE FUNCTION legacy_message_timed() RETURNS trigger LANGUAGE plpgsql
SET search_path = safespot_chat, safespot_legacy, public SET safespot.mirroring = 'on' AS $$
DECLARE
    conversation text := legacy_open(NEW.room_id);
    newest bigint;
BEGIN
    IF conversation IS NULL THEN RETURN NEW; END IF;
    SELECT last_message_at INTO newest FROM conversations WHERE id = conversation FOR UPDATE;
    IF NOT (SELECT checked FROM legacy_conversations WHERE conversation_id = conversation) THEN
        -- What was written without triggers comes before this.
        PERFORM legacy_reconcile(conversation);
        SELECT last_message_at INTO newest FROM conversations WHERE id = conversation;
    END IF;
    UPDATE legacy_conversations SET clock = greatest(
        clock + 1, newest + 1, legacy_microseconds(coalesce(NEW.created_at, now()))
    ) WHERE conversation_id = conversation RETURNING clock INTO newest;
    NEW.created_at := legacy_moment(newest);
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION legacy_message_made() RETURNS trigger LANGUAGE plpgsql
SET search_path = safespot_chat, safespot_legacy, public SET safespot.mirroring = 'on' AS $$
BEGIN
    PERFORM legacy_append(NEW.id);
    RETURN NULL;
END $$;

-- An old message, at the end of its conversation.
CREATE OR REPLACE FUNCTION legacy_append(message uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c record;
    conversation text;
    place integer;
    at bigint;
    person text;
BEGIN
    SELECT * INTO c FROM chat_messages WHERE id = message;
    conversation := legacy_open(c.room_id);
    IF conversation IS NULL OR EXISTS (SELECT FROM messages WHERE id = message::text) THEN
        RETURN;
    END IF;
    SELECT head_position + 1, greatest(last_message_at + 1, legacy_microseconds(c.created_at))
    INTO place, at FROM conversations WHERE id = conversation FOR UPDATE;
    INSERT INTO messages (
        id, conversation_id, sender_id, content, type, created_at, position, revision,
        reply_to_id, edited_at
    ) VALUES (
        message::text, conversation, legacy_user(c.sender_id),
        legacy_words(c.type, c.content, c.caption), c.type, at, place, 1, c.reply_to_id::text,
        CASE WHEN c.is_edited THEN legacy_microseconds(coalesce(c.edited_at, c.created_at)) END
    );
    IF c.type NOT IN ('text', 'image') THEN
        PERFORM legacy_note(c.type, message::text, conversation);
    END IF;
    UPDATE conversations SET last_message_id = message::text, last_message_at = at,
        active_at = at, head_position = place WHERE id = conversation;
    UPDATE legacy_conversations SET clock = greatest(clock, at)
    WHERE conversation_id = conversation;
    IF c.reactions <> '{}' THEN PERFORM legacy_react(message); END IF;
    -- Whoever writes has read what is above; clients know it without an event.
    UPDATE conversation_members SET read_position = place, last_read_message_id = message::text,
        delivered_position = greatest(delivered_position, place)
    WHERE conversation_id = conversation AND user_id = c.sender_id::text AND left_at IS NULL;
    PERFORM legacy_tell(
        legacy_members(conversation), 'message-created', conversation, message::text
    );
    FOR person IN
        UPDATE conversation_members SET archived = false
        WHERE conversation_id = conversation AND left_at IS NULL AND archived
        AND user_id <> c.sender_id::text AND (muted_until IS NULL OR muted_until <= at)
        RETURNING user_id
    LOOP
        PERFORM legacy_tell(ARRAY[person], 'member-updated', conversation, person,
            '{"fields": ["archived"]}');
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION legacy_messages_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path = safespot_chat, safespot_legacy, public SET safespot.mirroring = 'on' AS $$
DECLARE
    changed record;
    conversation text;
BEGIN
    FOR changed IN
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id)
        WHERE (n.content, n.type, n.caption, n.is_edited, n.edited_at)
            IS DISTINCT FROM (o.content, o.type, o.caption, o.is_edited, o.edited_at)
        ORDER BY n.id
    LOOP
        PERFORM legacy_revise(changed.id);
    END LOOP;
    PERFORM legacy_react_anew(n.id) FROM (
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id)
        WHERE n.reactions IS DISTINCT FROM o.reactions ORDER BY n.id
    ) n;
    FOR conversation IN
        SELECT DISTINCT m.conversation_id FROM new_rows n JOIN old_rows o USING (id)
        JOIN legacy_room_map m ON m.room_id = n.room_id::text
        WHERE (n.is_read, n.is_delivered) IS DISTINCT FROM (o.is_read, o.is_delivered)
        ORDER BY 1
    LOOP
        PERFORM legacy_marks(conversation, true);
    END LOOP;
    RETURN NULL;
END $$;

-- Give a message the words that the old table has.
CREATE OR REPLACE FUNCTION legacy_revise(message uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    conversation text;
BEGIN
    UPDATE messages m SET content = legacy_words(c.type, c.content, c.caption), type = c.type,
        revision = m.revision + 1,
        edited_at = CASE WHEN c.is_edited
            THEN legacy_microseconds(coalesce(c.edited_at, now())) ELSE m.edited_at END
    FROM chat_messages c
    WHERE c.id = message AND m.id = message::text AND m.deleted_at IS NULL AND m.image_id IS NULL
    RETURNING m.conversation_id INTO conversation;
    IF FOUND THEN
        PERFORM legacy_tell(legacy_members(conversation), 'message-updated', conversation,
            message::text, '{"fields": ["content", "edited_at"]}');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION legacy_message_gone() RETURNS trigger LANGUAGE plpgsql
SET search_path = safespot_chat, safespot_legacy, public SET safespot.mirroring = 'on' AS $$
BEGIN
    PERFORM legacy_remove(OLD.id);
    RETURN NULL;
END $$;

-- The new side keeps a tombstone.
CREATE OR REPLACE FUNCTION legacy_remove(message uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    conversation text;
BEGIN
    UPDATE messages SET content = '', revision = revision + 1,
        deleted_at = legacy_microseconds(clock_timestamp())
    WHERE id = message::text AND deleted_at IS NULL RETURNING conversation_id INTO conversation;
    IF NOT FOUND THEN RETURN; END IF;
    DELETE FROM reactions WHERE message_id = message::text;
    PERFORM legacy_tell(legacy_members(conversation), 'message-deleted', conversation,
        message::text, '{"fields": ["content", "deleted_at", "reactions"]}');
    UPDATE conversations SET pinned_message_id = NULL
    WHERE id = conversation AND pinned_message_id = message::text;
    IF FOUND THEN
        PERFORM legacy_tell(legacy_members(conversation), 'conversation-updated', conversation,
            conversation, '{"fields": ["pinned_message_id"]}');
    END IF;
END $$;

-- After a time without triggers: what the old tables say holds. How many rows were not alike.
CREATE OR REPLACE FUNCTION legacy_reconcile(conversation text) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    rooms uuid[] := legacy_rooms(conversation);
    differing record;
    many integer := 0;
BEGIN
    PERFORM 1 FROM conversations WHERE id = conversation FOR UPDATE;
    PERFORM legacy_copy(conversation, 2147483647);
    FOR differing IN
        SELECT c.id FROM chat_messages c LEFT JOIN messages m ON m.id = c.id::text
        WHERE c.room_id = ANY (rooms) AND m.id IS NULL ORDER BY c.created_at, c.id
    LOOP
        PERFORM legacy_append(differing.id);
        many := many + 1;
    END LOOP;
    FOR differing IN
        SELECT m.id::uuid FROM messages m LEFT JOIN chat_messages c ON c.id = m.id::uuid
        WHERE m.conversation_id = conversation AND m.deleted_at IS NULL AND m.type <> 'system'
        AND c.id IS NULL
    LOOP
        PERFORM legacy_remove(differing.id);
        many := many + 1;
    END LOOP;
    FOR differing IN
        SELECT c.id FROM chat_messages c JOIN messages m ON m.id = c.id::text
        WHERE m.conversation_id = conversation AND m.image_id IS NULL AND m.deleted_at IS NULL
        AND (m.content, m.type::text) IS DISTINCT FROM
            (legacy_words(c.type, c.content, c.caption), c.type::text)
    LOOP
        PERFORM legacy_revise(differing.id);
        many := many + 1;
    END LOOP;
    FOR differing IN
        SELECT c.id FROM chat_messages c WHERE c.room_id = ANY (rooms)
        AND legacy_reactions_listed(c.reactions) IS DISTINCT FROM (
            SELECT string_agg(emoji || ' ' || user_id, E'\n' ORDER BY emoji, user_id)
            FROM reactions WHERE message_id = c.id::text
        )
    LOOP
        IF legacy_react_anew(differing.id) THEN many := many + 1; END IF;
    END LOOP;
    PERFORM legacy_marks(conversation, true);
    UPDATE legacy_conversations SET checked = true WHERE conversation_id = conversation;
    RETURN many;
END $$;
