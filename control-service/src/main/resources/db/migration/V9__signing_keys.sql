-- The keys that snapshots were or are signed with; the newest one signs, unless one is configured.
create table signing_key (
    keyid varchar(16) primary key,
    private_key bytea not null,
    created_at timestamp(6) with time zone not null
);
-- Null: rendered before there were signatures.
alter table rendering add column signature varchar(200);
