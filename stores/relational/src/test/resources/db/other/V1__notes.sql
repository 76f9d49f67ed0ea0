create table note (id bigint not null primary key, line text not null);
