package io.failstatic.control.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.failstatic.control.access.Caller;
import io.failstatic.control.access.Role;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class ChangeRequestsTests {

    private final Caller alice = new Caller("alice", Set.of(Role.ADMIN));
    private final MockHttpServletRequest request = new MockHttpServletRequest();

    @Test
    void tellsWhoFromWhereAndWhy() {
        request.setRemoteAddr("192.0.2.7");
        request.addHeader("X-Request-Id", "r-1");
        request.addHeader("Change-Reason", " new customer ");
        ChangeRequest change = read();
        assertThat(change.actor()).isEqualTo("alice");
        assertThat(change.sourceIp()).isEqualTo("192.0.2.7");
        assertThat(change.requestId()).isEqualTo("r-1");
        assertThat(change.reason()).isEqualTo("new customer");
    }

    @Test
    void readsReasonsAsUtf8WhereTheyAre() {
        request.addHeader("Change-Reason", latin1("Grüße"));
        assertThat(read().reason()).isEqualTo("Grüße");
    }

    @Test
    void keepsReasonsInLatin1AsTheyAre() {
        request.addHeader("Change-Reason", "Grüße");
        assertThat(read().reason()).isEqualTo("Grüße");
    }

    @Test
    void refusesReasonsThatCouldForgeALogLine() {
        request.addHeader("Change-Reason", "a\u001b[2Jb");
        assertThatThrownBy(this::read).isInstanceOf(InvalidParametersException.class);
    }

    @Test
    void joinsSeveralTagHeaders() {
        request.addHeader("If-Match", "\"3\"");
        request.addHeader("If-Match", "\"4\"");
        assertThat(read().ifMatch().versions()).containsExactlyInAnyOrder("3", "4");
    }

    @Test
    void refusesParametersBecauseTheyMayHoldTheChangeBack() {
        request.addParameter("dryrun", "true");
        assertThatThrownBy(this::read).isInstanceOf(InvalidParametersException.class);
    }

    @Test
    void demandsAReasonWhereItIsRequired() {
        ChangeRequests strict = new ChangeRequests(new RequestProperties(true, false));
        assertThatThrownBy(() -> strict.of(request, alice)).isInstanceOf(ReasonRequiredException.class);
    }

    private ChangeRequest read() {
        return new ChangeRequests(new RequestProperties(false, false)).of(request, alice);
    }

    /** As Tomcat hands over the bytes of a header. */
    private static String latin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
