package io.failstatic.control.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** Request bodies between right and absurd: a valid shape of which some parts are replaced, then perhaps bytes. */
final class FuzzedJson {

    /** Valid requests by the end of their path; kinds by their path. Each {@code $x} is filled from a pool. */
    private static final Map<String, List<String>> SHAPES = Map.ofEntries(
            Map.entry("tenants", List.of("{'id':'$t','name':'$n'}")),
            Map.entry(
                    "services",
                    List.of("{'id':'$s','endpoints':['http://10.0.0.$i:80/'],'timeoutMs':$i,'retryCount':1}")),
            Map.entry(
                    "rate-limit-policies", List.of("{'id':'$p','tenantId':'$t','limit':$i,'window':60,'scope':'$s'}")),
            Map.entry(
                    "routing-rules",
                    List.of(
                            "{'id':'$r','path':'/$s/*','targetService':'$s','conditions':[{'header':'X-A','equals':'$n'}]}",
                            "{'path':'/a','targetService':'$s','conditions':{'header':'X-A','equals':'b'},'priority':$i}")),
            Map.entry(
                    "feature-flags",
                    List.of(
                            "{'id':'$f','name':'$f','enabled':true,'reuseName':true,"
                                    + "'rollout':{'percentage':$i,'tenantIds':['$t'],'keys':['$n']},'description':'$n'}",
                            "{'name':'$n','enabled':false}")),
            Map.entry(
                    "documents", List.of("{'id':'$d','content':{'a':[1,2.5,{'b':null}],'$n':'$n'}}", "{'content':$i}")),
            Map.entry("rollback", List.of("{'targetVersion':$i,'reason':'$n'}")),
            Map.entry(
                    "changesets",
                    List.of("{'reason':'$n','changes':[{'op':'create','kind':'tenants','data':{'id':'$t','name':'$n'}},"
                            + "{'op':'update','kind':'documents','id':'$d','version':$i,'data':{'content':'$n'}},"
                            + "{'op':'delete','kind':'feature-flags','id':'$f'},"
                            + "{'op':'rollback','kind':'services','id':'$s','targetVersion':$i}]}")),
            Map.entry(
                    "apply",
                    List.of("{'reason':'$n','prune':false,'resources':{'tenants':[{'id':'$t','name':'$n'}],"
                            + "'documents':[{'id':'$d','content':{'x':$i}},{'id':'d-9','content':null}]}}")),
            Map.entry(
                    "freezes",
                    List.of("{'reason':'$n','estimatedDuration':'PT30M','operations':['UPDATE_SERVICE'],'expires':true,"
                            + "'kinds':['services'],'tenantIds':['$t'],'frozenBy':'$n'}")),
            Map.entry("freeze-operations", List.of("{'operations':['DELETE_DOCUMENT'],'reason':'$n'}")),
            Map.entry("", List.of("{'reason':'$n'}", "", "{}")));

