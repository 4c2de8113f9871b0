package io.failstatic.edge.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("X-05")
class TargetPolicyTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "::ffff:169.254.169.254",
                "fe80::1",
                "0.0.0.0",
                "::",
                "224.0.0.1",
                "ff02::1",
                "255.255.255.255",
                "100.100.100.200",
                "168.63.129.16",
                "fd00:ec2::254",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::1",
                "::169.254.169.254",
                "0.1.2.3"
            })
    void neverCallsLinkLocalMetadataMulticastOrUnspecifiedAddresses(String literal) throws Exception {
        assertThat(new TargetPolicy(true).isAllowed(address(literal))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"})
    void callsLoopbackOnlyWhenAllowed(String literal) throws Exception {
        assertThat(new TargetPolicy(false).isAllowed(address(literal))).isFalse();
        assertThat(new TargetPolicy(true).isAllowed(address(literal))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "192.168.1.1", "198.51.100.1", "2001:db8::1", "fd12::1", "64:ff9b::c633:6401"})
    void callsOthers(String literal) throws Exception {
        assertThat(new TargetPolicy(false).isAllowed(address(literal))).isTrue();
    }

    private static InetAddress address(String literal) throws Exception {
        return InetAddress.getAllByName(literal)[0];
    }
}
