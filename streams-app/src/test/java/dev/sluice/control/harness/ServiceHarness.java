package dev.sluice.control.harness;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.Step;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.history.History;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.state.StatePart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.DoubleUnaryOperator;

/**
 * The course of one service on a clock of seconds: reports, acknowledgements and the passing of time go in, decisions
 * and commands come out. Windows are of ten seconds, the grace is of five; a report arrives at its end.
 */
public final class ServiceHarness {
    public static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
    static final String SERVICE = "checkout";
    private static final double NONE = Double.NaN;

    private final LoopSettings settings;
    private final List<Output> outputs = new ArrayList<>();
    private final List<byte[]> snapshots = new ArrayList<>();
    private byte[] used = {};
    private Optional<byte[]> scaleToZero = Optional.empty();
    private ServiceLoop loop;
    private Optional<ScalingPolicy> policy = Optional.empty();
    private double now;
    private int late;

    private ServiceHarness(TimeSource time) {
        settings = new LoopSettings(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMinutes(5), time);
        loop = new ServiceLoop(SERVICE, settings);
    }

    public static ServiceHarness inEventTime() {
        return new ServiceHarness(TimeSource.EVENT);
    }

    public static ServiceHarness inWallTime() {
        return new ServiceHarness(TimeSource.WALL);
    }

    public static long ms(double second) {
        return START.toEpochMilli() + Math.round(1000 * second);
    }

    public static Instant at(double second) {
        return Instant.ofEpochMilli(ms(second));
    }

    public ServiceHarness under(ScalingPolicy inForce) {
        return withPolicy(Optional.of(inForce));
    }

    public ServiceHarness withoutPolicy() {
        return withPolicy(Optional.empty());
    }

    private ServiceHarness withPolicy(Optional<ScalingPolicy> changed) {
        policy = changed;
        return take(loop.policy(changed));
    }

    /** Somebody taught it its past. */
    public ServiceHarness learned(History history) {
        return take(loop.history(history));
    }

    /** One instance was asked for {@code requests} in these seconds. */
    public ServiceHarness report(double from, double to, double requests) {
        return report(of(from, to, requests));
    }

    public ServiceHarness report(RateReport report) {
        until((report.to() - ms(0)) / 1000.0);
        return take(loop.report(report, ms(now)));
    }

    /** A report that comes at the present second, however old it is. */
    ServiceHarness delayed(RateReport report) {
        return take(loop.report(report, ms(now)));
    }

    /** One instance used cores. */
    public ServiceHarness usage(double from, double to, double cpu) {
        return usage(new UsageReport(ms(from), ms(to), cpu, NONE));
    }

    public ServiceHarness usage(UsageReport report) {
        until((report.to() - ms(0)) / 1000.0);
        return take(loop.usage(report, ms(now)));
    }

    /** {@code instances} share a demand of so many requests per second, and report every ten seconds. */
    public ServiceHarness demand(double from, double to, int instances, double rate) {
        return demand(from, to, instances, second -> rate);
    }

    ServiceHarness demand(double from, double to, int instances, DoubleUnaryOperator rate) {
        for (double t = from; t + 10 <= to; t += 10) {
            for (int i = 0; i < instances; i++) {
                report(t, t + 10, 10 * rate.applyAsDouble(t) / instances);
            }
        }
        return this;
    }

    /** Time passes, and what is due is done when it is due. */
    public ServiceHarness until(double second) {
        while (loop.due() <= ms(second)) {
            now = Math.max(now, (loop.due() - ms(0)) / 1000.0);
            take(loop.tick(ms(now)));
        }
        now = Math.max(now, second);
        return this;
    }

    /** The newest command is answered now. */
    public ServiceHarness newestIs(Status status, int ready) {
        Output.Command newest = newestCommand();
        return acknowledged(new Acknowledgement(
                newest.generation(), status, newest.replicas(), OptionalInt.of(ready), newest.issuedAt(), at(now)));
    }

    public ServiceHarness acknowledged(Acknowledgement ack) {
        return take(loop.acknowledged(ack, at(now).toEpochMilli()));
    }

    /** Somebody sets something at this second. */
    public ServiceHarness set(OverrideEvent change, double second) {
        until(second);
        return take(loop.overridden(change, ms(second), ms(now)));
    }

