package io.failstatic.control.admin;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/** A request whose body fails to be read beyond a length or a time. */
final class LimitedRequest extends HttpServletRequestWrapper {

    private final long limit;
    private final LongSupplier nanos;
    private final long deadline;

    LimitedRequest(HttpServletRequest request, long limit, LongSupplier nanos, long nanosAllowed) {
        super(request);
        this.limit = limit;
        this.nanos = nanos;
        this.deadline = nanos.getAsLong() + nanosAllowed;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return new Limited(super.getInputStream());
    }

    @Override
    public BufferedReader getReader() throws IOException {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    private final class Limited extends ServletInputStream {

        private final ServletInputStream body;
        private long read;

        Limited(ServletInputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            int next;
            try {
                next = body.read();
            } catch (IOException e) {
                throw told(e);
            }
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int number;
            try {
                number = body.read(into, offset, length);
            } catch (IOException e) {
                throw told(e);
            }
            count(Math.max(number, 0));
            return number;
        }

        /** Nothing has arrived for as long as the connection waits for anything. */
        private static IOException told(IOException failure) {
            boolean late =
                    failure instanceof SocketTimeoutException || failure.getCause() instanceof SocketTimeoutException;
            return late ? BodyRefusedException.tooLate() : failure;
        }

        private void count(int number) throws IOException {
            read += number;
            if (read > limit) {
                throw BodyRefusedException.tooLong(limit);
            }
            if (nanos.getAsLong() - deadline > 0) {
                throw BodyRefusedException.tooLate();
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
