-- one row for each start; a table that another program has made stays as it is
create table if not exists registros (
  id integer primary key autoincrement,
  texto text
);
