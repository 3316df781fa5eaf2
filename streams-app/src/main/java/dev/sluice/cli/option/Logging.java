package dev.sluice.cli.option;

/** The log, which is standard error: set up before the first class that writes to it is loaded. */
final class Logging {
    private static final String LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";
    private static final String CLIENTS = "org.slf4j.simpleLogger.log.org.apache.kafka.clients.NetworkClient";

    private Logging() {}

    /** What goes to the log. */
    static void level(String level) {
        System.setProperty(LEVEL, level);
        if (!level.equals("warn")) {
            System.setProperty(CLIENTS, level);
        }
    }
}
