package dev.sluice.client;

import dev.sluice.events.ScalingCommand;
import java.util.OptionalInt;

/**
 * Carries out commands on some platform. Only commands that should be carried out arrive: valid, and newer than every other
 * one that was answered for the service and pool. One command of a service and pool is handled at a time, those of others
 * by other threads.
 */
@FunctionalInterface
public interface CommandHandler {
    /**
     * Makes the platform run as many replicas as the command says, and returns when the platform has taken the order. The
     * same command may come twice, after a crash in between: the number is absolute, so twice changes nothing. Any
     * exception is answered as a failure with its message.
     */
    Answer handle(ScalingCommand command) throws Exception;

    /** Whether a command is for this executor. Commands of others are neither carried out nor answered. */
    default boolean isMine(ScalingCommand command) {
        return true;
    }

    /**
     * What the platform did.
     *
     * @param applied whether it took the order
     * @param ready replicas that are ready now; empty if it does not say
     * @param message for people; may be empty
     */
    record Answer(boolean applied, OptionalInt ready, String message) {
        /** The platform took the order and does not say how many replicas are ready. */
        public static Answer done() {
            return new Answer(true, OptionalInt.empty(), "");
        }

        /** The platform took the order, and this many replicas are ready now. */
        public static Answer ready(int replicas) {
            return new Answer(true, OptionalInt.of(replicas), "");
        }

        /** The platform did not take the order. */
        public static Answer failed(String why) {
            return new Answer(false, OptionalInt.empty(), why);
        }
    }
}
