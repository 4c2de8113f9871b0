package io.failstatic.agent;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client that follows no redirect, and whose connections are given up when keys or trust have been renewed.
 * <em>Confined to one thread.</em>
 */
final class RenewingClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final @Nullable Supplier<SSLContext> sslContext;
    private @Nullable SSLContext contextOfClient;
    private @Nullable HttpClient client;

    /** @param sslContext what TLS connections are made with, asked each time; the JDK's default when null */
    RenewingClient(@Nullable Supplier<SSLContext> sslContext) {
        this.sslContext = sslContext;
    }

    HttpClient get() {
        SSLContext context = sslContext == null ? null : sslContext.get();
        HttpClient made = client;
        if (made == null || context != contextOfClient) {
            made = make(context);
            client = made;
            contextOfClient = context;
        }
        return made;
    }

    private static HttpClient make(@Nullable SSLContext context) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT);
        return context == null ? builder.build() : builder.sslContext(context).build();
    }
}
