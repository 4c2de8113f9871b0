package io.failstatic.agent.test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An HTTP answer before it is written. <em>Confined to the thread of its connection.</em> */
final class Answer {

    private static final byte[] NOTHING = {};

    private final int status;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private byte[] body = NOTHING;

    Answer(int status) {
        this.status = status;
    }

    static Answer problem(int status, String title) {
        String body = "{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + "}";
        return new Answer(status)
                .header("Content-Type", "application/problem+json")
                .body(body.getBytes(StandardCharsets.UTF_8));
    }

    Answer header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Answer body(byte[] bytes) {
        this.body = bytes;
        return this;
    }

    byte[] head() {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Simulated\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (status != 204 && status != 304) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head());
        all.writeBytes(body);
        return all.toByteArray();
    }
}
