package dev.sluice.controller;

import dev.sluice.config.manifest.Manifest;
import dev.sluice.controller.topic.Declarer;

/**
 * What became of an object's spec: the condition Accepted.
 *
 * @param inForce true: what it declares is in force
 * @param generation of the spec that this is about
 */
record Acceptance(boolean inForce, String reason, String message, long generation) {
    private static final String INVALID = "Invalid";

    static Acceptance inForce(DeclaredObject object) {
        return new Acceptance(true, "InForce", "in force for " + object.declares(), object.generation());
    }

    static Acceptance invalid(DeclaredObject object) {
        return refused(object, INVALID, object.problem() + ". What was in force before stays");
    }

    static Acceptance taken(DeclaredObject object, DeclaredObject older) {
        return refused(
                object,
                "NameTaken",
                older.id() + ", which is older, declares " + object.declares()
                        + ". Delete one of them, or name what this one declares with the annotation "
                        + Manifest.NAME_ANNOTATION);
    }

    static Acceptance elsewhere(DeclaredObject object, Declarer other) {
        return refused(
                object,
                "DeclaredElsewhere",
                object.declares() + " is declared by " + other
                        + ", which another controller mirrors. Delete it there first");
    }

    /** Whether the service of that name is the object's: what it declared before it was wrong is still in force. */
    boolean isOwner() {
        return inForce || reason.equals(INVALID);
    }

    private static Acceptance refused(DeclaredObject object, String reason, String message) {
        return new Acceptance(false, reason, message, object.generation());
    }
}
