package io.failstatic.control.idempotency;

import io.failstatic.control.Postgres;
import io.failstatic.control.RunningControl;
import java.nio.file.Path;

class IdempotencyOnPostgresIT extends IdempotencyContract {

    @Override
    RunningControl start(Path data, Class<?>[] more) {
        return RunningControl.start(data, more, Postgres.shared().newDatabase());
    }
}
