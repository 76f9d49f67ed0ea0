create table account (
  name text not null primary key,
  balance bigint not null check (balance >= 0)
);
