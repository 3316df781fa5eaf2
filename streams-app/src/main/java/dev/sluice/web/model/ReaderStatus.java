package dev.sluice.web.model;

/**
 * How the reader of the topics gets on.
 *
 * @param behind records that are written and not read yet
 * @param reachedAt when brokers and registry last answered, epoch ms; 0: never
 * @param failure why they do not; empty where they do
 */
public record ReaderStatus(long behind, long reachedAt, String failure) {
    static final ReaderStatus STARTING = new ReaderStatus(1, 0, "");
    private static final long NEAR = 5_000;

    ReaderStatus at(long records) {
        return new ReaderStatus(records, System.currentTimeMillis(), "");
    }

    ReaderStatus failed(String why) {
        return new ReaderStatus(behind, reachedAt, why);
    }

    boolean reaches() {
        return failure.isEmpty() && reachedAt > 0;
    }

    /** Whether it shows the present. */
    public boolean isCaughtUp() {
        return reaches() && behind < NEAR;
    }
}
