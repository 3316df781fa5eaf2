package dev.sluice.config.record.check;

import dev.sluice.schemas.DeadLetter;
import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The first thing that is wrong with a record. Makes nothing as long as all is well. */
public class Finding {
    private Rejection first = Rejection.NOT;

    /** What was found, or {@link Rejection#NOT}. */
    public Rejection first() {
        return first;
    }

    /** The value must name the service, which is the record's key. */
    public Finding service(String key, String named) {
        named("service", named);
        if (!first.isRejected() && !key.equals(named)) {
            first = new Rejection(
                    DeadLetter.Reason.KEY_IS_NOT_SERVICE, "the key is " + key + ", the value names " + named);
        }
        return this;
    }

    public Finding impossible(String detail) {
        if (!first.isRejected()) {
            first = Rejection.impossible(detail);
        }
        return this;
    }

    /** A name, which may be empty. */
    public Finding name(String field, String value) {
        return text(field, value, Limits.NAME);
    }

    /** A name that there must be. */
    public Finding named(String field, String value) {
        return value.isBlank() ? impossible(field + " is empty") : name(field, value);
    }

    public Finding text(String field, String value, int most) {
        return value.length() <= most
                ? this
                : impossible(field + " has " + value.length() + " characters, more than " + most);
    }

    public Finding count(String field, long value, long most) {
        return value >= 0 && value <= most
                ? this
                : impossible(field + " is " + value + (value < 0 ? "" : ", more than " + most));
    }

    /** How many entries a list has. */
    public Finding entries(String field, int size, int most) {
        return size <= most ? this : impossible(field + " has " + size + " entries, more than " + most);
    }

    public Finding count(String field, @Nullable Long value) {
        return value == null ? this : count(field, value, Long.MAX_VALUE);
    }

    public Finding replicas(String field, @Nullable Integer value) {
        return value == null ? this : count(field, value, Limits.REPLICAS);
    }

    public Finding amount(String field, @Nullable Double value) {
        return value == null ? this : between(field, value, 0, Limits.AMOUNT);
    }

    /** A share of something, 0 to 1; null: not said. */
    public Finding share(String field, @Nullable Double value) {
        return value == null ? this : between(field, value, 0, 1);
    }

    /** A finite number in a range. */
    public Finding between(String field, double value, double least, double most) {
        return value >= least && value <= most
                ? this
                : impossible(field + " is " + NumberText.exactly(value) + ", not from " + NumberText.exactly(least)
                        + " to " + NumberText.exactly(most));
    }

    /** What one replica serves; null: not stated. */
    public Finding perReplica(String field, @Nullable Double value) {
        return value == null ? this : between(field, value, Limits.LEAST_PER_REPLICA, Limits.MOST_PER_REPLICA);
    }

    /** A length of time in ms; null: not stated. */
    public Finding length(String field, @Nullable Long value, long most) {
        return value == null || (value >= 0 && value <= most)
                ? this
                : impossible(field + " is " + DurationText.exactly(Duration.ofMillis(value)) + ", not from 0 to "
                        + DurationText.exactly(Duration.ofMillis(most)));
    }

    /** A bound of latency, or a latency, in ms. */
    public Finding latency(String field, double millis) {
        return millis >= 0 && millis <= Limits.LATENCY_MS
                ? this
                : impossible(field + " is " + length(millis) + ", not from 0 to "
                        + DurationText.exactly(Duration.ofMillis(Limits.LATENCY_MS)));
    }

    private static String length(double millis) {
        long whole = (long) millis;
        return whole == millis ? DurationText.exactly(Duration.ofMillis(whole)) : NumberText.exactly(millis) + "ms";
    }

    /** A time that may be said until {@code latest} (ms). */
    public Finding time(String field, Instant time, long latest) {
        long at = time.toEpochMilli();
        return at >= 0 && at <= latest
                ? this
                : impossible(field + " is " + time + ", not from 1970 to " + Instant.ofEpochMilli(latest));
    }
}
