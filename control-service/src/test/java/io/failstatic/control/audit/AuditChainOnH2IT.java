package io.failstatic.control.audit;

import io.failstatic.control.RunningControl;
import java.nio.file.Path;

class AuditChainOnH2IT extends AuditChainContract {

    @Override
    RunningControl start(Path data) {
        return RunningControl.start(data);
    }
}
