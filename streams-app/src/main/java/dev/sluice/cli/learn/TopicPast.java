package dev.sluice.cli.learn;

import dev.sluice.cli.simulate.whatif.RecordedService;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.demand.Signal;
import dev.sluice.simulator.history.KnownDemand;
import java.time.Duration;
import java.util.List;

/** The past as instances reported it, as far as the topic still keeps it. */
final class TopicPast {
    private TopicPast() {}

    static Past read(RecordedService recorded, Signal signal, Duration range, Duration window) {
        if (signal != Signal.REQUESTS && signal != Signal.UNITS) {
            throw new CommandFailedException("the policy is sized by " + signal
                    + ": only requests and units are learned from reports, others from prometheus=URL or csv=FILE");
        }
        KnownDemand demand = new KnownDemand(window.toMillis());
        recorded.reports(signal, demand::add);
        return new Past(demand, List.of(), "request-rate-events of the last " + range.toHours() + " h", List.of());
    }
}
