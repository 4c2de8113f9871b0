package io.failstatic.control.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;

class TurnTests {

    @Test
    void givesUpWhenItDoesNotCome() {
        Turn turn = new Turn(Duration.ZERO);
        turn.take(() -> {
            assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> turn.take(() -> "second"))
                            .join())
                    .hasCauseInstanceOf(CannotAcquireLockException.class);
            return "first";
        });
        assertThat(turn.take(() -> "third")).isEqualTo("third");
    }

    @Test
    void isTakenAgainByWhoeverHasIt() {
        Turn turn = new Turn(Duration.ZERO);
        assertThat(turn.take(() -> turn.take(() -> "inner"))).isEqualTo("inner");
    }

    @Test
    void passesOnAfterAFailure() {
        Turn turn = new Turn(Duration.ZERO);
        assertThatThrownBy(() -> turn.take(() -> {
                    throw new IllegalStateException("refused");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(turn.take(() -> "next")).isEqualTo("next");
    }

    @Test
    void keepsTheInterrupt() {
        Turn turn = new Turn(Duration.ofSeconds(1));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> turn.take(() -> "late")).isInstanceOf(CannotAcquireLockException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
