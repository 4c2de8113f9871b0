package io.failstatic.control.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetRulesTests {

    private final TargetRules strict = new TargetRules(false);
    private final TargetRules local = new TargetRules(true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com",
                "https://example.com:8443/",
                "HTTP://Example.COM",
                "http://10.0.0.7:7001",
                "http://192.168.1.1",
                "http://172.16.0.1:65535",
                "http://[2001:db8::1]:8080",
                "http://[fd00::17]",
                "http://user-service-v2",
                "http://user-service.default.svc.cluster.local.",
                "http://8.8.8.8"
            })
    void acceptsWhatIsOrdinary(String url) {
        assertThat(strict.refusal(url)).isNull();
        assertThat(local.refusal(url)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // link-local and metadata
                "http://169.254.169.254",
                "http://169.254.1.1:80/",
                "http://[fe80::1]",
                "http://[fe80::1%25eth0]",
                "http://[::ffff:169.254.169.254]",
                "http://[::ffff:a9fe:a9fe]",
                "http://[0:0:0:0:0:ffff:a9fe:a9fe]",
                "http://[::a9fe:a9fe]",
                "http://[64:ff9b::a9fe:a9fe]",
                "http://[2002:a9fe:a9fe::1]",
                "http://[fd00:ec2::254]",
                "http://100.100.100.200",
                "http://168.63.129.16",
                "http://metadata.google.internal",
                "http://METADATA.google.internal.",
                "http://metadata",
                // other notations of 169.254.169.254
                "http://2852039166",
                "http://0xA9FEA9FE",
                "http://0xa9.0xfe.0xa9.0xfe",
                "http://0251.0376.0251.0376",
                "http://169.254.43518",
                "http://169.16689662",
                "http://0169.254.169.254",
                "http://169.254.169.254.",
                "http://%31%36%39.254.169.254",
                // unspecified, multicast, reserved
                "http://0.0.0.0",
                "http://0",
                "http://0.1.2.3",
                "http://[::]",
                "http://224.0.0.1",
                "http://239.255.255.250",
                "http://[ff02::1]",
                "http://255.255.255.255",
                "http://240.0.0.1",
                // user information
                "http://example.com@169.254.169.254",
                "http://169.254.169.254@example.com",
                "http://user:password@example.com",
                "http://@example.com",
                // schemes and what is no URL
                "ftp://example.com",
                "file:///etc/passwd",
                "jar:http://example.com!/",
                "gopher://example.com",
                "//example.com",
                "example.com",
                "http:example.com",
                "http://",
                "http:///x",
                "http://exa mple.com",
                "http://example.com\\@169.254.169.254",
                "http://my_service",
                "http://example.com:0",
                "http://example.com:65536",
                "http://example.com/path",
                "http://example.com?query",
                "http://example.com#fragment",
                "http://1.2.3.4.5",
                "http://256.1.1.1"
            })
    void refusesWhatLeadsElsewhere(String url) {
        assertThat(strict.refusal(url)).isNotNull();
        assertThat(local.refusal(url)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:7001",
                "http://127.8.8.8",
                "http://localhost:7001",
                "http://LOCALHOST.",
                "http://a.localhost",
                "http://ip6-localhost",
                "http://[::1]:7001",
                "http://[::ffff:127.0.0.1]",
                "http://[::ffff:7f00:1]",
                "http://[2002:7f00:1::]"
            })
    void acceptsLoopbackOnlyWhenItIsAllowed(String url) {
        assertThat(strict.refusal(url)).contains("control.targets.allow-loopback");
        assertThat(local.refusal(url)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://2130706433", "http://0x7f000001", "http://0177.0.0.1", "http://127.1"})
    void acceptsLoopbackInNoOtherNotation(String url) {
        assertThat(local.refusal(url)).isNotNull();
    }

    @Test
    void looksThroughTeredo() {
        // The complement of 127.0.0.1 is 80ff:fffe.
        assertThat(strict.refusal("http://[2001:0:1:2:3:4:80ff:fffe]")).isNotNull();
    }
}
