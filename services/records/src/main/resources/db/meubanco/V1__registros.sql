-- one row for each start; a table that another program has made stays as it is
create table if not exists registros (
  id integer primary key autoincrement,
  texto text
);
-- a table without these columns is refused before anything of it is changed
update registros set id = id, texto = texto where 0;
