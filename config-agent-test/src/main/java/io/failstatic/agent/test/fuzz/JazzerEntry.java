package io.failstatic.agent.test.fuzz;

/** Where Jazzer enters: it finds this class by name and these methods by reflection. <em>Confined to one thread.</em> */
public final class JazzerEntry {

    private static FuzzTarget target = input -> {
        throw new IllegalStateException("no target");
    };

    private JazzerEntry() {}

    /** Makes the target; called once. */
    public static void fuzzerInitialize(String[] arguments) {
        target = FuzzCorpus.make(arguments[0]);
    }

    /** Tries one input. */
    public static void fuzzerTestOneInput(byte[] input) {
        Trial.run(target, input);
    }
}
