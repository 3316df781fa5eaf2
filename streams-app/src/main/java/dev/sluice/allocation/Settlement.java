package dev.sluice.allocation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Many services and many pools at once: each wishes for its cheapest mix, each pool shares what it has, and a service that
 * was cut tries its next best pools with what it got as its limit there, until nobody is cut any more.
 *
 * @param mixes the mix of each service, by name
 * @param cuts every grant that was less than its claim, in the order in which it happened
 */
public record Settlement(Map<String, Mix> mixes, List<Grant> cuts) {
    /**
     * A service that wants replicas.
     *
     * @param service name of the service
     * @param wish what its mix has to do
     * @param terms how it ranks beside others
     */
    public record Wisher(String service, MixWish wish, Claim.Terms terms) {}

    /** Settles {@code wishers} on pools with the limits that their choices name. */
    public static Settlement of(List<Wisher> wishers) {
        Map<String, Wisher> open = new TreeMap<>();
        wishers.forEach(wisher -> open.put(wisher.service(), wisher));
        Map<String, Mix> mixes = new TreeMap<>();
        List<Grant> cuts = new ArrayList<>();
        List<Grant> fresh;
        // each round lowers at least one limit of one service, so this ends
        do {
            open.values().forEach(wisher -> mixes.put(wisher.service(), CheapestMix.find(wisher.wish())));
            fresh = cut(open.values(), mixes);
            fresh.forEach(
                    grant -> open.computeIfPresent(grant.claim().service(), (name, wisher) -> capped(wisher, grant)));
            cuts.addAll(fresh);
        } while (!fresh.isEmpty());
        return new Settlement(mixes, List.copyOf(cuts));
    }

    private static List<Grant> cut(Iterable<Wisher> wishers, Map<String, Mix> mixes) {
        Map<String, List<Claim>> claims = new TreeMap<>();
        Map<String, Integer> limits = new HashMap<>();
        for (Wisher wisher : wishers) {
            for (PoolChoice choice : wisher.wish().choices()) {
                Pool pool = choice.pool();
                int replicas = mixes.getOrDefault(wisher.service(), NOTHING).replicas(pool.name());
                limits.put(pool.name(), pool.limit());
                claims.computeIfAbsent(pool.name(), name -> new ArrayList<>())
                        .add(new Claim(wisher.service(), pool.name(), replicas, choice.minimum(), wisher.terms()));
            }
        }
        List<Grant> cuts = new ArrayList<>();
        claims.forEach((pool, wanted) -> Scarcity.grant(limits.getOrDefault(pool, 0), wanted).stream()
                .filter(grant -> grant.cut() > 0)
                .forEach(cuts::add));
        return cuts;
    }

    private static final Mix NOTHING = new Mix(List.of(), 0, 0, 0, 0, Mix.Outcome.CARRIED, true);

    private static Wisher capped(Wisher wisher, Grant grant) {
        List<PoolChoice> choices = wisher.wish().choices().stream()
                .map(choice ->
                        choice.pool().name().equals(grant.claim().pool()) ? choice.withLimit(grant.replicas()) : choice)
                .toList();
        return new Wisher(wisher.service(), wisher.wish().withChoices(choices), wisher.terms());
    }
}
