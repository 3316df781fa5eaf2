package dev.sluice.control.message;

/** The outcome of a decision. */
public enum Outcome {
    UP,
    DOWN,
    HOLD;

    static Outcome of(int current, int target) {
        if (target == current) {
            return HOLD;
        }
        return target > current ? UP : DOWN;
    }
}
