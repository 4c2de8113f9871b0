package io.failstatic.control.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketTests {

    @ParameterizedTest
    @CsvSource({"new-checkout-flow,tenant-123,30db360f,2591", "f,é,b97e883b,7371", "a,b:c,6c39ac55,8997"})
    void fallsWhereTheContractSays(String name, String key, String hash, int bucket) {
        assertThat(Integer.toHexString(Bucket.hash((name + ":" + key).getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(hash);
        assertThat(Bucket.of(name, key)).isEqualTo(bucket);
    }
}
