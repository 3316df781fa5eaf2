package dev.sluice.control.message.decision;

/** The outcome of a decision. */
public enum Outcome {
    UP,
    DOWN,
    HOLD;

    static Outcome of(int current, int target) {
        return target == current ? HOLD : target > current ? UP : DOWN;
    }
}
