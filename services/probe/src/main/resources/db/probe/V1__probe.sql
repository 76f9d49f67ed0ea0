-- times in milliseconds since 1970 in UTC; instance: who probed
-- standing: what an instance made last of a target; state since when, failures in a row, seen at the last probe;
-- kept: the number of the last probe that is kept
create table standing (
  target text not null,
  instance text not null,
  state text not null,
  since bigint not null,
  failures int not null,
  seen bigint not null,
  kept bigint not null,
  primary key (target, instance)
);
-- probed: the last probes; micros: how long it took; code: the answer's status, null where there was no answer
create table probed (
  target text not null,
  instance text not null,
  at bigint not null,
  outcome text not null,
  code int,
  micros bigint not null,
  detail text not null,
  answer text not null
);
create index probed_by_target on probed (target, instance, at);
-- tally: probes of a minute, an hour or a day that begins at begins; observed: milliseconds of it that probes stand for;
-- latencies: an HdrHistogram of microseconds in Base64
create table tally (
  span text not null,
  begins bigint not null,
  target text not null,
  instance text not null,
  good bigint not null,
  failed bigint not null,
  observed bigint not null,
  latencies text not null,
  primary key (span, begins, target, instance)
);
