package dev.sluice.cli.profile;

import dev.sluice.simulator.profile.ReadProfile;
import dev.sluice.sizing.tokens.ReplicaProfile;
import dev.sluice.sizing.tokens.ReplicaProfile.Point;
import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What was read of a replica, for a person to check. */
final class ProfileText {
    private static final int SHOWN = 5;

    private ProfileText() {}

    static String of(ReadProfile read) {
        ReplicaProfile profile = read.profile();
        StringBuilder text = new StringBuilder("one replica, from " + profile.source() + "\n");
        if (profile.tellsPrompts()) {
            line(text, "prompts", some(profile.prompts(), point -> prompt(profile, point)));
        }
        if (profile.tellsAnswers()) {
            line(text, "answers", some(profile.steps(), ProfileText::step));
            line(text, "chunk", NumberText.of(profile.chunk()) + " prompt tokens in a step beside answers");
        }
        read.unknown().forEach(what -> line(text, "not known", what));
        return text.toString().stripTrailing();
    }

    private static String prompt(ReplicaProfile profile, Point point) {
        return NumberText.of(point.at()) + " tokens in " + DurationText.ofSeconds(point.seconds()) + " ("
                + NumberText.of(profile.promptTokensPerSecond(point.at())) + " tokens/s)";
    }

    private static String step(Point point) {
        return DurationText.ofSeconds(point.seconds()) + " between tokens with " + NumberText.of(point.at())
                + " at once";
    }

    /** The first, the last and some between. */
    private static String some(List<Point> points, Function<Point, String> words) {
        int shown = Math.min(SHOWN, points.size());
        return IntStream.range(0, shown)
                .mapToObj(i -> points.get(shown == 1 ? 0 : i * (points.size() - 1) / (shown - 1)))
                .map(words)
                .collect(Collectors.joining(", "));
    }

    private static void line(StringBuilder text, String name, String what) {
        text.append(String.format(Locale.ROOT, "  %-10s %s%n", name, what));
    }
}
