-- Lists are by id and go on after an id: both must follow the bytes, whatever the locale of the database.
alter table resource alter column id set data type varchar(63) ${bytewise};
alter table resource_version alter column id set data type varchar(63) ${bytewise};
