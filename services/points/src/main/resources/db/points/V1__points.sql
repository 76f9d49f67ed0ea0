-- entries: how many there are; what the balance and the reserved points are after the last of them
create table account (
  name text not null primary key,
  balance bigint not null,
  reserved bigint not null,
  entries bigint not null
);

-- append-only; number: the place in the account; at, expires: milliseconds since 1970; refers: the id of the entry that
-- this one settles; hold: what it adds to the reserved points
create table entry (
  id text not null primary key,
  account text not null,
  number bigint not null,
  kind text not null,
  amount bigint not null,
  reason text not null,
  balance bigint not null,
  entry_key text not null,
  at bigint not null,
  refers text,
  hold bigint not null,
  expires bigint
);
create unique index entry_by_key on entry (account, entry_key);
create index entry_by_number on entry (account, number);

-- open ones; what they are is in the entry of that id
create table reservation (
  account text not null,
  id text not null primary key,
  expires bigint not null
);
create index reservation_by_account on reservation (account, id);
create index reservation_by_end on reservation (expires);

-- which acknowledged entries no store had when somebody looked; missing: a JSON list of ids
create table receipt (
  id text not null primary key,
  at bigint not null,
  instance text not null,
  cause text not null,
  checked bigint not null,
  missing text not null
);
