BEGIN TRANSACTION;
CREATE TABLE accounts (
    user_id VARCHAR(36) NOT NULL,
    email TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    PRIMARY KEY (user_id),
    FOREIGN KEY(user_id) REFERENCES users (id),
    UNIQUE (email)
);
INSERT INTO "accounts" VALUES('aaaaaaaa-0000-4000-8000-000000000000','ana@example.org','$argon2id$ana');
INSERT INTO "accounts" VALUES('bbbbbbbb-0000-4000-8000-000000000000','beto@example.org','$argon2id$beto');
CREATE TABLE conversation_members (
    conversation_id VARCHAR(36) NOT NULL,
    user_id VARCHAR(36) NOT NULL,
    role VARCHAR(8) NOT NULL,
    joined_at BIGINT NOT NULL,
    left_at BIGINT,
    last_read_message_id VARCHAR(36),
    read_position INTEGER NOT NULL,
    delivered_position INTEGER NOT NULL,
    pinned BOOLEAN NOT NULL,
    archived BOOLEAN NOT NULL,
    muted_until BIGINT,
    marked_unread BOOLEAN NOT NULL,
    PRIMARY KEY (conversation_id, user_id),
    FOREIGN KEY(conversation_id) REFERENCES conversations (id),
    FOREIGN KEY(user_id) REFERENCES users (id)
);
INSERT INTO "conversation_members" VALUES('dddddddd-0000-4000-8000-000000000000','aaaaaaaa-0000-4000-8000-000000000000','member',1767225600000000,NULL,'eeeeeeee-0000-4000-8000-000000000000',1,2,0,0,NULL,0);
INSERT INTO "conversation_members" VALUES('dddddddd-0000-4000-8000-000000000000','bbbbbbbb-0000-4000-8000-000000000000','member',1767225600000000,NULL,'eeeeeeee-0000-4000-8000-000000000000',1,2,0,0,NULL,0);
CREATE TABLE conversations (
    id VARCHAR(36) NOT NULL,
    type VARCHAR(8) NOT NULL,
    report_id VARCHAR(36),
    metadata JSON NOT NULL,
    created_at BIGINT NOT NULL,
    last_message_id VARCHAR(36),
    last_message_at BIGINT,
    active_at BIGINT NOT NULL,
    head_position INTEGER NOT NULL,
    pair_key VARCHAR(120),
    pinned_message_id VARCHAR(36),
    PRIMARY KEY (id),
    FOREIGN KEY(report_id) REFERENCES reports (id),
    UNIQUE (pair_key)
);
INSERT INTO "conversations" VALUES('dddddddd-0000-4000-8000-000000000000','dm','cccccccc-0000-4000-8000-000000000000','{}',1767225600000000,'ffffffff-0000-4000-8000-000000000000',1767225602000000,1767225602000000,2,'aaaaaaaa-0000-4000-8000-000000000000 bbbbbbbb-0000-4000-8000-000000000000 cccccccc-0000-4000-8000-000000000000',NULL);
CREATE TABLE events (
    user_id VARCHAR(36) NOT NULL,
    seq BIGINT NOT NULL,
    name VARCHAR(24) NOT NULL,
    conversation_id VARCHAR(36),
    subject_id VARCHAR(36) NOT NULL,
    extra JSON NOT NULL,
    origin_client_id VARCHAR(64),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, seq),
    FOREIGN KEY(user_id) REFERENCES users (id)
);
INSERT INTO "events" VALUES('aaaaaaaa-0000-4000-8000-000000000000',1,'message-new','dddddddd-0000-4000-8000-000000000000','eeeeeeee-0000-4000-8000-000000000000','{}',NULL,1767225600000000);
INSERT INTO "events" VALUES('bbbbbbbb-0000-4000-8000-000000000000',1,'message-new','dddddddd-0000-4000-8000-000000000000','eeeeeeee-0000-4000-8000-000000000000','{}',NULL,1767225600000000);
CREATE TABLE image_contents (
    image_id VARCHAR(36) NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (image_id),
    FOREIGN KEY(image_id) REFERENCES images (id)
);
INSERT INTO "image_contents" VALUES('99999999-0000-4000-8000-000000000000',X'616263');
CREATE TABLE images (
    id VARCHAR(36) NOT NULL,
    uploader_id VARCHAR(36) NOT NULL,
    upload_sha256 VARCHAR(64) NOT NULL,
    media_type VARCHAR(32) NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    size INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(uploader_id) REFERENCES users (id)
);
INSERT INTO "images" VALUES('99999999-0000-4000-8000-000000000000','aaaaaaaa-0000-4000-8000-000000000000','3333333333333333333333333333333333333333333333333333333333333333','image/webp',1,1,3,1767225600000000);
CREATE TABLE messages (
    id VARCHAR(36) NOT NULL,
    conversation_id VARCHAR(36) NOT NULL,
    sender_id VARCHAR(36),
    content TEXT NOT NULL,
    type VARCHAR(8) NOT NULL,
    created_at BIGINT NOT NULL,
    position INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    client_message_id VARCHAR(36),
    request_sha256 VARCHAR(64),
    reply_to_id VARCHAR(36),
    forwarded BOOLEAN DEFAULT 0 NOT NULL,
    edited_at BIGINT,
    deleted_at BIGINT,
    notice JSON,
    image_id VARCHAR(36),
    PRIMARY KEY (id),
    UNIQUE (sender_id, client_message_id),
    UNIQUE (conversation_id, created_at),
    FOREIGN KEY(conversation_id) REFERENCES conversations (id),
    FOREIGN KEY(sender_id) REFERENCES users (id)
);
INSERT INTO "messages" VALUES('eeeeeeee-0000-4000-8000-000000000000','dddddddd-0000-4000-8000-000000000000','aaaaaaaa-0000-4000-8000-000000000000','¿Lo viste? 🐕','text',1767225601000000,1,1,'eeeeeeee-0000-4000-8000-000000000000','2222222222222222222222222222222222222222222222222222222222222222',NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO "messages" VALUES('ffffffff-0000-4000-8000-000000000000','dddddddd-0000-4000-8000-000000000000','bbbbbbbb-0000-4000-8000-000000000000','En la plaza; it''s there','text',1767225602000000,2,1,'ffffffff-0000-4000-8000-000000000000','2222222222222222222222222222222222222222222222222222222222222222',NULL,0,NULL,NULL,NULL,NULL);
CREATE TABLE reactions (
    message_id VARCHAR(36) NOT NULL,
    user_id VARCHAR(36) NOT NULL,
    emoji TEXT NOT NULL,
    chosen_at BIGINT NOT NULL,
    PRIMARY KEY (message_id, user_id, emoji),
    FOREIGN KEY(message_id) REFERENCES messages (id),
    FOREIGN KEY(user_id) REFERENCES users (id)
);
INSERT INTO "reactions" VALUES('eeeeeeee-0000-4000-8000-000000000000','bbbbbbbb-0000-4000-8000-000000000000','👍',1767225600000000);
CREATE TABLE reports (
    id VARCHAR(36) NOT NULL,
    title TEXT NOT NULL,
    category TEXT NOT NULL,
    created_by VARCHAR(36) NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(created_by) REFERENCES users (id)
);
INSERT INTO "reports" VALUES('cccccccc-0000-4000-8000-000000000000','Perro perdido','pets','aaaaaaaa-0000-4000-8000-000000000000',1767225600000000);
CREATE TABLE schema_version (
    version INTEGER NOT NULL,
    PRIMARY KEY (version)
);
INSERT INTO "schema_version" VALUES(3);
CREATE TABLE sessions (
    token_sha256 VARCHAR(64) NOT NULL,
    user_id VARCHAR(36) NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (token_sha256),
    FOREIGN KEY(user_id) REFERENCES users (id)
);
INSERT INTO "sessions" VALUES('1111111111111111111111111111111111111111111111111111111111111111','aaaaaaaa-0000-4000-8000-000000000000',1767225600000000);
CREATE TABLE stars (
    user_id VARCHAR(36) NOT NULL,
    message_id VARCHAR(36) NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (user_id, message_id),
    FOREIGN KEY(user_id) REFERENCES users (id),
    FOREIGN KEY(message_id) REFERENCES messages (id)
);
INSERT INTO "stars" VALUES('aaaaaaaa-0000-4000-8000-000000000000','ffffffff-0000-4000-8000-000000000000',1);
CREATE TABLE user_streams (
    user_id VARCHAR(36) NOT NULL,
    epoch VARCHAR(16) NOT NULL,
    head_seq BIGINT NOT NULL,
    floor_seq BIGINT NOT NULL,
    PRIMARY KEY (user_id),
    FOREIGN KEY(user_id) REFERENCES users (id)
);
INSERT INTO "user_streams" VALUES('aaaaaaaa-0000-4000-8000-000000000000','0123456789abcdef',1,0);
INSERT INTO "user_streams" VALUES('bbbbbbbb-0000-4000-8000-000000000000','0123456789abcdef',1,0);
CREATE TABLE users (
    id VARCHAR(36) NOT NULL,
    alias TEXT NOT NULL,
    alias_key TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (alias_key)
);
INSERT INTO "users" VALUES('aaaaaaaa-0000-4000-8000-000000000000','Ana','ana',1767225600000000);
INSERT INTO "users" VALUES('bbbbbbbb-0000-4000-8000-000000000000','Beto','beto',1767225600000000);
CREATE INDEX ix_sessions_user_id ON sessions (user_id);
CREATE INDEX ix_images_uploader_id ON images (uploader_id);
CREATE INDEX ix_events_created_at ON events (created_at);
CREATE INDEX ix_members_user ON conversation_members (user_id, left_at);
CREATE INDEX ix_messages_image ON messages (image_id);
COMMIT;
