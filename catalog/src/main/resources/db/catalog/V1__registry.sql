-- The registry's definitions. Times are milliseconds since 1970 in UTC, lists and findings are JSON.

-- One row, raised by every change.
CREATE TABLE meta (
    revision BIGINT NOT NULL
);
INSERT INTO meta (revision) VALUES (1);

-- The catalog's runs. Each begins its revisions anew, beyond all that the one before can have told; up to "settled" all
-- that it told is stored. Who has seen a revision within a run's span can be told what came after.
CREATE TABLE run (
    begins BIGINT NOT NULL PRIMARY KEY,
    settled BIGINT NOT NULL
);

-- A service keeps its row when its last instance has gone, so that its name gets the same number again.
CREATE TABLE service (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(63) NOT NULL UNIQUE,
    present BOOLEAN NOT NULL,
    route_prefix VARCHAR(256),
    route_strip BOOLEAN,
    revision BIGINT NOT NULL
);
CREATE INDEX service_by_revision ON service (revision);
INSERT INTO service (id, name, present, revision) VALUES (1, 'names', TRUE, 1);

CREATE TABLE instance (
    service VARCHAR(63) NOT NULL,
    id VARCHAR(128) NOT NULL,
    url VARCHAR(2048) NOT NULL,
    weight INTEGER NOT NULL,
    tags TEXT NOT NULL,
    version VARCHAR(64) NOT NULL,
    check_http VARCHAR(512),
    check_tcp BOOLEAN NOT NULL,
    check_interval_ms BIGINT,
    check_timeout_ms BIGINT,
    ttl_ms BIGINT,
    registered_at BIGINT NOT NULL,
    registered_by VARCHAR(16) NOT NULL,
    expires_at BIGINT,
    findings TEXT NOT NULL,
    PRIMARY KEY (service, id)
);

-- The operator's will, where it is not "enabled". Outlives the instance's row.
CREATE TABLE intent (
    service VARCHAR(63) NOT NULL,
    instance VARCHAR(128) NOT NULL,
    intent VARCHAR(16) NOT NULL,
    PRIMARY KEY (service, instance)
);
