-- sequence: the order in which events arrived here; time: milliseconds since 1970 in UTC; data: a JSON object
create table event (
  sequence bigint not null primary key,
  id text not null unique,
  time bigint not null,
  kind text not null,
  source text not null,
  subject text not null,
  summary text not null,
  data text not null
);
create index event_by_time on event (time, id);
create index event_by_subject on event (subject, time, id);
