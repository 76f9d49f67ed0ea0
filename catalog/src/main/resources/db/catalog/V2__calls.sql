-- What gateways report: calls one by one, and all of them as numbers. Times are milliseconds since 1970 in UTC.

-- The last report of each gateway's run that was taken, for each of the two parts that take them: "log" and "stats".
CREATE TABLE call_report (
    part VARCHAR(8) NOT NULL,
    source VARCHAR(192) NOT NULL,
    number INTEGER NOT NULL,
    heard_at BIGINT NOT NULL,
    PRIMARY KEY (part, source)
);

-- The newest calls; "sequence" is the order in which they were reported.
CREATE TABLE logged_call (
    sequence BIGINT NOT NULL PRIMARY KEY,
    began_at BIGINT NOT NULL,
    service VARCHAR(63) NOT NULL,
    instance VARCHAR(128) NOT NULL,
    method VARCHAR(32) NOT NULL,
    path VARCHAR(512) NOT NULL,
    status INTEGER NOT NULL,
    micros BIGINT NOT NULL,
    trace_id VARCHAR(32) NOT NULL,
    why VARCHAR(16) NOT NULL
);
CREATE INDEX logged_call_by_time ON logged_call (began_at, sequence);
CREATE INDEX logged_call_by_service ON logged_call (service, began_at, sequence);
CREATE INDEX logged_call_by_trace ON logged_call (trace_id);

-- How many calls the log lacks, in steps of ten seconds.
CREATE TABLE left_out (
    slot BIGINT NOT NULL PRIMARY KEY,
    calls BIGINT NOT NULL
);

-- All calls in steps of ten seconds; "micros" are their durations, an HdrHistogram (V2) in Base64.
CREATE TABLE call_stats (
    slot BIGINT NOT NULL,
    service VARCHAR(63) NOT NULL,
    endpoint VARCHAR(512) NOT NULL,
    errors BIGINT NOT NULL,
    micros TEXT NOT NULL,
    PRIMARY KEY (slot, service, endpoint)
);
