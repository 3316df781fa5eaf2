package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A thread that ends by an error does not do so in silence. */
final class EndedThreadsTest {
    private final EndedThreads ended = new EndedThreads();

    @Test
    void without_memory_the_process_is_no_longer_live() throws Exception {
        endWith(new OutOfMemoryError("Java heap space"));
        assertThat(ended.notLive())
                .containsExactly("the thread reader has ended: java.lang.OutOfMemoryError: Java heap space");
    }

    @Test
    void what_concerns_one_task_alone_is_only_logged() throws Exception {
        endWith(new IllegalStateException("of a plug-in"));
        endWith(new StackOverflowError());
        assertThat(ended.notLive()).isEmpty();
    }

    @Test
    void however_many_threads_end_few_are_told_of() throws Exception {
        for (int i = 0; i < 100; i++) {
            endWith(new OutOfMemoryError());
        }
        assertThat(ended.notLive()).hasSizeBetween(1, 10);
    }

    private void endWith(Throwable error) throws InterruptedException {
        Thread thread = new Thread(
                () -> {
                    if (error instanceof Error known) {
                        throw known;
                    }
                    throw (RuntimeException) error;
                },
                "reader");
        thread.setUncaughtExceptionHandler(ended);
        thread.start();
        thread.join();
    }
}
