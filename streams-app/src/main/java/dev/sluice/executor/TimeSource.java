package dev.sluice.executor;

import java.time.Instant;
import java.time.InstantSource;

/** The time that the executor uses. */
public interface TimeSource {
    /** The time for a service, given the newest time in its commands. */
    Instant now(Instant newestSeen);

    /**
     * True if time comes from the records. Each command is then carried out as of its own time, even if several
     * arrive at once, so the result does not depend on the speed of a replay.
     */
    boolean recorded();

    /** The time of a clock. */
    static TimeSource wall(InstantSource clock) {
        return new TimeSource() {
            @Override
            public Instant now(Instant newestSeen) {
                return clock.instant();
            }

            @Override
            public boolean recorded() {
                return false;
            }
        };
    }

    /** The newest time in a service's own commands. Commands of other services may be replayed sooner or later. */
    static TimeSource event() {
        return new TimeSource() {
            @Override
            public Instant now(Instant newestSeen) {
                return newestSeen;
            }

            @Override
            public boolean recorded() {
                return true;
            }
        };
    }
}
