-- The highest place in this history that somebody has seen: above the newest revision when the database was set back.
alter table ledger add column witnessed_epoch bigint default 0 not null;
alter table ledger add column witnessed_revision bigint default 0 not null;
alter table ledger add column witnessed_by varchar(200);
