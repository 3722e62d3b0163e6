-- People and reports. Whoever a room or a message names has a row on both sides.

CREATE OR REPLACE FUNCTION legacy_user(person uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    shown text;
    key text;
    born bigint := legacy_microseconds(now());
BEGIN
    IF EXISTS (SELECT FROM users WHERE id = person::text) THEN RETURN person::text; END IF;
    SELECT alias INTO shown FROM public.anonymous_users WHERE anonymous_id = person;
    IF NOT FOUND THEN
        PERFORM legacy_note('missing_person', person::text, 'a placeholder stands for them');
    END IF;
    shown := coalesce(nullif(btrim(shown), ''), 'alguien-' || left(person::text, 8));
    key := lower(normalize(shown, NFKC));
    INSERT INTO users (id, alias, alias_key, created_at) VALUES (person::text, shown, key, born)
    ON CONFLICT DO NOTHING;
    IF NOT EXISTS (SELECT FROM users WHERE id = person::text) THEN
        PERFORM legacy_note('alias_taken', person::text, shown);
        INSERT INTO users (id, alias, alias_key, created_at)
        VALUES (person::text, shown, key || ' ' || person::text, born) ON CONFLICT DO NOTHING;
    END IF;
    INSERT INTO user_streams (user_id, epoch, head_seq, floor_seq)
    VALUES (person::text, left(replace(gen_random_uuid()::text, '-', ''), 16), 0, 0)
    ON CONFLICT DO NOTHING;
    RETURN person::text;
END $$;

-- NULL for a report that is no more.
CREATE OR REPLACE FUNCTION legacy_report(report uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    row_ record;
BEGIN
    IF report IS NULL OR EXISTS (SELECT FROM reports WHERE id = report::text) THEN
        RETURN report::text;
    END IF;
    SELECT * INTO row_ FROM public.reports WHERE id = report;
    IF NOT FOUND THEN
        PERFORM legacy_note('missing_report', report::text, 'its rooms have no report');
        RETURN NULL;
    END IF;
    INSERT INTO reports (id, title, category, created_by, created_at) VALUES (
        report::text, coalesce(row_.title, ''), coalesce(row_.category, ''),
        legacy_user(row_.anonymous_id), legacy_microseconds(coalesce(row_.created_at, now()))
    ) ON CONFLICT DO NOTHING;
    RETURN report::text;
END $$;

-- The way back: the old rooms refer to both.
CREATE OR REPLACE FUNCTION legacy_person_back(person text) RETURNS uuid LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.anonymous_users (anonymous_id, alias)
    SELECT u.id::uuid, CASE WHEN NOT EXISTS (
        SELECT FROM public.anonymous_users taken WHERE taken.alias = u.alias
    ) THEN u.alias END
    FROM users u WHERE u.id = person ON CONFLICT DO NOTHING;
    RETURN person::uuid;
END $$;

CREATE OR REPLACE FUNCTION legacy_report_back(report text) RETURNS uuid LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.reports (id, anonymous_id, title, category, description)
    SELECT id::uuid, legacy_person_back(created_by), title, category, title FROM reports
    WHERE id = report ON CONFLICT DO NOTHING;
    RETURN report::uuid;
END $$;

CREATE OR REPLACE FUNCTION legacy_alias_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path = safespot_chat, safespot_legacy, public SET safespot.mirroring = 'on' AS $$
DECLARE
    person text := NEW.anonymous_id::text;
    key text := lower(normalize(btrim(NEW.alias), NFKC));
BEGIN
    IF coalesce(key, '') = '' THEN RETURN NULL; END IF;
    IF NOT EXISTS (SELECT FROM users WHERE id = person) THEN
        PERFORM legacy_user(NEW.anonymous_id);
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM users WHERE alias_key = key AND id <> person) THEN
        PERFORM legacy_note('alias_taken', person, NEW.alias);
        key := key || ' ' || person;
    END IF;
    UPDATE users SET alias = btrim(NEW.alias), alias_key = key WHERE id = person;
    PERFORM legacy_tell(
        ARRAY(
            SELECT DISTINCT other.user_id FROM conversation_members own
            JOIN conversation_members other USING (conversation_id)
            WHERE own.user_id = person AND own.role <> 'observer' AND other.left_at IS NULL
            UNION SELECT person
        ), 'user-updated', NULL, person
    );
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION legacy_alias_back() RETURNS trigger LANGUAGE plpgsql
SET search_path = safespot_chat, safespot_legacy, public SET safespot.mirroring = 'on' AS $$
BEGIN
    UPDATE public.anonymous_users SET alias = NEW.alias
    WHERE anonymous_id = NEW.id::uuid
    AND NOT EXISTS (SELECT FROM public.anonymous_users WHERE alias = NEW.alias);
    RETURN NULL;
END $$;
