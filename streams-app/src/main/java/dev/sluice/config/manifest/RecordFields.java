package dev.sluice.config.manifest;

import dev.sluice.policy.Placement;
import dev.sluice.policy.pool.PoolTerms;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Where in a file a record's field stands: {@code maxReplicas} of a policy is {@code spec.replicas.max}. */
final class RecordFields {
    private static final List<Renamed> OF_POLICY = List.of(
            new Renamed("^service$", "metadata.name"),
            new Renamed("^(min|max)Replicas$", "replicas.$1"),
            new Renamed("^perReplica$", "demand.perReplica"),
            new Renamed("^windowMs$", "demand.window"),
            new Renamed("^paybackMs$", "moves.payback"),
            new Renamed("^startCost$", "moves.startCost"),
            new Renamed("^objective\\.withinMs$", "objective.drain"),
            new Renamed("^objective\\.belowMs$", "objective.latency.below"),
            new Renamed("^(deadline|tokens)\\b", "objective.$1"),
            new Renamed("^lag\\.", "demand."),
            new Renamed("^pools\\[(\\d+)]\\.pool$", "pools[$1].name"),
            new Renamed("^(scaleUp|scaleDown)\\b", "behavior.$1"),
            new Renamed("\\.periodMs$", ".per"),
            new Renamed("\\.value$", ".replicas|percent"),
            new Renamed("Ms$", ""));

    private static final List<Renamed> OF_POOL = List.of(
            new Renamed("^name$", "metadata.name"),
            new Renamed("^pricePerHour$", "price"),
            new Renamed("^interruptionsPerHour$", "spot.interruptionsPerHour"),
            new Renamed("^perReplica\\.", "resources."),
            new Renamed("Ms$", ""));

    private static final List<Renamed> OF_BUDGET = List.of(new Renamed("^tenant$", "metadata.name"));

    private static final Pattern MORE = Pattern.compile("^moreSignals\\[(\\d+)]");
    private static final Pattern SPEED = Pattern.compile("^poolSpeeds\\[(\\d+)]\\.(pool|speed)$");
    private static final Pattern ROLE = Pattern.compile("^pools\\[([01])]\\.pool$");

    private RecordFields() {}

    /** Part of a field's name, and what stands for it in a file. */
    private record Renamed(Pattern field, String key) {
        Renamed(String field, String key) {
            this(Pattern.compile(field), key);
        }
    }

    /** The keys that lead to a field in the file that a manifest was read from. */
    static String keys(Manifest manifest, String field) {
        String key = manifest instanceof Manifest.OfService service
                ? ofLists(service.policy().placement(), field)
                : field;
        for (Renamed renamed : renamed(manifest.kind())) {
            key = renamed.field().matcher(key).replaceFirst(renamed.key());
        }
        return key.startsWith("metadata.") ? key : "spec." + key;
    }

    private static List<Renamed> renamed(Manifest.Kind kind) {
        return switch (kind) {
            case POLICY -> OF_POLICY;
            case POOL -> OF_POOL;
            case BUDGET -> OF_BUDGET;
        };
    }

    /** Lists of a record that are parts of others in a file. */
    private static String ofLists(Placement placement, String field) {
        String more = MORE.matcher(field).replaceFirst(found -> "demand[" + (index(found) + 1) + "]");
        String speed = SPEED.matcher(more)
                .replaceFirst(found -> "pools[" + withSpeed(placement.pools(), index(found)) + "]." + found.group(2));
        return placement.roles().isEmpty()
                ? speed
                : ROLE.matcher(speed)
                        .replaceFirst(found -> "roles." + (index(found) == 0 ? "prefill" : "decode") + ".pool");
    }

    private static int index(MatchResult found) {
        return Integer.parseInt(found.group(1));
    }

    /** Which of the pools is the one that states a speed as the n-th, from 0 on. */
    private static int withSpeed(List<PoolTerms> pools, int n) {
        return IntStream.range(0, pools.size())
                .filter(i -> pools.get(i).speed().isPresent())
                .skip(n)
                .findFirst()
                .orElse(0);
    }
}
