package dev.sluice.cli.simulate.whatif;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.simulate.option.TraceOptions;
import dev.sluice.config.Settings;
import dev.sluice.demand.Signal;
import dev.sluice.policy.Mode;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.simulator.PlayedPolicy;
import dev.sluice.simulator.Recorded;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.SluiceScaler;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.baseline.Baseline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What a running system did, beside what its policy and a new one do on the same demand in the simulator.
 *
 * @param scenario the recorded demand, on replicas as the running system knew them
 * @param rows what ran, the policy in force where there is one, and the new one
 */
record WhatIf(Scenario scenario, List<Baseline> rows) {
    static final String RECORDED = "recorded";
    static final String IN_FORCE = "in-force";
    static final String NEW = "new";

    WhatIf {
        rows = List.copyOf(rows);
    }

    /** Reads what {@code options} ask for; of the plant, {@code stated} may overrule what was recorded. */
    static WhatIf read(WhatIfOptions options, TraceOptions stated, ScalingPolicy changed, Consumer<String> say) {
        Settings settings = options.settings();
        try (Connection connection = Connection.open(settings)) {
            RecordedService topics = new RecordedService(connection, options.service(), options.period());
            return new Reading(options.service(), settings.loop().window(), topics, stated, say).of(changed);
        }
    }

    private record Reading(
            String service, Duration usual, RecordedService topics, TraceOptions stated, Consumer<String> say) {
        WhatIf of(ScalingPolicy changed) {
            if (!changed.service().equals(service)) {
                throw new IllegalArgumentException(
                        "the new policy is for " + changed.service() + ", --service is " + service);
            }
            Optional<ScalingPolicy> inForce = topics.policy();
            Signal signal = signal(inForce.orElse(changed), changed);
            Trace demand = topics.demand(signal, windows(inForce, changed));
            RecordedService.Decided decided = topics.decided();
            Scenario scenario = stated.scenario(service, demand, plant(inForce.orElse(changed), decided));
            List<Baseline> rows = new ArrayList<>();
            rows.add(Baseline.of(RECORDED, s -> new Recorded(decided.sizes(), s.millis(0))));
            inForce.ifPresent(policy -> rows.add(played(IN_FORCE, policy)));
            rows.add(played(NEW, changed));
            return new WhatIf(scenario, rows);
        }

        private Baseline played(String name, ScalingPolicy policy) {
            PlayedPolicy part = PlayedPolicy.alone(policy);
            part.account().ifPresent(left -> say.accept(name + ": " + left));
            ScalingPolicy seen = part.policy().withMode(Mode.ACT);
            return Baseline.of(name, scenario -> SluiceScaler.of(scenario, seen, window(policy)));
        }

        private long[] windows(Optional<ScalingPolicy> inForce, ScalingPolicy changed) {
            return Stream.concat(inForce.stream(), Stream.of(changed))
                    .mapToLong(policy -> window(policy).toMillis())
                    .toArray();
        }

        private Duration window(ScalingPolicy policy) {
            return policy.demand().window().orElse(usual);
        }

        /** What is known of the replicas that ran: the policy's word, or else what was learned. */
        private static TraceOptions.Plant plant(ScalingPolicy policy, RecordedService.Decided decided) {
            OptionalDouble promised = policy.demand().perReplica();
            return new TraceOptions.Plant(
                    promised.isPresent() ? promised : decided.perReplica(),
                    policy.leadTime().or(decided::lead));
        }

        private static Signal signal(ScalingPolicy inForce, ScalingPolicy changed) {
            Signal signal = changed.demand().signal();
            if (signal != Signal.REQUESTS && signal != Signal.UNITS) {
                throw new IllegalArgumentException(
                        "the new policy is sized by " + signal + ": only requests and units are played from topics");
            }
            if (inForce.demand().signal() != signal) {
                throw new IllegalArgumentException("the policy in force is sized by "
                        + inForce.demand().signal() + ", the new one by " + signal
                        + ": they cannot be judged on the same demand");
            }
            return signal;
        }
    }
}
