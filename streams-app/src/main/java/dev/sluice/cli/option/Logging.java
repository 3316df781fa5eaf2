package dev.sluice.cli.option;

/** The log, which is standard error: set up before the first class that writes to it is loaded. */
final class Logging {
    private static final String LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";
    private static final String CLIENTS = "org.slf4j.simpleLogger.log.org.apache.kafka.clients.NetworkClient";

    private Logging() {}

    /**
     * What goes to the log. Kafka's clients tell of each attempt to connect to a broker that is away, thousands of times in a
     * minute: only who looks for faults wants that.
     */
    static void level(String level) {
        System.setProperty(LEVEL, level);
        if (level.equals("debug") || level.equals("trace")) {
            System.setProperty(CLIENTS, level);
        }
    }
}
