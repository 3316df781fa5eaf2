package dev.sluice.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.executor.Target;
import java.util.Collection;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Names of replicas: the service, the pool and the lowest free number, as in {@code checkout-gpu-3}. */
final class ReplicaNames {
    /** Containers of others that may have the names wanted. */
    private static final int MOST_TAKEN = 100;

    private final DockerEngine engine;

    ReplicaNames(DockerEngine engine) {
        this.engine = engine;
    }

    /** The names that are free for a target. */
    final class Free {
        private final String base;
        private final Set<String> used;
        private int number;
        private int taken;

        private Free(String base, Set<String> used) {
            this.base = base;
            this.used = used;
        }

        /** Creates a container by the next free name, and returns its id. Names that others have are passed over. */
        String create(Function<String, JsonNode> container) {
            while (true) {
                String name = next();
                try {
                    return engine.create(name, container.apply(name));
                } catch (EngineException e) {
                    if (!e.isConflict() || ++taken > MOST_TAKEN) {
                        throw e.isMissing() ? missing(e) : e;
                    }
                }
            }
        }

        private String next() {
            do {
                number++;
            } while (used.contains(base + number));
            return base + number;
        }
    }

    /** At a creation, what is missing is the image. */
    private static EngineException missing(EngineException e) {
        return new EngineException(e.status(), e.getMessage() + ": pull or build it where the engine runs");
    }

    Free free(Target target, Collection<Replica> all) {
        Set<String> used =
                all.stream().filter(Replica::isLive).map(Replica::name).collect(Collectors.toSet());
        String pool = target.pool().isEmpty() ? "" : target.pool() + "-";
        return new Free(legal(target.service() + "-" + pool), used);
    }

    /** With only the characters that the name of a container may have. */
    private static String legal(String name) {
        String legal = name.replaceAll("[^a-zA-Z0-9_.-]", "-");
        return Character.isLetterOrDigit(legal.charAt(0)) ? legal : "s" + legal;
    }
}
