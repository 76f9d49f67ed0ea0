-- a row for as long as a round trip takes; at: milliseconds since 1970 in UTC
create table round_trip (
  id text not null primary key,
  at bigint not null
);
