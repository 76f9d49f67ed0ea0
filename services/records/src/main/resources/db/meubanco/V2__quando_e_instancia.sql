-- quando: the moment of the start, RFC 3339 in UTC; instancia: who started; null in rows of another program
alter table registros add column quando text;
alter table registros add column instancia text;
