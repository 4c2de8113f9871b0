package io.failstatic.edge.gateway;

import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The time that heads have on one connection; whoever needs longer loses it. <em>Confined to its event loop.</em> */
final class HeadDeadline {

    private final long timeoutMillis;
    private @Nullable Future<?> running;

    HeadDeadline(long timeoutMillis) {
        this.timeoutMillis = timeoutMillis;
    }

    /** A head has begun; nothing changes for one that has begun before. */
    void begin(ChannelHandlerContext context) {
        if (running == null) {
            arm(context);
        }
    }

    private void arm(ChannelHandlerContext context) {
        running = context.executor().schedule(() -> tooSlow(context), timeoutMillis, TimeUnit.MILLISECONDS);
    }

    private void tooSlow(ChannelHandlerContext context) {
        if (context.channel().config().isAutoRead()) {
            var unused = context.close();
        } else {
            // It is we who do not read: an earlier request is not answered yet.
            arm(context);
        }
    }

    /** The head is complete, or there will be no more of it. */
    void end() {
        Future<?> begun = running;
        if (begun != null) {
            begun.cancel(false);
            running = null;
        }
    }
}
