-- ativo_desde: a date, YYYY-MM-DD; folded: the name as search and order see it; revision: raised by each change, from 1
create table users (
  id bigint not null primary key,
  nome text not null,
  ativo_desde text not null,
  folded text not null,
  revision bigint not null
);
create index users_by_name on users (folded, id);
create index users_by_date on users (ativo_desde, id);

-- the id that was given last, so that none is given twice
create table last_id (
  last bigint not null
);

insert into users (id, nome, ativo_desde, folded, revision) values
  (1, 'Ana Gonçalves', '2021-03-15', 'ana goncalves', 1),
  (2, 'João da Conceição', '2019-11-02', 'joao da conceicao', 1),
  (3, 'Пётр Семёнов', '2020-07-21', 'петр семенов', 1),
  (4, 'Érica Simões', '2023-01-09', 'erica simoes', 1),
  (5, 'Дарья Журавлёва', '2022-05-30', 'дарья журавлева', 1),
  (6, 'Андрей Дубровский', '2018-09-01', 'андрей дубровский', 1);
insert into last_id (last) values (6);
