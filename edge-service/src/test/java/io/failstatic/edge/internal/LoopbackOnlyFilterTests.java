package io.failstatic.edge.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class LoopbackOnlyFilterTests {

    @ParameterizedTest
    @CsvSource({
        "POST, 127.0.0.1, 200",
        "POST, 0:0:0:0:0:0:0:1, 200",
        "GET, 192.0.2.1, 200",
        "HEAD, 192.0.2.1, 200",
        "POST, 192.0.2.1, 403",
        "DELETE, 2001:db8::1, 403",
        "PATCH, 192.0.2.1, 403"
    })
    void whatMayChangeStateIsForCallersOnThisMachine(String method, String address, int status) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest(method, "/internal/config/refresh");
        request.setRemoteAddr(address);
        request.addHeader("X-Forwarded-For", "127.0.0.1");
        MockHttpServletResponse response = new MockHttpServletResponse();
        MockFilterChain chain = new MockFilterChain();

        new LoopbackOnlyFilter().doFilter(request, response, chain);

        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(chain.getRequest() != null).isEqualTo(status == 200);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /ofrep/v1/evaluate/flags, 200",
        "POST, /ofrep/v1/evaluate/flags/beta, 200",
        "DELETE, /ofrep/v1/evaluate/flags/beta, 403",
        "POST, /ofrep/v1/evaluate/flags/../../../../internal/config/refresh, 403",
        "POST, /ofrep/v1/evaluate/flags/;/x, 403",
        "POST, /ofrep/v1/evaluate/flagship, 403"
    })
    void evaluatingAFlagIsARead(String method, String path, int status) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest(method, path);
        request.setRemoteAddr("192.0.2.1");
        MockHttpServletResponse response = new MockHttpServletResponse();

        new LoopbackOnlyFilter().doFilter(request, response, new MockFilterChain());

        assertThat(response.getStatus()).isEqualTo(status);
    }
}
