package dev.sluice.executor;

import java.time.Instant;
import java.time.InstantSource;

/** Which now the executor goes by. */
public interface TimeSource {
    /** The time for a service, given the newest that its commands carry. */
    Instant now(Instant newestSeen);

    /**
     * Whether time is the records' own: then each command is carried out as of its own time, also where several come at
     * once, so that what is done does not depend on the speed of a replay.
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

    /** The newest time that a service's own commands carry: others' may be replayed sooner or later. */
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
