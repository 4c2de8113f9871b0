package io.failstatic.control.admin;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * The end of a request whose body nobody has read: what is left of it is read for a short while, so that its sender gets to
 * see the answer, and not to its end, for which Tomcat would wait on a thread as long as single bytes arrive.
 */
final class UnreadBodyValve extends ValveBase {

    private static final long IDLE = 500_000_000;
    private static final long PAUSE = 5_000_000;
    private static final long MAX_BYTES = 32 << 20;

    private final LongSupplier nanos;
    private final long patience;

    /**
     * @param nanos the clock that only runs forward
     * @param patience nanoseconds that may be spent on one body
     */
    UnreadBodyValve(LongSupplier nanos, long patience) {
        super(true);
        this.nanos = nanos;
        this.patience = patience;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        org.apache.coyote.Request body = request.getCoyoteRequest();
        if (!request.isAsync() && !isFullyRead(body)) {
            response.finishResponse();
            if (!discard(body)) {
                body.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
            }
        }
    }

    /** Reads what arrives soon; false when that was not all. */
    private boolean discard(org.apache.coyote.Request body) {
        Discarded discarded = new Discarded();
        long start = nanos.getAsLong();
        long last = start;
        long read = 0;
        try {
            while (!isFullyRead(body)) {
                body.action(ActionCode.AVAILABLE, true);
                int number = body.getAvailable() > 0 ? body.doRead(discarded) : 0;
                long now = nanos.getAsLong();
                if (number < 0) {
                    return true;
                }
                read += number;
                last = number > 0 ? now : last;
                if (read > MAX_BYTES || now - last > IDLE || now - start > patience) {
                    return false;
                }
                if (number == 0) {
                    LockSupport.parkNanos(PAUSE);
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isFullyRead(org.apache.coyote.Request body) {
        AtomicBoolean fully = new AtomicBoolean();
        body.action(ActionCode.REQUEST_BODY_FULLY_READ, fully);
        return fully.get();
    }

    /** Takes bytes and forgets them. */
    private static final class Discarded implements ApplicationBufferHandler {

        private @Nullable ByteBuffer bytes;

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            bytes = buffer;
        }

        @Override
        public @Nullable ByteBuffer getByteBuffer() {
            return bytes;
        }

        @Override
        public void expand(int size) {}
    }
}
