package io.failstatic.control.audit;

import io.failstatic.control.Postgres;
import io.failstatic.control.RunningControl;
import java.nio.file.Path;

class AuditChainOnPostgresIT extends AuditChainContract {

    @Override
    RunningControl start(Path data) {
        return RunningControl.start(data, Postgres.shared().newDatabase());
    }
}
