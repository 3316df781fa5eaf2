package dev.sluice.simulator;

/**
 * How closely supply followed demand, both in replicas.
 *
 * <p>Source: Herbst et al., "Ready for Rain? A View from SPEC Research on the Future of Cloud Metrics",
 * SPEC-RG-2016-01.
 *
 * @param accuracyUnder mean share of demand that was missing, percent
 * @param accuracyOver mean surplus over demand, percent of demand
 * @param timeshareUnder time with less than needed, percent
 * @param timeshareOver time with more than needed, percent
 * @param instability time in which supply and demand did not move in the same direction, percent
 * @param jitter changes of supply less changes of demand, an hour; below zero: too few
 */
public record Elasticity(
        double accuracyUnder,
        double accuracyOver,
        double timeshareUnder,
        double timeshareOver,
        double instability,
        double jitter) {

    static Elasticity of(Scenario scenario, double[] supply, double supplyChangesPerHour) {
        int from = scenario.firstScored();
        int steps = supply.length - from;
        double under = 0;
        double over = 0;
        int timeUnder = 0;
        int timeOver = 0;
        int apart = 0;
        int demandChanges = 0;
        int before = scenario.need(Math.max(0, from - 1));
        for (int i = from; i < supply.length; i++) {
            int need = scenario.need(i);
            double gap = supply[i] - need;
            under += Math.max(0, -gap) / need;
            over += Math.max(0, gap) / need;
            timeUnder += gap < -1e-9 ? 1 : 0;
            timeOver += gap > 1e-9 ? 1 : 0;
            double moved = i == 0 ? 0 : supply[i] - supply[i - 1];
            apart += Math.signum(moved) == Math.signum((double) need - before) ? 0 : 1;
            demandChanges += need == before ? 0 : 1;
            before = need;
        }
        double hours = steps * scenario.trace().step() / 3600;
        return new Elasticity(
                100 * under / steps,
                100 * over / steps,
                100.0 * timeUnder / steps,
                100.0 * timeOver / steps,
                100.0 * apart / steps,
                supplyChangesPerHour - demandChanges / hours);
    }
}
