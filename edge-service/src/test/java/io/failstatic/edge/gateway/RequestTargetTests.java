package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTargetTests {

    @Test
    void keepsPathAndQueryAsTheyWereSent() {
        RequestTarget target = RequestTarget.parse("/a//%62?x=%2F..&y", "example.com:80");

        assertThat(target).isEqualTo(new RequestTarget("/a//%62?x=%2F..&y", "/a/b", "example.com:80"));
    }

    @Test
    void readsTheAbsoluteFormAndItsAuthority() {
        assertThat(RequestTarget.parse("http://other.example/a?b", "example.com"))
                .isEqualTo(new RequestTarget("/a?b", "/a", "other.example"));
        assertThat(RequestTarget.parse("HTTP://other.example", "example.com"))
                .isEqualTo(new RequestTarget("/", "/", "other.example"));
        assertThat(RequestTarget.parse("http://other.example?b", "example.com"))
                .isEqualTo(new RequestTarget("/?b", "/", "other.example"));
    }

    @ParameterizedTest
    @CsvSource({
        "*, h",
        "a, h",
        "host:80, h",
        "http:///a, h",
        "http://user@h/a, h",
        "/a, ''",
        "/a, 'a,b'",
        "/a, 'a b'",
        "/a, a/b",
        "/a, :80",
        "/a, 'a\"b'",
        "/a#b, h",
        "/a?b c, h",
        "/a?é, h",
        "ftp://h/a, h"
    })
    void refusesOtherForms(String uri, String host) {
        assertThat(RequestTarget.parse(uri, host)).isNull();
    }
}
