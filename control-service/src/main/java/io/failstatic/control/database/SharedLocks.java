package io.failstatic.control.database;

import lombok.RequiredArgsConstructor;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Locks among the control services of one database; an embedded one has a single service. Thread-safe. */
@Component
@RequiredArgsConstructor
public final class SharedLocks {

    private final DatabaseVendor vendor;
    private final JdbcTemplate jdbc;

    /** Takes a lock until the end of the transaction at hand, unless another transaction holds it. Never waits for it. */
    public boolean tryLock(long number) {
        return vendor.embedded()
                || Boolean.TRUE.equals(
                        jdbc.queryForObject("select pg_try_advisory_xact_lock(?)", Boolean.class, number));
    }
}
