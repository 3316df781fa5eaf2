package dev.sluice.policy.schedule;

/** What one event does to the schedules and overrides of a service. */
public sealed interface OverrideEvent {
    /** The id of the override or schedule that it is about. */
    String id();

    /** The override set after the event. */
    OverrideSet after(OverrideSet agenda);

    /** Sets an override, replacing any with its id. */
    record Set(ServiceOverride override) implements OverrideEvent {
        @Override
        public String id() {
            return override.id();
        }

        @Override
        public OverrideSet after(OverrideSet agenda) {
            return agenda.with(override);
        }
    }

    /** Sets a schedule, replacing any with its id. */
    record Plan(Schedule schedule) implements OverrideEvent {
        @Override
        public String id() {
            return schedule.id();
        }

        @Override
        public OverrideSet after(OverrideSet agenda) {
            return agenda.with(schedule);
        }
    }

    /**
     * Withdraws the override or schedule with this id.
     *
     * @param id its name
     * @param author who withdrew it
     */
    record Withdraw(String id, Author author) implements OverrideEvent {
        public Withdraw {
            if (id.isBlank()) {
                throw new IllegalArgumentException("id must not be empty");
            }
        }

        @Override
        public OverrideSet after(OverrideSet agenda) {
            return agenda.without(id);
        }
    }
}
