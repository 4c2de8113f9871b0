package io.failstatic.control.change;

import io.failstatic.control.RunningControl;
import java.nio.file.Path;

class ResourceApiOnH2IT extends ResourceApiContract {

    @Override
    RunningControl start(Path data, String... settings) {
        return RunningControl.start(data, settings);
    }
}
