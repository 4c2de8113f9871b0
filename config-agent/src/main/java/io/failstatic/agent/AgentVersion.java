package io.failstatic.agent;

/** The version of this library, as its manifest says. */
final class AgentVersion {

    static final String CURRENT = read();

    private AgentVersion() {}

    private static String read() {
        Package library = AgentVersion.class.getPackage();
        String version = library == null ? null : library.getImplementationVersion();
        return version == null ? "development" : version;
    }
}
