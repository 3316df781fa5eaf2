package dev.sluice.allocation.batch;

import dev.sluice.allocation.Mix;
import dev.sluice.allocation.PoolChoice;
import dev.sluice.allocation.shared.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The replicas that work off a job from now on, until it is looked at again.
 *
 * @param job the job
 * @param parts replicas of each pool, in the order of the choices
 * @param finish when the work is expected to be done; {@link Instant#MAX} where nothing runs
 * @param cost what it is expected to cost until then
 * @param slack how long it could still wait and yet be finished in time on firm replicas alone; zero where it could not
 * @param onTime whether it is expected to be finished in time
 * @param said why, in one sentence
 */
public record BatchPlan(
        BatchJob job, List<Mix.Part> parts, Instant finish, double cost, Duration slack, boolean onTime, String said) {
    public BatchPlan {
        parts = List.copyOf(parts);
    }

    /** Whether the job could give everything back until the next review and still be finished in time. */
    public boolean preemptible() {
        return slack.compareTo(job.terms().review()) > 0;
    }

    /** Replicas in {@code pool}. */
    public int replicas(String pool) {
        return parts.stream()
                .filter(part -> part.pool().equals(pool))
                .mapToInt(Mix.Part::replicas)
                .sum();
    }

    /**
     * What the plan claims of the pools: without a floor while it can wait, and ranked by how long it can.
     *
     * @param priority what the user gives the service; {@link ClaimPriority} ranks within it
     * @param weight share among equals
     */
    public List<Claim> claims(int priority, int weight) {
        List<Claim> claims = new ArrayList<>();
        Claim.Terms terms = new Claim.Terms(ClaimPriority.priority(priority, slack), weight, 0);
        for (PoolChoice choice : job.choices()) {
            String pool = choice.pool().name();
            int replicas = replicas(pool);
            int floor = preemptible() || choice.pool().isSpot() ? 0 : replicas;
            claims.add(new Claim(job.service(), pool, replicas, floor, terms));
        }
        return claims;
    }
}
