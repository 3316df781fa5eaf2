package dev.sluice.topology.intake;

import dev.sluice.config.record.check.Finding;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.UsageEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;

/**
 * Everything that makes an event a dead letter, told before it is written: the same checks as at reading, without an end at
 * the first.
 */
public final class EventProblems {
    private EventProblems() {}

    /**
     * One thing that is wrong.
     *
     * @param field name of the field, or empty
     * @param detail why, in one sentence
     */
    public record Problem(String field, String detail) {}

    /** What is wrong with an event that is read at {@code wall}, ms. */
    public static List<Problem> of(RequestRateEvent e, long wall) {
        All all = new All(RequestRateEvent.getClassSchema());
        EventChecks.check(all, e.getService(), e, EventChecks.latest(wall));
        return all.problems;
    }

    /** What is wrong with an event that is read at {@code wall}, ms. */
    public static List<Problem> of(UsageEvent e, long wall) {
        All all = new All(UsageEvent.getClassSchema());
        EventChecks.check(all, e.getService(), e, EventChecks.latest(wall));
        return all.problems;
    }

    /** Goes on after the first. */
    private static final class All extends Finding {
        private final Schema schema;
        private final List<Problem> problems = new ArrayList<>();

        All(Schema schema) {
            this.schema = schema;
        }

        @Override
        public Finding impossible(String detail) {
            problems.add(new Problem(field(detail), detail));
            return this;
        }

        /** The field that a sentence begins with; what is wrong with an interval shows at its end. */
        private String field(String detail) {
            String first = detail.split("[ :]", 2)[0];
            Field field = schema.getField(first);
            return field != null ? first : detail.startsWith("the interval") ? "to" : "";
        }
    }
}
