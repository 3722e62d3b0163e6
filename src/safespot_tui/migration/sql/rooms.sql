-- From rooms to conversations. All rooms of a pair about the same report are one conversation,
-- which has the lowest of their ids.

CREATE OR REPLACE FUNCTION legacy_pair(one uuid, other uuid, report uuid) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT least(one, other) || ':' || greatest(one, other) || ':' || coalesce(report::text, '')
$$;

CREATE OR REPLACE FUNCTION legacy_map(room uuid, conversation text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    about uuid;
BEGIN
    INSERT INTO legacy_room_map (room_id, conversation_id) VALUES (room::text, conversation)
    ON CONFLICT DO NOTHING;
    SELECT r.report_id INTO about FROM chat_rooms r
    JOIN public.reports p ON p.id = r.report_id
    WHERE r.id = room AND p.conversation_id IS NULL;
    IF FOUND THEN
        UPDATE public.reports SET conversation_id = conversation::uuid
        WHERE id = about AND conversation_id IS NULL;
    END IF;
END $$;

-- The conversation of a room, made if there is none; NULL: there is no such room.
CREATE OR REPLACE FUNCTION legacy_open(room uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    r record;
    pair text;
    conversation text;
    rooms uuid[];
    present text[];
    born bigint;
    about text;
BEGIN
    SELECT conversation_id INTO conversation FROM legacy_room_map WHERE room_id = room::text;
    IF FOUND THEN RETURN conversation; END IF;
    SELECT * INTO r FROM chat_rooms WHERE id = room;
    IF NOT FOUND THEN RETURN NULL; END IF;
    pair := legacy_pair(r.participant_a, r.participant_b, r.report_id);
    PERFORM pg_advisory_xact_lock(hashtextextended(pair, 5907));
    SELECT conversation_id INTO conversation FROM legacy_room_map WHERE room_id = room::text;
    IF FOUND THEN RETURN conversation; END IF;
    present := ARRAY(
        SELECT DISTINCT legacy_user(p) FROM unnest(ARRAY[r.participant_a, r.participant_b]) p
    );
    IF r.participant_a = r.participant_b THEN
        PERFORM legacy_note('self_room', room::text, 'a conversation of one member');
    END IF;
    SELECT id INTO conversation FROM conversations WHERE pair_key = pair;
    IF FOUND THEN
        PERFORM legacy_note('doubled_pair', room::text, 'merged into ' || conversation);
        PERFORM legacy_map(room, conversation);
        UPDATE conversation_members SET left_at = NULL
        WHERE conversation_id = conversation AND left_at IS NOT NULL;
        IF FOUND THEN
            PERFORM legacy_tell(present, 'conversation-created', conversation, conversation);
        END IF;
        RETURN conversation;
    END IF;
    rooms := ARRAY(
        SELECT id FROM chat_rooms
        WHERE least(participant_a, participant_b) = least(r.participant_a, r.participant_b)
        AND greatest(participant_a, participant_b) = greatest(r.participant_a, r.participant_b)
        AND report_id IS NOT DISTINCT FROM r.report_id ORDER BY id
    );
    conversation := rooms[1]::text;
    born := legacy_microseconds(coalesce(r.created_at, now()));
    about := legacy_report(r.report_id);
    INSERT INTO conversations (
        id, type, report_id, metadata, created_at, active_at, head_position, pair_key
    ) VALUES (
        conversation, 'dm', about, '{"name": "", "icon": ""}', born, born, 0, pair
    );
    INSERT INTO conversation_members (
        conversation_id, user_id, role, joined_at, read_position, delivered_position,
        pinned, archived, marked_unread
    )
    SELECT conversation, p, 'member', born, 0, 0, false, coalesce(r.status = 'archived', false),
        false
    FROM unnest(present) p;
    PERFORM legacy_map(id, conversation) FROM unnest(rooms) id;
    PERFORM legacy_note(
        CASE WHEN s.participant_a = r.participant_a THEN 'doubled_pair' ELSE 'both_ways_round' END,
        s.id::text, 'merged into ' || conversation
    ) FROM chat_rooms s WHERE s.id = ANY (rooms[2:]);
    PERFORM legacy_begin(conversation, rooms);
    PERFORM legacy_copy(conversation, 1000);
    PERFORM legacy_tell(present, 'conversation-created', conversation, conversation);
    RETURN conversation;
END $$;

-- Give the messages that are there their places: the first ones, whatever comes meanwhile.
CREATE OR REPLACE FUNCTION legacy_begin(conversation text, rooms uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    many integer;
    newest record;
    ending bigint;
BEGIN
    SELECT count(*) INTO many FROM chat_messages WHERE room_id = ANY (rooms);
    SELECT m.id, m.created_at INTO newest FROM unnest(rooms) room CROSS JOIN LATERAL (
        SELECT id, created_at FROM chat_messages WHERE room_id = room
        ORDER BY created_at DESC, id DESC LIMIT 1
    ) m ORDER BY m.created_at DESC, m.id DESC LIMIT 1;
    -- Where all times are equal each is moved by one; so none is moved further than this.
    ending := coalesce(legacy_microseconds(newest.created_at) + many, 0);
    INSERT INTO legacy_conversations VALUES (
        conversation, many, 0, -9000000000000000000, '-infinity',
        '00000000-0000-0000-0000-000000000000', coalesce(newest.created_at, '-infinity'),
        coalesce(newest.id, '00000000-0000-0000-0000-000000000000'), many = 0, true, ending
    );
    IF many > 0 THEN
        UPDATE conversations SET head_position = many, last_message_id = newest.id::text,
            last_message_at = ending, active_at = ending WHERE id = conversation;
    END IF;
END $$;

-- Copy the next `most` messages of a conversation; how many they were. In their old order, each at
-- its time, or a microsecond after the one before.
CREATE OR REPLACE FUNCTION legacy_copy(conversation text, most integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    state legacy_conversations%ROWTYPE;
    rooms uuid[] := legacy_rooms(conversation);
    taken integer;
    reached record;
BEGIN
    SELECT * INTO state FROM legacy_conversations WHERE conversation_id = conversation FOR UPDATE;
    IF state.done THEN RETURN 0; END IF;
    WITH batch AS (
        SELECT m.*, state.copied + row_number() OVER (ORDER BY m.created_at, m.id) AS place
        FROM unnest(rooms) room CROSS JOIN LATERAL (
            SELECT * FROM chat_messages WHERE room_id = room
            AND (created_at, id) > (state.after_at, state.after_id)
            AND (created_at, id) <= (state.until_at, state.until_id)
            ORDER BY created_at, id LIMIT most
        ) m ORDER BY m.created_at, m.id LIMIT most
    ), timed AS (
        SELECT batch.*, greatest(state.ahead, max(legacy_microseconds(created_at) - place)
            OVER (ORDER BY place)) AS ahead FROM batch
    ), people AS (
        SELECT sender_id, legacy_user(sender_id) AS known
        FROM (SELECT DISTINCT sender_id FROM batch) senders
    ), written AS (
        INSERT INTO messages (
            id, conversation_id, sender_id, content, type, created_at, position, revision,
            reply_to_id, edited_at
        )
        SELECT id::text, conversation, known, legacy_words(type, content, caption), type,
            ahead + place, place, 1, reply_to_id::text,
            CASE WHEN is_edited THEN legacy_microseconds(coalesce(edited_at, created_at)) END
        FROM timed JOIN people USING (sender_id)
        ON CONFLICT (id) DO NOTHING
    ), odd AS (
        SELECT legacy_note(
            CASE WHEN timed.created_at = before THEN 'equal_times' ELSE timed.type END,
            timed.id::text, conversation
        ) FROM (
            SELECT *, lag(created_at, 1, state.after_at) OVER (ORDER BY place) AS before FROM timed
        ) timed WHERE timed.created_at = before OR timed.type NOT IN ('text', 'image')
    )
    SELECT max(place) - state.copied AS many, max(ahead) AS ahead, max(created_at) AS at,
        (array_agg(id ORDER BY place DESC))[1] AS id, (SELECT count(*) FROM odd) AS odd,
        array_agg(id) FILTER (WHERE reactions <> '{}') AS reacted
    INTO reached FROM timed;
    taken := coalesce(reached.many, 0);
    PERFORM legacy_react(m) FROM unnest(reached.reacted) m;
    UPDATE legacy_conversations SET
        copied = copied + taken,
        ahead = coalesce(reached.ahead, state.ahead),
        after_at = coalesce(reached.at, after_at),
        after_id = coalesce(reached.id, after_id),
        done = taken < most OR reached.id = until_id
    WHERE conversation_id = conversation RETURNING * INTO state;
    IF state.done THEN PERFORM legacy_finish(conversation); END IF;
    RETURN taken;
END $$;

CREATE OR REPLACE FUNCTION legacy_finish(conversation text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    newest record;
    at bigint;
BEGIN
    -- Positions may have been kept for messages that were deleted meanwhile.
    SELECT m.id, m.created_at INTO newest FROM messages m WHERE m.conversation_id = conversation
    ORDER BY m.created_at DESC LIMIT 1;
    UPDATE conversations SET last_message_id = newest.id, last_message_at = newest.created_at,
        active_at = coalesce(newest.created_at, active_at) WHERE id = conversation;
    PERFORM legacy_marks(conversation, false);
END $$;

-- Turn the flags of the messages into how far each member has read. A member has read up to before
-- the first message of another that is not read: nothing unread is ever shown as read.
CREATE OR REPLACE FUNCTION legacy_marks(conversation text, telling boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    rooms uuid[] := legacy_rooms(conversation);
    present text[] := legacy_members(conversation);
    head integer;
    own record;
    seen integer;
    had integer;
    message text;
BEGIN
    IF NOT (SELECT done FROM legacy_conversations WHERE conversation_id = conversation) THEN
        RETURN;
    END IF;
    SELECT head_position INTO head FROM conversations WHERE id = conversation FOR UPDATE;
    FOR own IN
        SELECT * FROM conversation_members WHERE conversation_id = conversation
        AND left_at IS NULL AND role <> 'observer' ORDER BY user_id FOR UPDATE
    LOOP
        SELECT coalesce(min(m.position) FILTER (WHERE c.is_read IS NOT TRUE) - 1, head),
            coalesce(min(m.position) FILTER (
                WHERE c.is_read IS NOT TRUE AND c.is_delivered IS NOT TRUE
            ) - 1, head)
        INTO seen, had FROM chat_messages c JOIN messages m ON m.id = c.id::text
        WHERE c.room_id = ANY (rooms) AND c.is_read IS NOT TRUE AND c.sender_id::text <> own.user_id;
        IF had > own.delivered_position THEN
            UPDATE conversation_members SET delivered_position = had
            WHERE conversation_id = conversation AND user_id = own.user_id;
            SELECT id INTO message FROM messages WHERE conversation_id = conversation
            AND position <= had ORDER BY created_at DESC LIMIT 1;
            IF telling AND message IS NOT NULL THEN
                PERFORM legacy_tell(present, 'message-delivered', conversation, message,
                    json_build_object('user_id', own.user_id, 'delivered_position', had));
            END IF;
        END IF;
        IF seen > own.read_position THEN
            SELECT id INTO message FROM messages WHERE conversation_id = conversation
            AND position <= seen ORDER BY created_at DESC LIMIT 1;
            UPDATE conversation_members SET read_position = seen, last_read_message_id = message
            WHERE conversation_id = conversation AND user_id = own.user_id;
            IF telling THEN
                PERFORM legacy_tell(present, 'member-updated', conversation, own.user_id,
                    '{"fields": ["last_read_message_id", "read_position"]}');
            END IF;
        END IF;
    END LOOP;
END $$;
