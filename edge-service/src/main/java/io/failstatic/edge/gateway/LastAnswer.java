package io.failstatic.edge.gateway;

import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * The mark of a connection of HTTP/1.1 that gets no further answer (RFC 9112, 9.6): whatever its client has sent behind the request is not
 * taken for another one, for nobody knows any more where that would begin. <em>Stateless.</em>
 */
final class LastAnswer {

    private static final AttributeKey<Boolean> MARK = AttributeKey.valueOf(LastAnswer.class, "given");

    private LastAnswer() {}

    static void mark(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            base.channel().attr(MARK).set(true);
        }
    }

    static boolean isGivenOn(HttpConnection connection) {
        return connection instanceof ConnectionBase base && base.channel().hasAttr(MARK);
    }
}
