package io.failstatic.agent.test.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The inputs of a target that are kept, in a text file beside its class with its name: one input per line, what is not
 * printable as {@code \n} or {@code \xff}; {@code #} starts a comment. <em>Immutable.</em>
 */
public final class FuzzCorpus {

    private static final int SHOWN = 400;

    private final FuzzTarget target;
    private final List<byte[]> inputs;

    private FuzzCorpus(FuzzTarget target, List<byte[]> inputs) {
        this.target = target;
        this.inputs = inputs;
    }

    /** The corpus of a target; empty inputs and the target's own seeds belong to every corpus. */
    public static FuzzCorpus of(FuzzTarget target) {
        List<byte[]> inputs = new ArrayList<>(target.seeds());
        inputs.add(new byte[0]);
        inputs.addAll(kept(target.getClass()));
        return new FuzzCorpus(target, inputs);
    }

    /** How many inputs there are. */
    public int size() {
        return inputs.size();
    }

    /**
     * Gives the target every input.
     *
     * @throws AssertionError when the target does not cope with one
     */
    public void replay() {
        for (byte[] input : inputs) {
            try {
                Trial.run(target, input);
            } catch (Throwable e) { // that is what this is for
                String line = InputLine.write(input);
                throw new AssertionError(
                        e.getMessage() + ": " + (line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line), e);
            }
        }
    }

    List<byte[]> inputs() {
        return inputs;
    }

    /** Where the kept inputs of a target are in the sources of its module. */
    static String file(Class<?> target) {
        return "src/test/resources/" + target.getName().replace('.', '/') + ".txt";
    }

    static FuzzTarget make(String className) {
        try {
            Constructor<?> constructor = Class.forName(className).getDeclaredConstructor();
            constructor.setAccessible(true);
            return (FuzzTarget) constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("target: " + className + " (expected: a FuzzTarget)", e);
        }
    }

    private static List<byte[]> kept(Class<?> target) {
        try (InputStream file = target.getResourceAsStream(target.getSimpleName() + ".txt")) {
            if (file == null) {
                return List.of();
            }
            return new BufferedReader(new InputStreamReader(file, StandardCharsets.US_ASCII))
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(InputLine::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
