package io.failstatic.edge.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTests {

    private final TrustedProxies proxies = new TrustedProxies(List.of("10.0.0.0/8", "2001:db8::/32", "127.0.0.1"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1 | for=198.51.100.7 | 192.0.2.1",
                "10.1.1.1 | for=198.51.100.7 | 198.51.100.7",
                "10.1.1.1 | for=203.0.113.9, for=198.51.100.7 | 198.51.100.7",
                "10.1.1.1 | for=198.51.100.7, for=10.2.2.2 | 198.51.100.7",
                "10.1.1.1 | For=\"198.51.100.7:4711\";proto=http;by=x | 198.51.100.7",
                "10.1.1.1 | for=\"[2001:db9::7]:80\" | 2001:db9:0:0:0:0:0:7",
                "2001:db8::5 | for=198.51.100.7 | 198.51.100.7",
                "10.1.1.1 | for=_hidden | 10.1.1.1",
                "10.1.1.1 | for=unknown, for=10.2.2.2 | 10.2.2.2",
                "10.1.1.1 | proto=http | 10.1.1.1",
                "10.1.1.1 | for=\"a,b\", for=198.51.100.7 | 198.51.100.7",
                "10.1.1.1 | ; ,;, | 10.1.1.1",
                "127.0.0.1 | for=10.0.0.9 | 10.0.0.9"
            })
    void theClientIsTheLastAddressThatIsNotATrustedProxy(String peer, String forwarded, String client) {
        assertThat(proxies.client(address(peer), List.of(forwarded), List.of())).hasToString(client);
    }

    @Test
    void readsXForwardedForOfAllHeaderLines() {
        assertThat(proxies.client(address("10.1.1.1"), List.of(), List.of("203.0.113.9", "198.51.100.7, 10.3.3.3")))
                .hasToString("198.51.100.7");
    }

    @Test
    void believesNeitherWhereTheTwoDiffer() {
        assertThat(proxies.client(address("10.1.1.1"), List.of("for=203.0.113.9"), List.of("198.51.100.7")))
                .hasToString("10.1.1.1");
        assertThat(proxies.client(address("10.1.1.1"), List.of("for=198.51.100.7"), List.of("198.51.100.7")))
                .hasToString("198.51.100.7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/33",
                "10.0.0/8",
                "example.com",
                "",
                "2001:db8::/129",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "1.2.3.4.5"
            })
    void refusesWhatIsNoNetwork(String cidr) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrustedProxies(List.of(cidr)))
                .withMessageContaining("edge.trusted-proxies");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1.2",
                "0x7f.0.0.1",
                "2130706433",
                "01.2.3.4",
                "256.1.1.1",
                "1.2.3.",
                ".1.2.3",
                "a::g",
                "::1%lo",
                "localhost",
                ":",
                "1:2"
            })
    void looseNotationsAreNoAddresses(String literal) {
        assertThat(IpAddress.parse(literal)).isNull();
    }

    @Test
    void clientsOfIpv6AreNetworksOf64Bits() {
        assertThat(address("2001:db8:1:2:3:4:5:6").client())
                .isEqualTo(address("2001:db8:1:2:ffff::1").client());
        assertThat(address("2001:db8:1:2::1").client())
                .isNotEqualTo(address("2001:db8:1:3::1").client());
        assertThat(address("::ffff:192.0.2.1").client()).isEqualTo("192.0.2.1");
    }

    private static IpAddress address(String literal) {
        IpAddress address = IpAddress.parse(literal);
        assertThat(address).isNotNull();
        return address;
    }
}