    private static final List<String> WEIRD = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "-0",
            "-0.0",
            "1e400",
            "1e-400",
            "1E+2147483648",
            "1e1000000000",
            "2147483648",
            "9223372036854775808",
            "99999999999999999999999999999999999",
            "NaN",
            "-Infinity",
            "0x10",
            "01",
            "+1",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\ud83d\\ude00\"",
            "\"\\u2028\\u202e\\ufeff\\ufffe\"",
            "\"\\r\\nX-Injected: 1\"",
            "\"\\u001b[31m\"",
            "\"../../etc/passwd\"",
            "\"' or 1=1 --\"",
            "\"${jndi:ldap://x}\"",
            "\"#{7*7}\"",
            "\"PT-1S\"",
            "\"P999999999999Y\"",
            "\"2026-11-20T10:00:00Z\"",
            "\"http://169.254.169.254/\"",
            "\"http://[::ffff:7f00:1]/\"",
            "\"file:///\"",
            "{}",
            "[]",
            "[[]]",
            "{\"\":{}}",
            "{\"a\":1,\"a\":2}",
            "[1,]",
            "\"unterminated",
            "'single'",
            "/*c*/1",
            "\"\\x\"");

    private final SplittableRandom random;

    FuzzedJson(SplittableRandom random) {
        this.random = random;
    }

    /** A body for a path, of which the last known part decides what would be valid. */
    byte[] body(String path, boolean odd) {
        String shape = "";
        for (String part : path.split("/", -1)) {
            shape = SHAPES.containsKey(part) ? part : shape;
        }
        String json = fill(pick(SHAPES.get(shape)));
        if (!odd) {
            return json.getBytes(StandardCharsets.UTF_8);
        }
        List<String> tokens = tokens(json);
        for (int i = random.nextInt(1, 4); i > 0 && !tokens.isEmpty(); i--) {
            mutate(tokens);
        }
        byte[] bytes = String.join("", tokens).getBytes(StandardCharsets.UTF_8);
        return random.nextInt(8) == 0 ? spoil(bytes) : bytes;
    }

    /** A value that fits a place in a path or a body. */
    String fill(String template) {
        StringBuilder filled = new StringBuilder();
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            if (c != '$') {
                filled.append(c == '\'' ? '"' : c);
                continue;
            }
            char pool = template.charAt(++i);
            switch (pool) {
                case 'i' -> filled.append(random.nextInt(1, random.nextInt(1, 30) + 1));
                case 'n' ->
                    filled.append(pick(List.of("a", "B c", "ünï", "x-1", "名前", "\uD83D\uDE00", "long".repeat(40))));
                default -> filled.append(pool).append('-').append(random.nextInt(6));
            }
        }
        return filled.toString();
    }

    /** Strings, numbers and words in one piece, every other character for itself. */
    private static List<String> tokens(String json) {
        return Arrays.stream(json.split("(?<=[{}\\[\\],:])|(?=[{}\\[\\],:])"))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private void mutate(List<String> tokens) {
        int at = random.nextInt(tokens.size());
        switch (random.nextInt(12)) {
            case 0 -> tokens.remove(at);
            case 1 -> tokens.add(at, tokens.get(random.nextInt(tokens.size())));
            case 2 -> tokens.set(at, "\"" + "x".repeat(1 << random.nextInt(17)) + "\"");
            case 3 -> tokens.set(at, "[".repeat(random.nextInt(300)) + "1" + "]".repeat(random.nextInt(300)));
            case 4 -> {
                int depth = random.nextInt(120);
                tokens.set(at, "{\"a\":".repeat(depth) + "1" + "}".repeat(depth));
            }
            case 5 -> tokens.set(at, "1".repeat(random.nextInt(1, 1200)));
            case 6 -> tokens.set(at, "\"unknown-" + random.nextInt(9) + "\":1," + tokens.get(at));
            case 7 -> tokens.set(at, tokens.get(at) + "," + tokens.get(at));
            default -> {
                List<Integer> values = new ArrayList<>();
                for (int i = 0; i < tokens.size(); i++) {
                    if (tokens.get(i).length() > 1) {
                        values.add(i);
                    }
                }
                tokens.set(values.isEmpty() ? at : pick(values), pick(WEIRD));
            }
        }
    }

    private byte[] spoil(byte[] bytes) {
        return switch (random.nextInt(7)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 1 -> zipped(bytes);
            case 2 -> new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16);
            case 3 -> noise(random.nextInt(200));
            case 4 -> {
                byte[] spoilt = bytes.clone();
                for (int i = 0; i < Math.min(3, spoilt.length); i++) {
                    spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt(256);
                }
                yield spoilt;
            }
            case 5 -> ("\uFEFF" + new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
            // Longer than what is taken, once in a while.
            default ->
                random.nextInt(20) == 0
                        ? Arrays.copyOf(bytes, 1_100_000)
                        : (" ".repeat(random.nextInt(3000)) + new String(bytes, StandardCharsets.UTF_8) + "\0")
                                .getBytes(StandardCharsets.UTF_8);
        };
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        for (int i = 0; i < length; i++) {
            noise[i] = (byte) random.nextInt(256);
        }
        return noise;
    }

    private static byte[] zipped(byte[] bytes) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
