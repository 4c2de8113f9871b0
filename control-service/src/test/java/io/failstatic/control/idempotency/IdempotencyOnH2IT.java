package io.failstatic.control.idempotency;

import io.failstatic.control.RunningControl;
import java.nio.file.Path;

class IdempotencyOnH2IT extends IdempotencyContract {

    @Override
    RunningControl start(Path data, Class<?>[] more) {
        return RunningControl.start(data, more);
    }
}
