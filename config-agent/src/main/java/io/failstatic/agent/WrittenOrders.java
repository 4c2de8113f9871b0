package io.failstatic.agent;

import io.failstatic.agent.OperatorOrder.Verb;
import io.failstatic.agent.PinFile.Reading;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the orders carried out that an operator writes into the file {@code PIN}. <em>Thread-safe.</em> */
final class WrittenOrders {

    private static final Logger log = LoggerFactory.getLogger(WrittenOrders.class);

    private final KnownPinFile file;
    private final Interventions interventions;
    private final Object turn;
    private final AtomicBoolean busy = new AtomicBoolean();

    /** @param turn held while an order is carried out, by whoever else carries out orders too */
    WrittenOrders(KnownPinFile file, Interventions interventions, Object turn) {
        this.file = file;
        this.interventions = interventions;
        this.turn = turn;
    }

    /** What the file wants at a start, null when there is none that can be read. */
    static @Nullable OperatorOrder atStart(@Nullable PinFile file) {
        Reading reading = file == null ? null : file.read();
        return reading == null || reading.finding() != PinFile.Finding.TEXT
                ? null
                : OperatorOrder.parse(reading.text());
    }

    /** Looks whether the file says something new, and has it done on a thread of its own. Run by the disk's thread. */
    void watch() {
        if (!file.hasNews() || busy.getAndSet(true)) {
            return;
        }
        AgentThreads.named("config-agent-operator")
                .newThread(() -> {
                    try {
                        obey();
                    } catch (RuntimeException | Error e) {
                        log.error("{} could not be obeyed", PinFile.NAME, e);
                    } finally {
                        busy.set(false);
                    }
                })
                .start();
    }

    /** Does what the file says, if that is new. */
    void obey() {
        synchronized (turn) {
            Reading news = file.news();
            if (news == null) {
                return;
            }
            switch (news.finding()) {
                case UNREADABLE -> interventions.misunderstand();
                case NONE -> interventions.release();
                default -> obey(OperatorOrder.parse(news.text()));
            }
        }
    }

    private void obey(OperatorOrder order) {
        if (order.verb() == Verb.PIN) {
            pin(order);
            return;
        }
        if (order.verb() == Verb.UNCLEAR) {
            interventions.freeze(order.reason());
            return;
        }
        // Removed first: an order that stays would be given again and again.
        if (!file.write(null)) {
            interventions.freeze("an order that cannot be removed: " + order.verb());
            return;
        }
        interventions.release();
        try {
            switch (order.verb()) {
                case FORGET -> interventions.forget(order.argument());
                case ADOPT -> {
                    if (order.argument() == null) {
                        interventions.adopt();
                    } else {
                        interventions.adopt(order.argument());
                    }
                }
                default -> log.debug("unpinned by the file");
            }
        } catch (IllegalStateException e) {
            log.error("{}: {}", PinFile.NAME, e.getMessage());
        }
    }

    private void pin(OperatorOrder order) {
        try {
            Pin pin = interventions.pin(order);
            if (order.since() == null && !file.complete(OperatorOrder.textOf(pin))) {
                log.warn("{}: obeyed, but what it means could not be written into it", PinFile.NAME);
            }
        } catch (IllegalArgumentException e) {
            interventions.freeze(e.getMessage() == null ? "" : e.getMessage());
        }
    }
}
