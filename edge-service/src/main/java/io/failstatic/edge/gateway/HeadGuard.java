package io.failstatic.edge.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;

/**
 * The watch over heads on one connection, on both sides of its decoder: a field that goes on in the next line, which the decoder would
 * silently join (RFC 9112, 5.2), becomes a malformed one; a head that is not complete in time ends the connection. <em>Confined to its
 * event loop.</em>
 *
 * <p>What follows a line end belongs to a head or to a body; only the decoder knows. So it is given everything up to that line end
 * first, and then asked.
 */
final class HeadGuard extends ChannelInboundHandlerAdapter {

    private static final String DECODER = "httpDecoder";
    // No field and no request line, whatever came before.
    private static final byte[] MALFORMED = "\0:\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final HeadDeadline deadline;
    private boolean begun;
    private boolean open;
    private boolean chunked;
    private long bodyLeft;
    private boolean broken;
    private byte last;
    private byte beforeLast;

    private HeadGuard(long timeoutMillis) {
        this.deadline = new HeadDeadline(timeoutMillis);
    }

    /** Whether this is a connection of HTTP/1.1. */
    static boolean canWatch(Channel channel) {
        return channel.pipeline().get(DECODER) != null;
    }

    /** Watches this connection from now on; to be called before its first byte is read. */
    static void watch(Channel channel, long timeoutMillis) {
        HeadGuard guard = new HeadGuard(timeoutMillis);
        channel.pipeline().addBefore(DECODER, "headGuard", guard);
        channel.pipeline().addAfter(DECODER, "messages", guard.new Messages());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
            return;
        }
        try {
            while (bytes.isReadable() && !broken) {
                if (!open && last == '\n' && isBlank(bytes.getByte(bytes.readerIndex()))) {
                    broken = true;
                    context.fireChannelRead(Unpooled.wrappedBuffer(MALFORMED));
                } else {
                    pass(context, bytes, open ? bodyPart(bytes) : headPart(bytes));
                }
            }
        } finally {
            bytes.release();
        }
    }

    private void pass(ChannelHandlerContext context, ByteBuf bytes, int length) {
        beforeLast = length > 1 ? bytes.getByte(bytes.readerIndex() + length - 2) : last;
        last = bytes.getByte(bytes.readerIndex() + length - 1);
        // Line ends between messages begin nothing.
        begun |= !open && bytes.forEachByte(bytes.readerIndex(), length, ByteProcessor.FIND_NON_CRLF) >= 0;
        context.fireChannelRead(bytes.readRetainedSlice(length));
        if (begun) {
            deadline.begin(context);
        }
    }

    /** As much as is sure to hold no folded field: up to a line end that a blank follows, or that is the last byte. */
    private static int headPart(ByteBuf bytes) {
        int start = bytes.readerIndex();
        int end = bytes.writerIndex();
        for (int from = start; from < end; ) {
            int feed = bytes.forEachByte(from, end - from, ByteProcessor.FIND_LF);
            if (feed < 0) {
                break;
            }
            if (feed + 1 < end && isBlank(bytes.getByte(feed + 1))) {
                return feed + 1 - start;
            }
            from = feed + 1;
        }
        return end - start;
    }

    /** As much as is sure to be body: what is left of an announced length, or, in chunks, up to an empty line. */
    private int bodyPart(ByteBuf bytes) {
        int readable = bytes.readableBytes();
        if (!chunked) {
            return (int) Math.max(1, Math.min(readable, bodyLeft));
        }
        int start = bytes.readerIndex();
        byte previous = last;
        byte beforePrevious = beforeLast;
        for (int i = 0; i < readable; i++) {
            byte b = bytes.getByte(start + i);
            if (b == '\n' && previous == '\r' && beforePrevious == '\n') {
                return i + 1;
            }
            beforePrevious = previous;
            previous = b;
        }
        return readable;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        deadline.end();
        context.fireChannelInactive();
    }

    @SuppressWarnings("ReferenceEquality") // another spelling is an equal version, but no version
    private static boolean isSpoken(HttpVersion version) {
        return version == HttpVersion.HTTP_1_1 || version == HttpVersion.HTTP_1_0;
    }

    /** The side behind the decoder, which sees where messages begin and end. */
    private final class Messages extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) {
                begun = false;
                deadline.end();
                if (!isSpoken(request.protocolVersion())) {
                    // Otherwise the server would answer in its own words, and in a version that it does not speak.
                    request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("no such version")));
                    request.setProtocolVersion(HttpVersion.HTTP_1_1);
                }
                open = request.decoderResult().isSuccess();
                chunked = HttpUtil.isTransferEncodingChunked(request);
                // What was refused may hold a length that is none.
                bodyLeft = !open || chunked ? 0 : HttpUtil.getContentLength(request, 0L);
            }
            if (message instanceof HttpContent content) {
                bodyLeft -= content.content().readableBytes();
                open &= !(message instanceof LastHttpContent);
            }
            context.fireChannelRead(message);
        }
    }
}
