package io.failstatic.system;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Someone with one connection that is kept as long as the other side says so. Nothing is repeated behind its back: what goes
 * wrong is a failed request. <em>Confined to one thread.</em>
 */
final class User implements AutoCloseable {

    /** What came back. */
    record Answer(int status, Map<String, String> fields, String body) {

        long number(String field) {
            return Long.parseLong(fields.get(field));
        }
    }

    private final URI target;
    private final byte[] request;
    private Socket connection;
    private InputStream in;

    User(URI target, String apiKey) {
        this.target = target;
        this.request = ("POST " + target.getPath() + " HTTP/1.1\r\nHost: edge.example\r\nX-Api-Key: " + apiKey
                        + "\r\nContent-Length: 2\r\n\r\n{}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Sends one request, on a new connection only where there is none that may be used. */
    Answer send() throws IOException {
        if (connection == null) {
            connection = new Socket(InetAddress.getLoopbackAddress(), target.getPort());
            connection.setSoTimeout(20_000);
            connection.setTcpNoDelay(true);
            in = new BufferedInputStream(connection.getInputStream());
        }
        try {
            connection.getOutputStream().write(request);
            Answer answer = read();
            if ("close".equalsIgnoreCase(answer.fields().get("connection"))) {
                close();
            }
            return answer;
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private Answer read() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        Map<String, String> fields = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            fields.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        StringBuilder body = new StringBuilder();
        if (fields.containsKey("content-length")) {
            body.append(text(Integer.parseInt(fields.get("content-length"))));
        } else {
            for (int length = Integer.parseInt(line(), 16); length > 0; length = Integer.parseInt(line(), 16)) {
                body.append(text(length));
                line();
            }
            line();
        }
        return new Answer(status, fields, body.toString());
    }

    private String text(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("the answer broke off");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
