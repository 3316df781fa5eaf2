package dev.sluice.config.manifest.form;

import dev.sluice.config.text.Durations;
import dev.sluice.config.text.ResourcesText;
import dev.sluice.policy.Placement;
import dev.sluice.policy.Placement.Moves;
import dev.sluice.policy.SizeTerms;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.pool.Role;
import dev.sluice.policy.pool.Roles;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a policy's file says of where a service runs and what it may cost. */
final class PlacementText {
    private PlacementText() {}

    /** Adds to the policy's keys what is not the default. */
    static void write(Placement placement, Map<String, Object> spec) {
        Placement usual = Placement.ANYWHERE;
        placement.roles().ifPresent(roles -> spec.put("roles", roles(roles)));
        if (!placement.pools().isEmpty() && placement.roles().isEmpty()) {
            spec.put(
                    "pools", placement.pools().stream().map(PlacementText::pool).toList());
        }
        unlessUsual(spec, "spotShare", placement.spotShare(), usual.spotShare());
        if (!placement.moves().equals(usual.moves())) {
            spec.put("moves", moves(placement.moves()));
        }
        unlessUsual(spec, "priority", placement.rank().priority(), usual.rank().priority());
        unlessUsual(spec, "weight", placement.rank().weight(), usual.rank().weight());
        unlessUsual(spec, "tenant", placement.tenant(), usual.tenant());
        placement.budget().ifPresent(budget -> spec.put("budget", PoolText.spec(budget)));
        placement.size().ifPresent(size -> spec.put("size", size(size)));
    }

    private static void unlessUsual(Map<String, Object> spec, String key, Object value, Object usual) {
        if (!value.equals(usual)) {
            spec.put(key, value);
        }
    }

    private static Map<String, Object> pool(PoolTerms pool) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("name", pool.pool());
        pool.perReplica().ifPresent(rate -> keys.put("perReplica", rate));
        unlessUsual(keys, "min", pool.min(), 0);
        pool.speed().ifPresent(speed -> keys.put("speed", speed));
        return keys;
    }

    private static Map<String, Object> roles(Roles roles) {
        Map<String, Object> keys = new LinkedHashMap<>();
        for (Role role : Role.values()) {
            Map<String, Object> of = new LinkedHashMap<>();
            of.put("pool", roles.in(role).pool());
            roles.in(role).rate().ifPresent(rate -> of.put("rate", rate));
            keys.put(role.key(), of);
        }
        return keys;
    }

    private static Map<String, Object> moves(Moves moves) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("payback", Durations.text(moves.payback()));
        keys.put("startCost", moves.startCost());
        return keys;
    }

    private static Map<String, Object> size(SizeTerms size) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("mode", PolicyText.word(size.mode()));
        keys.put("gpuSlice", size.gpuSlice());
        size.least().ifPresent(least -> keys.put("least", ResourcesText.keys(least)));
        size.most().ifPresent(most -> keys.put("most", ResourcesText.keys(most)));
        return keys;
    }
}
