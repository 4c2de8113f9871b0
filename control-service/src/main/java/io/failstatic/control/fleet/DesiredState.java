package io.failstatic.control.fleet;

import org.jspecify.annotations.Nullable;

/** What instances should run, known without asking the database. */
public interface DesiredState {

    /** The newest distributed revision of an audience; null before there is one. */
    @Nullable
    Desired desired(String audience);

    /** Why nothing can be published at the moment; null when everything can. */
    @Nullable
    String withheld();

    /** One desired revision. */
    record Desired(String lineage, long epoch, long revision, String digest) {

        boolean isRunBy(InstanceReport.@Nullable Applied applied) {
            return applied != null
                    && applied.lineage().equals(lineage)
                    && applied.epoch() == epoch
                    && applied.revision() == revision
                    && (applied.digest() == null || applied.digest().equals(digest));
        }
    }
}
