package io.failstatic.agent.autoconfigure;

import io.failstatic.agent.Snapshot;
import io.failstatic.agent.SnapshotListener;

/**
 * Application event: another snapshot came into force. Who listens is under the rules of
 * {@link SnapshotListener#applied}: what fails or takes too long is reported to the control plane.
 */
public record SnapshotAppliedEvent(Snapshot snapshot) {}
