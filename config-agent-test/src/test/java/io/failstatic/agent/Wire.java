package io.failstatic.agent;

import static io.failstatic.agent.test.SnapshotBuilder.snapshot;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** What a server may do to a socket once it has read a request, byte by byte. */
final class Wire {

    static final byte[] FIRST = snapshot().revision(1).tenant("tenant-1").bytes();
    static final byte[] SECOND =
            snapshot().revision(2).tenant("tenant-1").document("d", text(3_000)).bytes();

    private Wire() {}

    static RawServer.Script sending(String answer) {
        return sending(answer.getBytes(ISO_8859_1));
    }

    static RawServer.Script sending(byte[] answer) {
        return socket -> {
            socket.getOutputStream().write(answer);
            socket.getOutputStream().flush();
        };
    }

    static RawServer.Script resetting(String answer) {
        return socket -> {
            send(socket, answer);
            socket.setSoLinger(true, 0);
        };
    }

    static void send(Socket socket, String text) throws IOException {
        sending(text).play(socket);
    }

    /** Until the other side hangs up. */
    static void repeat(Socket socket, String text) throws IOException {
        while (true) {
            send(socket, text);
        }
    }

    /** Until the other side hangs up. */
    static void hang(Socket socket) throws IOException {
        if (socket.getInputStream().read() < 0) {
            throw new EOFException("hung up");
        }
    }

    static void dribble(Socket socket, String text) throws IOException {
        socket.setSoTimeout(20);
        for (int n = 0; n < text.length(); n++) {
            send(socket, text.substring(n, n + 1));
            pause(socket);
        }
    }

    /** For the socket's timeout, unless the other side hangs up before. */
    static void pause(Socket socket) throws IOException {
        try {
            hang(socket);
        } catch (SocketTimeoutException e) {
            // It did not.
        }
    }

    static byte[] page(String type, String headers) {
        return answer(
                "HTTP/1.1 200 OK\r\n" + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n") + headers, "", SECOND);
    }

    static byte[] snapshotAnswer(byte[] json, String coding) {
        String headers =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConfig-Digest: " + Digest.of(json) + "\r\n";
        try {
            return answer(headers, coding, coding.equals("gzip") ? gzip(json) : json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] answer(String head, String coding, byte[] body) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes((head + (coding.isEmpty() ? "" : "Content-Encoding: " + coding + "\r\n")
                        + "Connection: close\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(ISO_8859_1));
        answer.writeBytes(body);
        return answer.toByteArray();
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        }
        return zipped.toByteArray();
    }

    static String text(int length) {
        StringBuilder text = new StringBuilder("\"");
        new Random(1).ints(length, 'a', 'z' + 1).forEach(c -> text.append((char) c));
        return text.append('"').toString();
    }
}
