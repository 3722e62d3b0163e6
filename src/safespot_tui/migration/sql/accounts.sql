-- Who may log in. The way is one: whoever makes an account here has none in the old chat.

-- The account of the old chat, as it is now; nothing if it was brought over like this before.
CREATE OR REPLACE FUNCTION legacy_account(person uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    a record;
    address text;
BEGIN
    SELECT email, password_hash INTO a FROM public.user_auth WHERE anonymous_id = person
    ORDER BY password_hash IS NULL LIMIT 1;
    address := lower(btrim(a.email));
    PERFORM legacy_user(person);
    IF EXISTS (
        SELECT FROM legacy_accounts WHERE user_id = person::text
        AND (email, password_hash) IS NOT DISTINCT FROM (address, a.password_hash)
    ) THEN
        RETURN;
    END IF;
    IF address IS NULL OR a.password_hash IS NULL OR a.password_hash NOT LIKE '$2%' THEN
        PERFORM legacy_note('no_password', person::text, coalesce(address, ''));
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM accounts WHERE email = address AND user_id <> person::text) THEN
        PERFORM legacy_note('email_taken', person::text, address);
        RETURN;
    END IF;
    INSERT INTO accounts (user_id, email, password_hash)
    VALUES (person::text, address, a.password_hash)
    ON CONFLICT (user_id) DO UPDATE
    SET email = excluded.email, password_hash = excluded.password_hash;
    INSERT INTO legacy_accounts VALUES (person::text, address, a.password_hash)
    ON CONFLICT (user_id) DO UPDATE
    SET email = excluded.email, password_hash = excluded.password_hash;
    DELETE FROM legacy_awkward WHERE subject_id = person::text
    AND kind IN ('no_password', 'email_taken');
END $$;

CREATE OR REPLACE FUNCTION legacy_account_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path = safespot_chat, safespot_legacy, public SET safespot.mirroring = 'on' AS $$
BEGIN
    IF NEW.anonymous_id IS NOT NULL THEN PERFORM legacy_account(NEW.anonymous_id); END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION legacy_account_gone() RETURNS trigger LANGUAGE plpgsql
SET search_path = safespot_chat, safespot_legacy, public SET safespot.mirroring = 'on' AS $$
BEGIN
    PERFORM legacy_close_account(OLD.anonymous_id::text);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION legacy_close_account(person text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM legacy_accounts WHERE user_id = person;
    IF NOT FOUND THEN RETURN; END IF;
    DELETE FROM sessions WHERE user_id = person;
    DELETE FROM accounts WHERE user_id = person;
END $$;

-- The next people, by id, who have a name or an account; the last of them, NULL after the last.
CREATE OR REPLACE FUNCTION legacy_people(after uuid, most integer) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    page uuid[] := ARRAY(
        SELECT anonymous_id FROM public.anonymous_users WHERE anonymous_id > after
        ORDER BY anonymous_id LIMIT most
    );
BEGIN
    PERFORM legacy_user(anonymous_id) FROM public.anonymous_users
    WHERE anonymous_id = ANY (page) AND btrim(alias) <> '';
    RETURN page[cardinality(page)];
END $$;

CREATE OR REPLACE FUNCTION legacy_account_page(after uuid, most integer) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    page uuid[] := ARRAY(
        SELECT DISTINCT anonymous_id FROM public.user_auth WHERE anonymous_id > after
        ORDER BY anonymous_id LIMIT most
    );
BEGIN
    PERFORM legacy_account(p) FROM unnest(page) p;
    RETURN page[cardinality(page)];
END $$;

-- What pages of the old table do not show: accounts of nobody, and those that went meanwhile.
CREATE OR REPLACE FUNCTION legacy_accounts_left() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM legacy_note('nobodys_account', email, 'an account of the old chat without a person')
    FROM public.user_auth WHERE anonymous_id IS NULL AND email IS NOT NULL;
    PERFORM legacy_close_account(user_id) FROM legacy_accounts l WHERE NOT EXISTS (
        SELECT FROM public.user_auth a WHERE a.anonymous_id::text = l.user_id
    );
END $$;
