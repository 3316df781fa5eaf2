package dev.sluice.simulator.llm;

import dev.sluice.allocation.Pool;
import dev.sluice.control.message.Catalog;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.pool.Role;
import dev.sluice.policy.pool.Roles;
import dev.sluice.simulator.llm.plant.ServingPlant;
import dev.sluice.simulator.llm.replica.EngineRole;
import dev.sluice.simulator.llm.replica.ReplicaGroup;
import dev.sluice.simulator.llm.replica.StartupTimes;
import dev.sluice.sizing.tokens.ReplicaProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A scenario whose fleet runs on the pools, or in the roles, that a policy names.
 *
 * @param scenario requests and limits; its replica is one of speed 1
 * @param policy that decides
 * @param pools the pools that it names, by name
 */
public record PlacedScenario(ServingScenario scenario, ScalingPolicy policy, Map<String, Pool> pools) {
    /** @throws IllegalArgumentException if a pool that the policy names is not declared */
    public PlacedScenario {
        pools = Map.copyOf(pools);
        for (PoolTerms terms : policy.placement().pools()) {
            if (!pools.containsKey(terms.pool())) {
                throw new IllegalArgumentException("the policy of " + policy.service() + " names the pool "
                        + terms.pool() + ", which its file does not declare: add a manifest with kind: Pool, metadata:"
                        + " {name: " + terms.pool() + "} and spec: {price: 1}");
            }
        }
    }

    /**
     * Plays Sluice.
     *
     * @param initial replicas at the beginning: on the first pool, or as the roles' work is
     */
    public ServingRun play(Optional<ReplicaProfile> profile, int initial) {
        List<ReplicaGroup> groups = groups();
        ServingPlant plant = new ServingPlant(scenario.requests(), scenario.settings(), groups);
        int[] first = first(groups, initial);
        for (int group = 0; group < first.length; group++) {
            plant.addReady(group, first[group]);
        }
        Duration interval = policy.demand().window().orElse(SluiceController.INTERVAL);
        LiveLoop loop = new LiveLoop(SluiceController.within(scenario, played()), interval, declared());
        profile.ifPresent(loop::startFrom);
        PlacedSluice sluice = new PlacedSluice(loop);
        double seconds = interval.toNanos() / 1e9;
        for (double now = seconds; now < scenario.requests().end(); now += seconds) {
            plant.advance(now);
            Map<String, Integer> wanted =
                    sluice.decide(now, plant.groups(), plant.look().interval());
            for (int group = 0; group < groups.size(); group++) {
                Integer replicas = wanted.get(groups.get(group).name());
                if (replicas != null) {
                    plant.order(group, replicas);
                }
            }
        }
        plant.finish();
        return new ServingRun(scenario, plant.outcomes(), plant.history(), plant.uses());
    }

    /** The kinds of replicas of the fleet. */
    List<ReplicaGroup> groups() {
        Placement placement = policy.placement();
        List<ReplicaGroup> groups = new ArrayList<>();
        if (placement.roles().isPresent()) {
            Roles roles = placement.roles().get();
            groups.add(group(roles.in(Role.PREFILL).pool(), EngineRole.PREFILL, 1));
            groups.add(group(roles.in(Role.DECODE).pool(), EngineRole.DECODE, 1));
        } else {
            placement
                    .pools()
                    .forEach(terms -> groups.add(
                            group(terms.pool(), EngineRole.WHOLE, terms.speed().orElse(1))));
        }
        return groups;
    }

    private ReplicaGroup group(String name, EngineRole role, double speed) {
        Pool pool = Objects.requireNonNull(pools.get(name));
        StartupTimes startup = pool.leadTime().isZero()
                ? scenario.startup()
                : StartupTimes.fixed(pool.leadTime().toNanos() / 1e9);
        return new ReplicaGroup(name, role, scenario.spec().faster(speed), startup, pool.pricePerHour());
    }

    private int[] first(List<ReplicaGroup> groups, int initial) {
        int[] first = new int[groups.size()];
        first[0] = initial;
        if (policy.placement().roles().isPresent()) {
            RequestMix mix = RequestMix.of(scenario);
            double prompts = mix.promptTokens() * mix.perPromptToken() / mix.work();
            first[0] = Math.max(1, (int) Math.round(initial * prompts));
            first[1] = Math.max(1, initial - first[0]);
        }
        return first;
    }

    /** What is played of the policy: a budget, spot and limits of pools are not. */
    private ScalingPolicy played() {
        Placement all = policy.placement();
        return policy.withPlacement(new Placement(
                all.pools(), 1, all.moves(), all.rank(), "", Optional.empty(), Optional.empty(), all.roles()));
    }

    private Catalog declared() {
        Map<String, Pool> sure = new HashMap<>();
        pools.forEach((name, pool) ->
                sure.put(name, Pool.of(name, pool.pricePerHour()).withLeadTime(pool.leadTime())));
        return PlacedSluice.declared(sure);
    }
}
