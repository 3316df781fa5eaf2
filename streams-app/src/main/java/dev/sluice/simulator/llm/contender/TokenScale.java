package dev.sluice.simulator.llm.contender;

import dev.sluice.simulator.llm.FleetController;
import dev.sluice.simulator.llm.engine.Interval;
import dev.sluice.simulator.llm.plant.FleetView;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * TokenScale's token velocity: prompt tokens that arrive per second, and output tokens that they will ask for, over what a
 * replica does of both at the rated load. Each 5 s on the last 15 s; fewer only where that held for 300 s.
 *
 * <p>Source: arXiv 2512.03416. Simplified: one pool does both stages, there are no convertible decoders, and answers are
 * expected to be as long as those that finished.
 */
final class TokenScale implements FleetController {
    private static final double TICK = 5;
    private static final int TICKS = 3;
    private static final double HOLD = 300;
    private static final double LEARNING = .1;

    private final RatedLoad rated;
    private final Deque<Interval> recent = new ArrayDeque<>();
    private final Deque<Wish> wishes = new ArrayDeque<>();
    private OptionalDouble meanOutput = OptionalDouble.empty();

    TokenScale(RatedLoad rated) {
        this.rated = rated;
    }

    private record Wish(double at, int replicas) {}

    @Override
    public Duration interval() {
        return Duration.ofSeconds((long) TICK);
    }

    @Override
    public OptionalInt decide(FleetView fleet) {
        note(fleet.interval());
        wishes.add(new Wish(fleet.now(), wished()));
        while (wishes.getFirst().at() <= fleet.now() - HOLD) {
            wishes.removeFirst();
        }
        return wishes.stream().mapToInt(Wish::replicas).max();
    }

    private void note(Interval interval) {
        recent.add(interval);
        if (recent.size() > TICKS) {
            recent.removeFirst();
        }
        if (interval.finished() > 0) {
            double mean = (double) interval.finishedOutputTokens() / interval.finished();
            double known = meanOutput.orElse(mean);
            meanOutput = OptionalDouble.of(known + LEARNING * (mean - known));
        }
    }

    private int wished() {
        double seconds = TICK * recent.size();
        double prompts = recent.stream().mapToLong(Interval::arrivedWork).sum() / seconds;
        double requests = recent.stream().mapToLong(Interval::arrived).sum() / seconds;
        double work = prompts * rated.perPromptToken() + requests * meanOutput.orElse(0) * rated.perOutputToken();
        return (int) Math.max(1, Math.ceil(work / rated.work()));
    }
}
