package dev.sluice.simulator.llm.request;

import dev.sluice.simulator.Trace;
import dev.sluice.simulator.llm.request.RequestKind.Course;
import dev.sluice.simulator.llm.request.RequestKind.Lengths;
import dev.sluice.simulator.llm.request.RequestTrace.Request;
import dev.sluice.simulator.workload.SeededRandom;
import java.util.Arrays;

/**
 * Seeded requests of a kind. Their rate follows a slow wave, shifts of its level, and changes from minute to minute; within
 * ten seconds they arrive at random. Lengths are log-normal.
 */
public final class GeneratedRequests {
    private static final double SLOT = 10;
    private static final int SLOTS_A_MINUTE = 6;
    private static final double WAVE = 6 * 3600.0;
    private static final double WAVE_HEIGHT = .4;
    private static final double LEVEL_LASTS = 1800;
    private static final double LEVEL_SPREAD = .35;
    private static final double MINUTE_MEMORY = .8;
    private static final double LEAST_CONTINUED = .3;
    private static final double MOST_CONTINUED = .95;
    private static final int CACHE_BLOCK = 16;
    private static final int LONGEST_PROMPT = 32_000;
    private static final int LONGEST_OUTPUT = 4_000;

    private final RequestKind kind;
    private final SeededRandom random;
    private final RequestTrace.Builder trace = new RequestTrace.Builder();
    private double level = 1;
    private double minute;
    private boolean silent;

    private GeneratedRequests(RequestKind kind, long seed) {
        this.kind = kind;
        this.random = new SeededRandom(seed);
    }

    /**
     * Requests of a kind.
     *
     * @param seconds how long they come
     * @param scale times the usual rate of the kind
     */
    public static RequestTrace of(RequestKind kind, double seconds, double scale, long seed) {
        double expected = 2 * scale * kind.course().perSecond() * seconds;
        if (!(expected <= RequestCopies.MOST_REQUESTS)) {
            throw new IllegalArgumentException("some " + (long) expected + " requests are more than the "
                    + RequestCopies.MOST_REQUESTS + " that can be simulated");
        }
        return new GeneratedRequests(kind, seed).generate(seconds, scale);
    }

    /** Requests of a kind, as many in each step as {@code counts} says; the first step begins at 0. */
    public static RequestTrace following(RequestKind kind, Trace counts, long seed) {
        GeneratedRequests generated = new GeneratedRequests(kind, seed);
        double step = counts.step();
        for (int i = 0; i < counts.length(); i++) {
            generated.arrive(i * step, step, counts.values()[i]);
        }
        return generated.trace.build(counts.length() * step);
    }

    private RequestTrace generate(double seconds, double scale) {
        double phase = random.between(0, 2 * Math.PI);
        int slots = (int) (seconds / SLOT);
        for (int slot = 0; slot < slots; slot++) {
            change(slot);
            double wave = 1 + WAVE_HEIGHT * Math.sin(phase + 2 * Math.PI * slot * SLOT / WAVE);
            double rate = silent
                    ? 0
                    : scale * wave * level * Math.exp(minute) * kind.course().perSecond();
            arrive(slot * SLOT, SLOT, random.count(rate * SLOT));
        }
        if (trace.size() == 0) {
            arrive(0, SLOT, 1);
        }
        return trace.build(slots * SLOT);
    }

    /** Moves the rate: its level now and then, its minute each minute. */
    private void change(int slot) {
        if (random.happens(SLOT / LEVEL_LASTS)) {
            level = random.factor(LEVEL_SPREAD);
        }
        if (slot % SLOTS_A_MINUTE == 0) {
            Course course = kind.course();
            double fresh = course.spread() * Math.sqrt(1 - MINUTE_MEMORY * MINUTE_MEMORY);
            minute = MINUTE_MEMORY * minute + fresh * random.gaussian();
            silent = random.happens(course.silent());
        }
    }

    private void arrive(double from, double seconds, double count) {
        double[] times = new double[(int) count];
        for (int i = 0; i < times.length; i++) {
            times[i] = random.between(from, from + seconds);
        }
        Arrays.sort(times);
        for (double time : times) {
            boolean code = kind == RequestKind.MIXED && random.happens(.5);
            trace.add(request(time, code ? RequestKind.CODE : kind));
        }
    }

    private Request request(double time, RequestKind of) {
        Lengths lengths = of.lengths();
        int prompt = tokens(lengths.prompt(), lengths.promptSpread(), LONGEST_PROMPT);
        int output = tokens(lengths.output(), lengths.outputSpread(), LONGEST_OUTPUT);
        int hit = 0;
        if (random.happens(of.continued())) {
            double cached = prompt * random.between(LEAST_CONTINUED, MOST_CONTINUED);
            hit = Math.min(prompt - 1, CACHE_BLOCK * (int) (cached / CACHE_BLOCK));
        }
        return new Request(time, prompt, output, hit);
    }

    private int tokens(double median, double spread, int most) {
        return (int) Math.max(1, Math.min(most, Math.rint(median * random.factor(spread))));
    }
}
