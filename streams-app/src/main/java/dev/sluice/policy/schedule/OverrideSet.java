package dev.sluice.policy.schedule;

import dev.sluice.policy.ScalingPolicy.Bounds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All schedules and overrides of one service. The order of precedence is: a pause, a forced count, a freeze, bounds.
 * Bounds set by hand take precedence over those of a schedule, and those over the policy's. Of two of a kind, the
 * newer one applies.
 *
 * @param schedules in any order
 * @param overrides in any order
 */
public record OverrideSet(List<Schedule> schedules, List<ServiceOverride> overrides) {
    public static final OverrideSet EMPTY = new OverrideSet(List.of(), List.of());

    public OverrideSet {
        schedules = List.copyOf(schedules);
        overrides = List.copyOf(overrides);
    }

    /** Adds {@code override}, replacing any with the same id. */
    public OverrideSet with(ServiceOverride override) {
        List<ServiceOverride> kept = new ArrayList<>(without(override.id()).overrides);
        kept.add(override);
        return new OverrideSet(schedules, kept);
    }

    /** Adds {@code schedule}, replacing any with the same id. */
    public OverrideSet with(Schedule schedule) {
        List<Schedule> kept = new ArrayList<>(without(schedule.id()).schedules);
        kept.add(schedule);
        return new OverrideSet(kept, overrides);
    }

    /** Removes the override or schedule with this id. */
    public OverrideSet without(String id) {
        return new OverrideSet(
                schedules.stream().filter(schedule -> !schedule.id().equals(id)).toList(),
                overrides.stream().filter(override -> !override.id().equals(id)).toList());
    }

    /** Removes overrides and schedules that have ended by {@code now}. */
    public OverrideSet pruned(Instant now) {
        return new OverrideSet(
                schedules.stream()
                        .filter(schedule -> now.isBefore(schedule.validity().until()))
                        .toList(),
                overrides.stream()
                        .filter(override -> now.isBefore(override.until()))
                        .toList());
    }

    /** Returns true if nothing is set. */
    public boolean isEmpty() {
        return schedules.isEmpty() && overrides.isEmpty();
    }

    /** What is in effect at {@code now} for a service whose policy has the bounds {@code bounds}. */
    public EffectiveOverrides at(Instant now, Bounds bounds) {
        // called at every window of every service, and hardly any service has overrides
        return isEmpty()
                ? EffectiveOverrides.none(bounds)
                : EffectiveOverrides.of(
                        bounds, Stream.concat(scheduled(now), byHand(now)).toList());
    }

    /** The bounds of schedules, oldest first. */
    private Stream<Rule> scheduled(Instant now) {
        return schedules.stream()
                .sorted(Comparator.comparing(
                                (Schedule schedule) -> schedule.author().at())
                        .thenComparing(Schedule::id))
                .flatMap(schedule -> schedule.activeUntil(now).stream()
                        .map(until -> new Rule(schedule.bounds(), schedule.id(), schedule.author(), until, true)));
    }

    private Stream<Rule> byHand(Instant now) {
        return overrides.stream()
                .filter(override -> override.active(now))
                .sorted(Comparator.comparing(
                                (ServiceOverride override) -> override.author().at())
                        .thenComparing(ServiceOverride::id))
                .map(override ->
                        new Rule(override.action(), override.id(), override.author(), override.until(), false));
    }

    /** The next time after {@code now} at which something begins or ends, so that a tick can be set for it. */
    public Optional<Instant> nextChange(Instant now) {
        Stream<Instant> byHand = overrides.stream().flatMap(override -> Stream.of(override.from(), override.until()));
        Stream<Instant> scheduled = schedules.stream()
                .flatMap(schedule -> Stream.of(
                                schedule.start().next(now, schedule.zone()),
                                schedule.activeUntil(now),
                                Optional.of(schedule.validity().from()),
                                Optional.of(schedule.validity().until()))
                        .flatMap(Optional::stream));
        return Stream.concat(byHand, scheduled)
                .filter(time -> time.isAfter(now) && time.isBefore(Instant.MAX))
                .min(Comparator.naturalOrder());
    }

    /**
     * A rule that is in effect.
     *
     * @param action what it does
     * @param id its name
     * @param author who set it
     * @param until when it ends
     * @param scheduled true if set by a schedule, not by hand
     */
    public record Rule(ServiceOverride.Action action, String id, Author author, Instant until, boolean scheduled) {
        /** The rule in one sentence. */
        public String describe() {
            String why = author.reason().isEmpty() ? "" : " (" + author.reason() + ")";
            String end = until.equals(Instant.MAX) ? "" : " until " + until;
            return action.describe() + " by " + author.owner() + (scheduled ? ", schedule " : ", override ") + id + end
                    + why;
        }
    }
}
