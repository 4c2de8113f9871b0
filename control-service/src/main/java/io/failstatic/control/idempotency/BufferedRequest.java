package io.failstatic.control.idempotency;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A request whose body has arrived. Confined to its thread. */
final class BufferedRequest extends HttpServletRequestWrapper {

    private final byte[] body;
    private final ByteArrayInputStream unread;

    BufferedRequest(HttpServletRequest request) throws IOException {
        super(request);
        this.body = request.getInputStream().readAllBytes();
        this.unread = new ByteArrayInputStream(body);
    }

    byte[] body() {
        return body;
    }

    @Override
    public ServletInputStream getInputStream() {
        return new Arrived(unread);
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(unread, StandardCharsets.UTF_8));
    }

    /** The body as the servlet API wants it. */
    private static final class Arrived extends ServletInputStream {

        private final ByteArrayInputStream unread;

        Arrived(ByteArrayInputStream unread) {
            this.unread = unread;
        }

        @Override
        public int read() {
            return unread.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return unread.read(into, offset, length);
        }

        @Override
        public boolean isFinished() {
            return unread.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("reading: not asynchronous (expected: a blocking read)");
        }
    }
}
