package dev.sluice.executor.kubernetes;

import java.io.IOException;

/** What to tell people of a request that failed without an answer. */
final class Causes {
    private Causes() {}

    /** The first failure of the network in a chain of causes, else the last cause. */
    static String text(Throwable failure) {
        Throwable one = failure;
        while (!(one instanceof IOException) && one.getCause() != null) {
            one = one.getCause();
        }
        return one.getMessage() == null ? one.getClass().getSimpleName() : one.toString();
    }
}