    /** The application is started again from what it wrote. */
    public ServiceHarness restarted() {
        ServiceLoop again = new ServiceLoop(SERVICE, settings);
        Map<StatePart, byte[]> stored = new EnumMap<>(StatePart.class);
        stored.put(StatePart.OPEN_WINDOWS, windowBytes());
        stored.put(StatePart.LEDGER, ledgerBytes());
        stored.put(StatePart.COSTS, bytes(out -> loop.write(StatePart.COSTS, out)));
        stored.put(StatePart.VERDICT, bytes(out -> loop.write(StatePart.VERDICT, out)));
        stored.put(StatePart.HISTORY, bytes(out -> loop.write(StatePart.HISTORY, out)));
        newest(snapshots).ifPresent(model -> stored.put(StatePart.MODEL, model));
        if (used.length > 0) {
            stored.put(StatePart.USAGE, used);
        }
        stored.put(StatePart.AGENDA, bytes(out -> loop.write(StatePart.AGENDA, out)));
        scaleToZero.ifPresent(known -> stored.put(StatePart.CALLS, known));
        again.read(part -> Optional.ofNullable(stored.get(part)), policy);
        loop = again;
        return this;
    }

    public byte[] windowBytes() {
        return bytes(out -> loop.write(StatePart.OPEN_WINDOWS, out));
    }

    /** What was last written of the use of resources. */
    public byte[] usageBytes() {
        return used;
    }

    public byte[] ledgerBytes() {
        return bytes(out -> loop.write(StatePart.LEDGER, out));
    }

    private ServiceHarness take(Step step) {
        late += step.late() ? 1 : 0;
        outputs.addAll(step.outputs());
        if (loop.changed().contains(StatePart.MODEL)) {
            snapshots.add(bytes(out -> loop.write(StatePart.MODEL, out)));
        }
        if (loop.changed().contains(StatePart.USAGE)) {
            used = bytes(out -> loop.write(StatePart.USAGE, out));
        }
        if (loop.changed().contains(StatePart.CALLS)) {
            scaleToZero = Optional.of(bytes(out -> loop.write(StatePart.CALLS, out)));
        }
        return this;
    }

    /** What was decided, in order. */
    public List<Decision> decisions() {
        return all(Output.Decided.class).stream().map(Output.Decided::decision).toList();
    }

    public Decision last() {
        return decisions().get(decisions().size() - 1);
    }

    public List<Output.Command> commands() {
        return all(Output.Command.class);
    }

    public Output.Command newestCommand() {
        return commands().get(commands().size() - 1);
    }

    public List<Output.Forecasted> forecasts() {
        return all(Output.Forecasted.class);
    }

    public List<Output> outputs() {
        return List.copyOf(outputs);
    }

    public List<byte[]> snapshots() {
        return snapshots;
    }

    /** Reports that came for closed windows. */
    int late() {
        return late;
    }

    /** Forgets what came out so far. */
    public ServiceHarness fromHere() {
        outputs.clear();
        return this;
    }

    public double now() {
        return now;
    }

    public static RateReport of(double from, double to, double requests) {
        return new RateReport(ms(from), ms(to), requests, 0, requests, NONE, NONE, NONE, LatencyHistogram.empty());
    }

    public static RateReport withBacklog(double from, double to, double requests, double backlog) {
        return new RateReport(ms(from), ms(to), requests, 0, requests, NONE, backlog, NONE, LatencyHistogram.empty());
    }

    public static RateReport withConcurrency(double from, double to, double requests, double concurrency) {
        return new RateReport(
                ms(from), ms(to), requests, 0, requests, concurrency, NONE, NONE, LatencyHistogram.empty());
    }

    public static RateReport withUnits(double from, double to, double requests, double units) {
        return new RateReport(ms(from), ms(to), requests, 0, requests, NONE, NONE, units, LatencyHistogram.empty());
    }

    /** All requests took about {@code millis}. */
    public static RateReport withLatency(double from, double to, double requests, double millis) {
        return new RateReport(
                ms(from), ms(to), requests, 0, requests, NONE, NONE, NONE, latency(Math.round(requests), millis));
    }

    /** A histogram at scale 3, buckets of 9 %. */
    public static LatencyHistogram latency(long count, double millis) {
        int bucket = (int) Math.ceil(Math.log(millis) / Math.log(2) * 8) - 1;
        return new LatencyHistogram(3, 0, bucket, new long[] {count});
    }

    private <T extends Output> List<T> all(Class<T> type) {
        return outputs.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static Optional<byte[]> newest(List<byte[]> snapshots) {
        return snapshots.isEmpty() ? Optional.empty() : Optional.of(snapshots.get(snapshots.size() - 1));
    }

    /** Something that writes its state. */
    public interface State {
        void write(DataOutputStream out) throws IOException;
    }

    public static byte[] bytes(State state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            state.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }
}
