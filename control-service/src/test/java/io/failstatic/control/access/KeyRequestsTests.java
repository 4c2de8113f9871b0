package io.failstatic.control.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.RequestEntity;
import org.springframework.web.client.RestClientException;

class KeyRequestsTests {

    private final Provider provider = new Provider();
    private long now = Long.MAX_VALUE - 1;
    private final KeyRequests requests = new KeyRequests(() -> now);

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void asksAgainOnlyAfterAWhile() {
        for (int i = 0; i < 100; i++) {
            assertThat(keys()).contains("k1");
        }
        assertThat(provider.requests()).isEqualTo(1);
        now += Duration.ofSeconds(10).toNanos();
        keys();
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void remembersWhatAProviderSaidThatIsAway() {
        String known = keys();
        provider.setAway(true);
        for (int hour = 0; hour < 24; hour++) {
            now += Duration.ofHours(1).toNanos();
            assertThat(keys()).isEqualTo(known);
            assertThat(keys()).isEqualTo(known);
        }
        assertThat(provider.requests()).isEqualTo(25);
    }

    @Test
    void asksAProviderThatNeverAnsweredOnceASecond() {
        provider.setAway(true);
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(this::keys).isInstanceOf(RestClientException.class);
        }
        assertThat(provider.requests()).isEqualTo(1);
        provider.setAway(false);
        now += Duration.ofSeconds(1).toNanos();
        assertThat(keys()).contains("k1");
    }

    private String keys() {
        return requests.exchange(
                        RequestEntity.get(URI.create(provider.issuer() + "/keys"))
                                .build(),
                        String.class)
                .getBody();
    }
}
