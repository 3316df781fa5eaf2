package dev.sluice.cli.serve;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last resort for what no thread of this process caught: it is logged, whichever thread it was. After an error of the
 * virtual machine, such as no memory, the process counts as no longer live, so that a supervisor starts it anew.
 */
public final class EndedThreads implements Thread.UncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(EndedThreads.class);
    private static final EndedThreads OF_PROCESS = new EndedThreads();
    /** Threads of a pool that end are replaced: their number has no bound. */
    private static final int MOST_SAID = 10;

    private final Queue<String> beyondRepair = new ConcurrentLinkedQueue<>();

    EndedThreads() {}

    /** That of this process. */
    public static EndedThreads ofProcess() {
        return OF_PROCESS;
    }

    /** Takes what is not caught from now on. */
    public void install() {
        Thread.setDefaultUncaughtExceptionHandler(this);
    }

    @Override
    public void uncaughtException(Thread thread, Throwable error) {
        if (error instanceof VirtualMachineError
                && !(error instanceof StackOverflowError)
                && beyondRepair.size() < MOST_SAID) {
            beyondRepair.add("the thread " + thread.getName() + " has ended: " + error);
        }
        LOG.error("The thread {} has ended by an error that nothing handled", thread.getName(), error);
    }

    /** Why this process cannot go on; empty where it can. */
    public List<String> notLive() {
        return List.copyOf(beyondRepair);
    }
}
