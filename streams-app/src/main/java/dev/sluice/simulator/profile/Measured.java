package dev.sluice.simulator.profile;

import dev.sluice.sizing.tokens.ReplicaProfile;
import dev.sluice.sizing.tokens.ReplicaProfile.Point;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The measurements of all files that were read, and what was assumed when they were. */
final class Measured {
    private final ProfileTerms terms;
    private final List<Point> prompts = new ArrayList<>();
    private final List<Point> steps = new ArrayList<>();
    private final List<LoadTest> tests = new ArrayList<>();
    private final Set<String> kinds = new LinkedHashSet<>();
    private final Set<String> notes = new LinkedHashSet<>();

    Measured(ProfileTerms terms) {
        this.terms = terms;
    }

    ProfileTerms terms() {
        return terms;
    }

    /** A prompt of so many tokens, alone on a replica, took so many seconds. */
    void prompt(double tokens, double seconds) {
        prompts.add(new Point(tokens, seconds));
    }

    /** A step with so many answers and no prompts took so many seconds. */
    void step(double answers, double seconds) {
        steps.add(new Point(answers, seconds));
    }

    /** A load was put on replicas, and its answers were timed. */
    void test(LoadTest test) {
        tests.add(test);
    }

    void kind(String kind) {
        kinds.add(kind);
    }

    void note(String note) {
        notes.add(note);
    }

    /** How much was read so far: a file that adds nothing is a mistake. */
    int size() {
        return prompts.size() + steps.size() + tests.size();
    }

    ReadProfile done() {
        LoadTest.addAll(tests, prompts, steps, terms);
        ReplicaProfile profile = new ReplicaProfile(prompts, steps, terms.chunk(), String.join(", ", kinds));
        if (!profile.tellsPrompts()) {
            notes.add("how fast prompts are computed: it is learned from times to the first token");
        }
        if (!profile.tellsAnswers()) {
            notes.add("how long a step takes: what answers allow is learned from times between tokens");
        }
        return new ReadProfile(profile, List.copyOf(notes));
    }
}
