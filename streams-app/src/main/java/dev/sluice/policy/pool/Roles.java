package dev.sluice.policy.pool;

import dev.sluice.text.Checks;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Replicas of two roles, which are sized together: some compute prompts, the others generate answers. {@code
 * replicas.max} counts both.
 *
 * @param prefill those that compute prompts
 * @param decode those that generate answers
 */
public record Roles(Of prefill, Of decode) {
    /**
     * The replicas of one role.
     *
     * @param pool the pool that they run on
     * @param rate tokens per second that one of them bears: prompt tokens without cache hits, or generated ones; empty:
     *     learned
     */
    public record Of(String pool, OptionalDouble rate) {
        public Of {
            Checks.name("roles.pool", pool);
            if (rate.isPresent()) {
                Checks.above("roles.rate", rate.getAsDouble());
            }
        }
    }

    public Roles {
        if (prefill.pool().equals(decode.pool())) {
            throw new IllegalArgumentException(
                    "roles.decode.pool must be another than that of roles.prefill, and both are " + prefill.pool()
                            + ": declare a second pool");
        }
    }

    public Of in(Role role) {
        return role == Role.PREFILL ? prefill : decode;
    }

    /** The pools of both, prefill first. */
    public List<PoolTerms> pools() {
        return List.of(pool(prefill), pool(decode));
    }

    private static PoolTerms pool(Of role) {
        return new PoolTerms(role.pool(), OptionalDouble.empty(), 0);
    }
}
