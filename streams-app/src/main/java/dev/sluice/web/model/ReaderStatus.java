package dev.sluice.web.model;

/**
 * How the reader of the topics gets on.
 *
 * @param behind records that are written and not read yet
 * @param reachedAt when brokers and registry last answered, epoch ms; 0: never
 * @param failure why they do not; empty where they do
 * @param pastRead whether all that was there at the start has been read
 */
public record ReaderStatus(long behind, long reachedAt, String failure, boolean pastRead) {
    static final ReaderStatus STARTING = new ReaderStatus(1, 0, "", false);
    private static final long NEAR = 5_000;

    ReaderStatus at(long records) {
        return new ReaderStatus(records, System.currentTimeMillis(), "", pastRead || records == 0);
    }

    ReaderStatus failed(String why) {
        return new ReaderStatus(behind, reachedAt, why, pastRead);
    }

    /** Whether it shows the present. */
    public boolean isCaughtUp() {
        return pastRead && failure.isEmpty() && behind < NEAR;
    }
}
