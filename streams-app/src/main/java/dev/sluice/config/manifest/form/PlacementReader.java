package dev.sluice.config.manifest.form;

import dev.sluice.config.manifest.yaml.YamlKeys;
import dev.sluice.config.manifest.yaml.YamlValue;
import dev.sluice.config.record.check.Limits;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.Placement;
import dev.sluice.policy.Placement.Moves;
import dev.sluice.policy.Placement.Rank;
import dev.sluice.policy.SizeTerms;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.pool.Role;
import dev.sluice.policy.pool.Roles;
import dev.sluice.text.Checks;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads where a service runs, how it ranks there, what it may cost and how large its replicas may be. */
final class PlacementReader {
    /** The keys of a policy that are read here. */
    static final List<String> KEYS =
            List.of("pools", "spotShare", "moves", "priority", "weight", "tenant", "budget", "size", "roles");

    private PlacementReader() {}

    /** The placement that stands beside a policy's other keys; where it is empty the document's problems say why. */
    static Optional<Placement> read(YamlKeys keys) {
        int before = keys.of().problems();
        List<PoolTerms> pools = keys.at("pools").map(PlacementReader::pools).orElse(List.of());
        double spotShare =
                keys.at("spotShare").flatMap(PlacementReader::spotShare).orElse(1.0);
        Moves moves = keys.at("moves").map(PlacementReader::moves).orElse(Moves.DEFAULT);
        int priority = keys.whole("priority", 0, Limits.RANK);
        int weight = keys.whole("weight", 1, Limits.RANK);
        Rank rank = keys.of().made(() -> new Rank(priority, weight)).orElse(Rank.EQUAL);
        String tenant = keys.at("tenant").flatMap(YamlValue::text).orElse("");
        Optional<MonthlyBudget> budget = keys.at("budget").flatMap(BudgetReader::read);
        Optional<SizeTerms> size = keys.at("size").flatMap(SizeReader::terms);
        Optional<Roles> roles = keys.at("roles").flatMap(PlacementReader::roles);
        if (keys.has("pools") && keys.has("roles")) {
            keys.at("roles").ifPresent(v -> v.wrong("names its pools itself: leave pools out"));
        }
        return keys.of().problems() > before
                ? Optional.empty()
                : keys.of().made(() -> new Placement(pools, spotShare, moves, rank, tenant, budget, size, roles));
    }

    private static Optional<Double> spotShare(YamlValue value) {
        return value.share()
                .flatMap(share -> value.made(() -> {
                    Checks.share("spotShare", share);
                    return share;
                }));
    }

    private static List<PoolTerms> pools(YamlValue list) {
        Map<String, PoolTerms> pools = new LinkedHashMap<>();
        for (YamlValue entry : list.entries()) {
            pool(entry).ifPresent(terms -> {
                if (pools.putIfAbsent(terms.pool(), terms) != null) {
                    entry.wrong("names " + terms.pool() + " a second time");
                }
            });
        }
        return List.copyOf(pools.values());
    }

    private static Optional<PoolTerms> pool(YamlValue pool) {
        YamlKeys keys = pool.keys("name", "perReplica", "min", "speed");
        Optional<String> name = keys.required("name").flatMap(YamlValue::text);
        OptionalDouble perReplica = keys.number("perReplica");
        int min = keys.whole("min", 0, Limits.REPLICAS);
        OptionalDouble speed = keys.number("speed");
        return name.flatMap(n -> pool.made(() -> new PoolTerms(n, perReplica, min, speed)));
    }

    private static Optional<Roles> roles(YamlValue roles) {
        YamlKeys keys = roles.keys(Role.PREFILL.key(), Role.DECODE.key());
        Optional<Roles.Of> prefill = keys.required(Role.PREFILL.key()).flatMap(PlacementReader::role);
        Optional<Roles.Of> decode = keys.required(Role.DECODE.key()).flatMap(PlacementReader::role);
        return prefill.flatMap(p -> decode.flatMap(d -> roles.made(() -> new Roles(p, d))));
    }

    private static Optional<Roles.Of> role(YamlValue role) {
        YamlKeys keys = role.keys("pool", "rate");
        Optional<String> pool = keys.required("pool").flatMap(YamlValue::text);
        OptionalDouble rate = keys.number("rate");
        return pool.flatMap(name -> role.made(() -> new Roles.Of(name, rate)));
    }

    private static Moves moves(YamlValue moves) {
        YamlKeys keys = moves.keys("payback", "startCost");
        Duration payback = keys.length("payback", Limits.PERIOD_MS).orElse(Moves.DEFAULT.payback());
        double startCost = keys.number("startCost", Moves.DEFAULT.startCost());
        // each by itself, so that all that is wrong is told at once
        Moves timed =
                moves.made(() -> new Moves(payback, Moves.DEFAULT.startCost())).orElse(Moves.DEFAULT);
        return moves.made(() -> new Moves(timed.payback(), startCost)).orElse(timed);
    }
}
