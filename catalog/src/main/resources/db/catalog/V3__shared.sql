-- One registry for any number of catalogs. A change is committed on the revision that it was planned on, and raises it.

DROP TABLE run;

-- The revision at which an instance's row last changed.
ALTER TABLE instance ADD COLUMN revision BIGINT DEFAULT 0 NOT NULL;
CREATE INDEX instance_by_revision ON instance (revision);

-- What is renewed without being told: leases, and when a check last passed. "touched" is a number of its own, raised by
-- every renewal that is stored, "touched_by" the run of the catalog that stored it.
CREATE TABLE touch (
    number BIGINT NOT NULL
);
INSERT INTO touch (number) VALUES (0);
ALTER TABLE instance ADD COLUMN touched BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE instance ADD COLUMN touched_by VARCHAR(64) DEFAULT '' NOT NULL;
ALTER TABLE instance ADD COLUMN checked_at BIGINT;
CREATE INDEX instance_by_touch ON instance (touched);

-- The catalogs that run now, by their runs. One whose beat stands still is gone.
CREATE TABLE peer (
    run VARCHAR(64) NOT NULL PRIMARY KEY,
    name VARCHAR(128) NOT NULL,
    beat BIGINT NOT NULL
);

-- When an instance became routable or ceased to be, and why.
CREATE TABLE flip (
    service VARCHAR(63) NOT NULL,
    instance VARCHAR(128) NOT NULL,
    revision BIGINT NOT NULL,
    at BIGINT NOT NULL,
    routable BOOLEAN NOT NULL,
    reason VARCHAR(1024) NOT NULL,
    told_by VARCHAR(128) NOT NULL,
    PRIMARY KEY (service, instance, revision)
);
