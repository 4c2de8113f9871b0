package io.failstatic.control.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** One request, as bytes. */
final class FuzzedRequest {

    private static final List<String> KINDS =
            List.of("tenants", "services", "rate-limit-policies", "routing-rules", "feature-flags", "documents");

    private static final List<String> ODD_PATHS = List.of(
            "%00",
            "%0d%0aX:1",
            "a%2fb",
            "..",
            "%2e%2e",
            ";x=y",
            "A",
            "-a",
            "%C3%BC",
            "%ff",
            "a".repeat(64),
            "x".repeat(5000),
            "*",
            "9223372036854775807",
            "99999999999999999999",
            "-1",
            "0",
            "%E2%80%AE",
            "a%09b",
            "~",
            "'",
            "%22",
            "a+b",
            "null");

    private static final List<String> PARAMETERS = List.of(
            "dryRun=true",
            "dryRun=false",
            "dryRun=",
            "dryRun=1",
            "version=1",
            "version=0",
            "version=9223372036854775808",
            "version=x",
            "pageSize=1",
            "pageSize=200",
            "pageSize=201",
            "pageSize=-1",
            "pageSize=1e9",
            "pageToken=AA",
            "pageToken=OTIyMzM3MjAzNjg1NDc3NTgwOA",
            "pageToken=LTE",
            "pageToken=%00",
            "pageToken=YQ",
            "pageToken=4pyT",
            "tenantId=t-1",
            "tenantId=%00",
            "name=a",
            "name=%ff",
            "name=%F0%9F%98%80",
            "name=%ED%A0%80",
            "name=%zz",
            "name",
            "from=1",
            "to=2",
            "from=1&to=2",
            "from=1&to=1",
            "from=9223372036854775807&to=1",
            "from=2026-01-01T00:00:00Z",
            "to=2026-01-01T00:00:00Z",
            "to=%2B1000000000-12-31T23:59:59.999999999Z",
            "from=-1000000000-01-01T00:00:00Z",
            "from=now",
            "time=2026-11-20T10:00:00Z",
            "time=9999-12-31T23:59:59Z",
            "time=-999999999-01-01T00:00:00Z",
            "time=%2B999999999-01-01T00:00:00Z",
            "time=",
            "actor=alice",
            "action=%27%22",
            "kind=tenants",
            "kind=x",
            "resourceId=t-1",
            "outcome=OK",
            "outcome=ok",
            "active=true",
            "active=maybe",
            "state=LAGGING",
            "state=x",
            "label=a=b",
            "label=%00",
            "quorum=1.0",
            "quorum=NaN",
            "wait=5",
            "dryRun=true&dryRun=true",
            "%00=1",
            "a[0]=b",
            "=",
            "&&&",
            "%",
            "\u00e9=1");

    private static final List<String> HEADERS = List.of(
            "If-Match: \"1\"",
            "If-Match: 1",
            "If-Match: *",
            "If-Match: W/\"1\"",
            "If-Match: \"",
            "If-Match: ,,,",
            "If-Match:",
            "If-Match: \"99999999999999999999\"",
            "If-None-Match: \"1\"",
            "If-None-Match: *",
            "If-None-Match: \"",
            "If-Match: \u0080",
            "If-Unmodified-Since: Fri, 20 Nov 2026 10:00:00 GMT",
            "If-Modified-Since: nonsense",
            "Range: bytes=0-1",
            "Range: x",
            "Idempotency-Key: \"k-1\"",
            "Idempotency-Key: k-2",
            "Idempotency-Key:",
            "Idempotency-Key: \"",
            "Idempotency-Key: \u00ff",
            "Idempotency-Key: " + "k".repeat(300),
            "Idempotency-Key: a\tb",
            "Change-Reason: why",
            "Change-Reason: \u00c3\u00bc",
            "Change-Reason: \u00ff\u00fe",
            "Change-Reason: \u00ed\u00a0\u0080",
            "Change-Reason: \u00c0\u0080",
            "Change-Reason:  ",
            "Change-Reason: " + "r".repeat(5000),
            "Change-Reason: a\tb",
            "Change-Reason: \u001b[1m",
            "Change-Reason: \u0000",
            "Confirm-Removal: 1",
            "Confirm-Removal: 999999999",
            "Confirm-Removal: 99999999999",
            "Confirm-Removal: -1",
            "Confirm-Removal: x",
            "Confirm-Value: true",
            "Confirm-Value: yes",
            "Break-Glass: true",
            "Break-Glass: false",
            "Break-Glass: 1",
            "Accept: application/json",
            "Accept: text/html",
            "Accept: */*",
            "Accept: ;;",
            "Accept: application/*;q=x",
            "Accept: application/problem+json",
            "Accept: a/b/c",
            "Accept:",
            "Accept-Encoding: gzip",
            "Accept-Language: tlh-\u00ff",
            "Accept-Charset: x",
            "Content-Encoding: gzip",
            "Content-Encoding: zstd",
            "Expect: 100-continue",
            "Expect: magic",
            "Prefer: wait=1",
            "Prefer: wait=x",
            "X-Request-Id: \u00fe",
            "X-Request-Id: " + "i".repeat(200),
            "X-Forwarded-For: ::1",
            "X-Forwarded-Proto: gopher",
            "X-HTTP-Method-Override: DELETE",
            "Origin: http://evil",
            "Cookie: JSESSIONID=x; $Version=1",
            "Cookie: \u0001",
            "Authorization: Basic eDp5",
            "Authorization: Bearer",
            "Upgrade: h2c",
            "Connection: Upgrade, HTTP2-Settings",
            "Connection: close",
            "TE: trailers",
            "Referer: \u0080",
            "Forwarded: for=\"",
            "X-Long: " + "x".repeat(9000),
            "Sec-Fetch-Site: x",
            "Access-Control-Request-Method: PUT",
            "no colon",
            ": no name",
            "Sp ace: x",
            "Content-Length: 0");

