package dev.sluice.simulator.llm.plant;

import dev.sluice.simulator.llm.engine.Engine;
import dev.sluice.simulator.llm.engine.RequestQueue;

/** One replica from its order until it is gone. */
public final class Replica {
    private static final RequestQueue NOTHING = new RequestQueue();

    private enum Phase {
        STARTING,
        READY,
        DRAINING
    }

    private final int id;
    private final int group;
    private final double readyAt;
    private final Engine engine;
    private final RequestQueue gateway;
    private Phase phase = Phase.STARTING;

    /**
     * A replica that starts.
     *
     * @param id its number in order of ordering
     * @param group its group
     * @param readyAt when its start will be over, s
     */
    Replica(int id, int group, double readyAt, Engine engine, RequestQueue gateway) {
        this.id = id;
        this.group = group;
        this.readyAt = readyAt;
        this.engine = engine;
        this.gateway = gateway;
    }

    int group() {
        return group;
    }

    Engine engine() {
        return engine;
    }

    double readyAt() {
        return readyAt;
    }

    boolean isStarting() {
        return phase == Phase.STARTING;
    }

    boolean isReady() {
        return phase == Phase.READY;
    }

    boolean isDraining() {
        return phase == Phase.DRAINING;
    }

    boolean isGone() {
        return isDraining() && engine.isIdle();
    }

    boolean takesRequests() {
        return isReady() && engine.hasRoom();
    }

    /** When something next happens here, s. */
    double nextEvent() {
        return isStarting() ? readyAt : engine.runEnd();
    }

    /** Lets happen what is next here. */
    void proceed() {
        if (isStarting()) {
            becomeReady();
        } else {
            engine.endRun(isReady() ? gateway : NOTHING);
        }
    }

    private void becomeReady() {
        phase = Phase.READY;
        if (!gateway.isEmpty()) {
            engine.plan(readyAt, gateway);
        }
    }

    void give(int request, double now) {
        engine.give(request, now, gateway);
    }

    /** Serves what it has and takes nothing more. */
    void drain() {
        phase = Phase.DRAINING;
    }

    FleetView.Replica view(double now) {
        return new FleetView.Replica(
                id,
                engine.waiting(),
                engine.running(),
                engine.kvUsage(),
                engine.pendingPrompt(),
                engine.decodeSeconds(now),
                engine.decodeSteps(now));
    }
}
