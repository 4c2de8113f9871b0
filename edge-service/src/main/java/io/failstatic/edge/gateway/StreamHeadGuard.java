package io.failstatic.edge.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;

/**
 * The watch over heads on one connection of HTTP/2, in front of its decoder: a frame that has begun, and a head with all its frames (RFC 9113, 4.3),
 * has to be complete in time, or the connection ends. A body may take its time between frames. <em>Confined to its event loop.</em>
 */
final class StreamHeadGuard extends ChannelInboundHandlerAdapter {

    private static final int PREFACE_BYTES = 24;
    private static final int FRAME_HEADER_BYTES = 9;
    private static final int TYPE_DATA = 0x0;
    private static final int TYPE_HEADERS = 0x1;
    private static final int TYPE_CONTINUATION = 0x9;
    private static final int FLAG_END_HEADERS = 0x4;

    private final HeadDeadline deadline;
    private final byte[] frameHeader = new byte[FRAME_HEADER_BYTES];
    private int headerBytes;
    private int left = PREFACE_BYTES;
    // The preface counts as one.
    private boolean inHead = true;
    private boolean endsHead = true;
    private boolean inData;

    private StreamHeadGuard(long timeoutMillis) {
        this.deadline = new HeadDeadline(timeoutMillis);
    }

    /** Watches this connection from now on; to be called before its first byte is read. */
    static void watch(Channel channel, long timeoutMillis) {
        ChannelPipeline pipeline = channel.pipeline();
        // The decoder of HTTP/2 is always the last handler.
        pipeline.addBefore(pipeline.lastContext().name(), "streamHeadGuard", new StreamHeadGuard(timeoutMillis));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        // The preface, too, has to come.
        deadline.begin(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            // Whatever waits after that has only just begun.
            if (follow(bytes)) {
                deadline.end();
            }
            if (inHead || headerBytes > 0 || (left > 0 && !inData)) {
                deadline.begin(context);
            }
        }
        context.fireChannelRead(message);
    }

    /** Whether a frame or a head was completed by these bytes. */
    private boolean follow(ByteBuf bytes) {
        boolean completed = false;
        int index = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (index < end) {
            if (left > 0) {
                int skipped = Math.min(left, end - index);
                left -= skipped;
                index += skipped;
            } else {
                frameHeader[headerBytes++] = bytes.getByte(index++);
                if (headerBytes == FRAME_HEADER_BYTES) {
                    begin();
                }
            }
            if (left == 0 && headerBytes == 0) {
                inData = false;
                inHead &= !endsHead;
                completed |= !inHead;
            }
        }
        return completed;
    }

    private void begin() {
        headerBytes = 0;
        left = ((frameHeader[0] & 0xff) << 16) | ((frameHeader[1] & 0xff) << 8) | (frameHeader[2] & 0xff);
        int type = frameHeader[3];
        boolean head = type == TYPE_HEADERS || type == TYPE_CONTINUATION;
        inData = type == TYPE_DATA;
        if (head) {
            inHead = true;
            endsHead = (frameHeader[4] & FLAG_END_HEADERS) != 0;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        deadline.end();
        context.fireChannelInactive();
    }
}
