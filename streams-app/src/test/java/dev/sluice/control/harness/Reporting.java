package dev.sluice.control.harness;

import static dev.sluice.control.harness.ServiceHarness.ms;

import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.Reporter;
import dev.sluice.demand.LatencyHistogram;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Reports of many instances on a clock of seconds, each with an interval, a phase and a clock of its own. */
final class Reporting {
    /**
     * One instance.
     *
     * @param name its name
     * @param from when it begins, s
     * @param until when it falls silent, s
     * @param interval between two reports, s
     * @param ahead by how much its clock is ahead, s
     * @param share of the demand that it is asked for
     */
    record Instance(String name, double from, double until, double interval, double ahead, double share) {
        Instance endingAt(double second) {
            return new Instance(name, from, second, interval, ahead, share);
        }
    }

    private record Sent(double arrival, RateReport report) {}

    private final List<Sent> sent = new ArrayList<>();

    /** The instances report a demand, units per second by the true time. */
    Reporting of(List<Instance> instances, DoubleUnaryOperator demand) {
        for (Instance i : instances) {
            for (double t = i.from(); t + i.interval() <= i.until(); t += i.interval()) {
                double requests = i.share() * demand.applyAsDouble(t) * i.interval();
                double to = t + i.interval();
                RateReport report = new RateReport(
                        "",
                        Reporter.named(i.name()),
                        ms(t + i.ahead()),
                        ms(to + i.ahead()),
                        requests,
                        0,
                        requests,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        LatencyHistogram.empty());
                sent.add(new Sent(to + .05, report));
            }
        }
        sent.sort(Comparator.comparingDouble(Sent::arrival));
        return this;
    }

    /** They arrive one after the other, up to a second. */
    Reporting to(ServiceHarness course, double until) {
        while (!sent.isEmpty() && sent.get(0).arrival() <= until) {
            Sent next = sent.remove(0);
            course.until(next.arrival()).delayed(next.report());
        }
        course.until(until);
        return this;
    }
}
