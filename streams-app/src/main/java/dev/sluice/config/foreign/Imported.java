package dev.sluice.config.foreign;

import dev.sluice.config.foreign.object.Remark;
import dev.sluice.policy.ScalingPolicy;
import java.util.List;

/**
 * What became of some files.
 *
 * @param policies one for each service
 * @param passedOver objects that scale nothing, a line each
 * @param problems what could not be read or translated, a line each
 */
public record Imported(List<Policy> policies, List<String> passedOver, List<String> problems) {
    public Imported {
        policies = List.copyOf(policies);
        passedOver = List.copyOf(passedOver);
        problems = List.copyOf(problems);
    }

    /**
     * A policy from one or two objects.
     *
     * @param policy with {@code mode: advise}
     * @param from the objects, each with its place
     * @param remarks what the policy does not say as they did
     * @param commands what to run beside it
     */
    public record Policy(ScalingPolicy policy, List<String> from, List<Remark> remarks, List<String> commands) {
        public Policy {
            from = List.copyOf(from);
            remarks = List.copyOf(remarks);
            commands = List.copyOf(commands);
        }
    }
}
