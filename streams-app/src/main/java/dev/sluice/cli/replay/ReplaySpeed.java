package dev.sluice.cli.replay;

import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.text.NumberText;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How fast recorded time passes: {@code factor} times as fast as real time, infinite for as fast as it goes. */
record ReplaySpeed(double factor) {
    ReplaySpeed {
        if (!(factor > 0)) {
            throw new IllegalArgumentException("--speed must be above 0, not " + NumberText.exactly(factor));
        }
    }

    boolean unlimited() {
        return Double.isInfinite(factor);
    }

    /** Waits until recorded time may have come to {@code at}, counted from {@code first} at {@code startNanos}. */
    void await(Instant first, Instant at, long startNanos) {
        if (unlimited()) {
            return;
        }
        double recorded = Duration.between(first, at).toNanos();
        long due = startNanos + (long) (recorded / factor);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
            if (Thread.currentThread().isInterrupted()) {
                throw new CommandFailedException("interrupted");
            }
        }
    }

    /** Reads {@code 60}, {@code 60x} or {@code max}. */
    static final class Converter implements ITypeConverter<ReplaySpeed> {
        @Override
        public ReplaySpeed convert(String text) {
            if (text.equals("max")) {
                return new ReplaySpeed(Double.POSITIVE_INFINITY);
            }
            try {
                return new ReplaySpeed(
                        Double.parseDouble(text.endsWith("x") ? text.substring(0, text.length() - 1) : text));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "' is neither a number above 0 nor max");
            }
        }
    }
}
