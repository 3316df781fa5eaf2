package dev.sluice.embedded;

/** Ports for servers that a test must name before they listen, or of which it must be sure that nobody does. */
public final class FreePort {
    private FreePort() {}

    /** One below those that systems give to connections: none of this or another process takes it meanwhile. */
    public static int find() {
        return EmbeddedBroker.reserve(0);
    }
}