    private static final List<String> TYPES = List.of(
            "application/json;charset=utf-16",
            "application/json; charset=nonsense",
            "text/plain",
            "application/xml",
            "",
            "json",
            "*/*",
            "application/merge-patch+json",
            "application/json-patch+json",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded",
            "application/json; q=\"",
            "\u00ff/\u00ff",
            "application/problem+json");

    private final String method;
    private final byte[] bytes;
    private final boolean orderly;

    private FuzzedRequest(String method, byte[] bytes, boolean orderly) {
        this.method = method;
        this.bytes = bytes;
        this.orderly = orderly;
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    byte[] bytes() {
        return bytes;
    }

    /** Whether its framing tells the truth. */
    boolean isOrderly() {
        return orderly;
    }

    /** Makes a request for one of the mappings of the service. */
    static FuzzedRequest of(SplittableRandom random, Endpoint endpoint, List<String> tokens) {
        FuzzedJson json = new FuzzedJson(random);
        String kind = pick(random, KINDS);
        String path = endpoint.path()
                .replaceAll("\\{kind[^/]*", kind)
                .replaceAll("\\{number[^/]*", Integer.toString(random.nextInt(40)))
                .replaceAll("\\{[^/]*", json.fill("$" + kind.charAt(0)));
        Odds odds = Odds.of(random);
        byte[] body = endpoint.takesBody() || random.nextInt(30) == 0 ? json.body(path, odds.body) : new byte[0];
        if (odds.path) {
            String[] parts = path.split("/", -1);
            parts[random.nextInt(parts.length - 1) + 1] = pick(random, ODD_PATHS);
            path = String.join("/", parts);
        }
        for (int i = odds.query ? random.nextInt(1, 3) : 0; i > 0; i--) {
            path += (path.contains("?") ? "&" : "?") + pick(random, PARAMETERS);
        }
        String method = random.nextInt(40) == 0
                ? pick(
                        random,
                        List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get"))
                : endpoint.method();
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        if (random.nextInt(50) > 0) {
            head.append("Authorization: Bearer ").append(pick(random, tokens)).append("\r\n");
        }
        if (body.length > 0 || random.nextInt(20) == 0) {
            String type = random.nextInt(25) == 0
                    ? pick(random, TYPES)
                    : method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
            head.append("Content-Type: ").append(type).append("\r\n");
        }
        boolean orderly = true;
        for (int i = odds.headers ? random.nextInt(1, 4) : 0; i > 0; i--) {
            String header = pick(random, HEADERS);
            orderly &= !header.startsWith("Content-Length") && !header.startsWith("Transfer-Encoding");
            head.append(header).append("\r\n");
        }
        return framed(odds.framing ? random.nextInt(8) : 8, random, method, head, body, orderly);
    }

    private static FuzzedRequest framed(
            int lie, SplittableRandom random, String method, StringBuilder head, byte[] body, boolean orderly) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean honest = orderly;
        String framing = "";
        byte[] sent = body;
        switch (lie) {
            case 0, 1, 2 -> {
                framing = "Transfer-Encoding: chunked\r\n";
                sent = chunked(random, body);
            }
            case 3 -> {
                framing = "Transfer-Encoding: chunked\r\n";
                honest = false;
            }
            case 4 -> {
                framing = "Transfer-Encoding: chunked\r\nContent-Length: " + body.length + "\r\n";
                honest = false;
            }
            case 5 -> {
                framing = "Content-Length: " + (body.length + random.nextInt(-20, 20)) + "\r\n";
                honest = false;
            }
            case 6 -> {
                framing = "Content-Length: "
                        + pick(random, List.of("-1", "x", "99999999999999999999", "1, 2", "0x5", "")) + "\r\n";
                honest = false;
            }
            default ->
                framing = body.length > 0 || random.nextInt(3) == 0 ? "Content-Length: " + body.length + "\r\n" : "";
        }
        bytes.writeBytes(head.append(framing).append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(sent);
        return new FuzzedRequest(method, bytes.toByteArray(), honest);
    }

    private static byte[] chunked(SplittableRandom random, byte[] body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at < body.length; ) {
            int length = Math.min(body.length - at, random.nextInt(1, body.length + 1));
            bytes.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            bytes.write(body, at, length);
            bytes.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
            at += length;
        }
        bytes.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return bytes.toByteArray();
    }

    private static <T> T pick(SplittableRandom random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    @Override
    public String toString() {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.length() > 3000 ? text.substring(0, 3000) + "… " + text.length() + " bytes" : text;
    }

    /** What is odd about a request: mostly one thing, so that it is refused for that. */
    private record Odds(boolean path, boolean query, boolean headers, boolean body, boolean framing) {

        static Odds of(SplittableRandom random) {
            int odd = random.nextInt(20);
            return new Odds(odd == 0, odd < 4, odd >= 4 && odd < 9, odd >= 8 && odd < 18, odd == 1 || odd == 17);
        }
    }

    /** A mapping of the service: a method and a pattern of paths. */
    record Endpoint(String method, String path) {

        boolean takesBody() {
            return method.startsWith("P");
        }
    }
}
