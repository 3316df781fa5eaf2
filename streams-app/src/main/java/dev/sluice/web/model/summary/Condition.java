package dev.sluice.web.model.summary;

/**
 * The state of a service and why.
 *
 * @param why one sentence; empty where the state is OK
 */
public record Condition(ServiceState state, String why) {
    static final Condition OK = new Condition(ServiceState.OK, "");

    static Condition trouble(String why) {
        return new Condition(ServiceState.TROUBLE, why);
    }

    static Condition attention(String why) {
        return new Condition(ServiceState.ATTENTION, why);
    }

    public static Condition unknown(String why) {
        return new Condition(ServiceState.UNKNOWN, why);
    }
}
