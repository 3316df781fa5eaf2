package dev.sluice.simulator.models;

import dev.sluice.simulator.models.workload.ModelCalls;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * GPUs that load models as they are called, for one {@link ModelKeeper}.
 *
 * <p>A model is on one GPU at most, and answers any number of calls at once. What loads or is in use is not given up. A call whose
 * model finds no memory waits, and those after it behind it, until something that is in use has ended.
 */
final class GpuPlant {
    private static final double MINUTE = 60;

    private final ModelScenario scenario;
    private final ModelKeeper keeper;
    private final GpuMemory memory;
    private final double[] readyAt;
    private final double[] inUseUntil;
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private final double[] waited;

    GpuPlant(ModelScenario scenario, ModelKeeper keeper) {
        this.scenario = scenario;
        this.keeper = keeper;
        memory = new GpuMemory(scenario);
        readyAt = new double[scenario.models().size()];
        inUseUntil = new double[scenario.models().size()];
        waited = new double[scenario.calls().length()];
    }

    /** Plays all calls; returns what they waited. */
    ModelScore play(String name) {
        ModelCalls calls = scenario.calls();
        double minute = Math.floor(calls.at(0) / MINUTE) * MINUTE;
        for (int i = 0; i < calls.length(); i++) {
            for (; minute + MINUTE <= calls.at(i); minute += MINUTE) {
                serveWaiting(minute + MINUTE);
                minute(minute);
            }
            serveWaiting(calls.at(i));
            arrive(i);
        }
        double end = calls.at(calls.length() - 1);
        while (!waiting.isEmpty()) {
            end = nextRelease(end);
            serveWaiting(end);
        }
        return ModelScore.of(name, waited, memory.gpuSeconds(end));
    }

    private void arrive(int call) {
        int m = scenario.calls().model(call);
        double now = scenario.calls().at(call);
        keeper.called(m, now, memory.holds(m) && readyAt[m] <= now);
        if (memory.holds(m)) {
            serve(call, now);
        } else if (waiting.isEmpty() && load(m, now)) {
            serve(call, now);
        } else {
            waiting.add(call);
        }
    }

    private void serve(int call, double now) {
        int m = scenario.calls().model(call);
        double begin = Math.max(now, readyAt[m]);
        waited[call] = begin - scenario.calls().at(call);
        inUseUntil[m] = Math.max(inUseUntil[m], begin + scenario.calls().lasting(call));
    }

    /** Serves what waits for memory as far as some comes free until {@code until}. */
    private void serveWaiting(double until) {
        double now = waiting.isEmpty() ? until : nextRelease(scenario.calls().at(waiting.element()));
        while (!waiting.isEmpty() && now <= until) {
            int m = scenario.calls().model(waiting.element());
            if (memory.holds(m) || load(m, now)) {
                serve(waiting.remove(), now);
            } else {
                now = nextRelease(now);
            }
        }
    }

    /** When something that loads or is in use after {@code now} is idle. */
    private double nextRelease(double now) {
        return memory.held()
                .mapToDouble(m -> Math.max(readyAt[m], inUseUntil[m]))
                .filter(at -> at > now)
                .min()
                .orElse(now);
    }

    private boolean isIdle(int m, double now) {
        return memory.holds(m) && readyAt[m] <= now && inUseUntil[m] <= now;
    }

    private boolean load(int m, double now) {
        int gpu = memory.roomFor(m);
        if (gpu == GpuMemory.NONE) {
            gpu = makeRoom(m, now);
        }
        if (gpu != GpuMemory.NONE) {
            memory.put(m, gpu, now);
            readyAt[m] = now + scenario.models().get(m).loadSeconds();
        }
        return gpu != GpuMemory.NONE;
    }

    /** Gives up idle models on the GPU where that loses least. */
    private int makeRoom(int m, double now) {
        double least = Double.POSITIVE_INFINITY;
        int best = GpuMemory.NONE;
        List<Integer> victims = List.of();
        for (int gpu = 0; gpu < scenario.gpus(); gpu++) {
            List<Integer> given = victims(m, gpu, now);
            double lost = given.stream()
                    .mapToDouble(
                            v -> keeper.worth(v, now) * scenario.models().get(v).memory())
                    .sum();
            if (!given.isEmpty() && lost < least) {
                least = lost;
                best = gpu;
                victims = given;
            }
        }
        victims.forEach(v -> evict(v, now));
        return best;
    }

    /** The idle models of a GPU that are worth least and make room together; none if they do not. */
    private List<Integer> victims(int m, int gpu, double now) {
        double missing = scenario.models().get(m).memory() - memory.free(gpu);
        List<Integer> idle = memory.held(gpu)
                .filter(v -> isIdle(v, now))
                .boxed()
                .sorted(java.util.Comparator.comparingDouble(v -> keeper.worth(v, now)))
                .toList();
        List<Integer> victims = new ArrayList<>();
        for (int v : idle) {
            if (missing <= 0) {
                break;
            }
            victims.add(v);
            missing -= scenario.models().get(v).memory();
        }
        return missing <= 0 ? victims : List.of();
    }

    private void evict(int m, double now) {
        memory.remove(m, now);
        keeper.evicted(m, now);
    }

    private void minute(double from) {
        double now = from + MINUTE;
        for (int m = 0; m < readyAt.length; m++) {
            keeper.minuteEnded(m, from, memory.holds(m));
        }
        for (int m = 0; m < readyAt.length; m++) {
            if (isIdle(m, now) && !keeper.stays(m, now)) {
                evict(m, now);
            }
        }
        for (int m = 0; m < readyAt.length && waiting.isEmpty(); m++) {
            if (!memory.holds(m) && memory.roomFor(m) != GpuMemory.NONE && keeper.preloads(m, now)) {
                load(m, now);
            }
        }
    }
}
