create table entry (
  id bigint not null primary key,
  account text not null references account (name),
  amount bigint not null,
  note text
);
insert into account (name, balance) values ('hits', 0);
