-- The end of the chain of audit entries, locked by whoever appends: entries are dense and in commit order. Those that an older
-- version has written, below first_seq, have no hash and are not part of the chain.
create table audit_chain (
    id smallint primary key check (id = 1),
    first_seq bigint not null,
    seq bigint not null,
    hash varchar(64) not null
);
insert into audit_chain (id, first_seq, seq, hash)
    select 1, coalesce(max(seq), 0) + 1, coalesce(max(seq), 0), repeat('0', 64) from audit_entry;
alter table audit_entry alter column seq drop identity;
