package io.failstatic.agent;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the host reports of its traffic, kept until a poll has delivered it. <em>Confined to the poller thread</em>, except {@link #from}. */
final class TrafficReports {

    private static final Logger log = LoggerFactory.getLogger(TrafficReports.class);

    private volatile @Nullable Supplier<TrafficReport> source;
    private @Nullable TrafficReport undelivered;

    void from(Supplier<TrafficReport> source) {
        this.source = source;
    }

    /** Everything since the last delivery; null when the host reports nothing. */
    @Nullable
    TrafficReport collect() {
        Supplier<TrafficReport> from = source;
        if (from == null) {
            return null;
        }
        try {
            TrafficReport more = from.get();
            TrafficReport before = undelivered;
            undelivered = before == null ? more : before.plus(more);
        } catch (RuntimeException | Error e) { // the host's, and no reason not to poll
            log.debug("traffic report failed", e);
        }
        return undelivered;
    }

    void delivered() {
        undelivered = null;
    }
}
