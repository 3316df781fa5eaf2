package dev.sluice.topology.intake;

import dev.sluice.config.record.check.Limits;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.TokenReport;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.schemas.AvroDeserializer;
import dev.sluice.text.NumberText;
import java.util.Arrays;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads the commonest of all records, a report of requests, from its bytes straight into the value of the loops: a report
 * that our own serde has written with the present schema and that nothing is wrong with. It says no to all others, which
 * are then read the general way, and that says what is wrong.
 *
 * <p>Fields stand in the order of {@code RequestRateEvent.avsc}; source of their form: Avro 1.12 specification, "binary
 * encoding". Not thread-safe.
 */
public final class FastReportDecoder {
    private static final int HEADER_BYTES = 5;

    /** Fields at the end that only servers of large models report. */
    private static final int TOKEN_FIELDS = 7;

    private final Deserializer<? extends SpecificRecord> general;
    private final AvroInput in = new AvroInput();
    private byte[] own = {};
    private String pool = "";
    private int reporter;
    private long from;
    private long to;
    private long requests;
    private long errors;
    private double completed;
    private double concurrency;
    private double backlog;
    private double units;
    private LatencyHistogram latency = LatencyHistogram.empty();
    private Optional<TokenReport> tokens = Optional.empty();

    /** Reads what this deserializer would read. */
    FastReportDecoder(Deserializer<? extends SpecificRecord> general) {
        this.general = general;
    }

    /** Whether {@code value} could be read and may stand under {@code key}; the latest time it may carry is in ms. */
    boolean read(byte[] key, byte[] value, long latest) {
        if (!isPlainName(key) || !isOwnSchema(value)) {
            return false;
        }
        try {
            in.over(value, HEADER_BYTES);
            if (!in.isText(key)) {
                return false;
            }
            fields();
            return in.isEnd() && EventChecks.isInterval(from, to, latest);
        } catch (IndexOutOfBoundsException | ArithmeticException | IllegalArgumentException brokenOrImpossible) {
            return false;
        }
    }

    /** Short and of ASCII, where bytes and text are the same. */
    private static boolean isPlainName(byte[] key) {
        if (key.length == 0 || key.length > Limits.NAME) {
            return false;
        }
        byte all = 0;
        for (byte each : key) {
            all |= each;
        }
        return all >= 0;
    }

    /** Remembers the header that tells so, because hardly any record has another than the one before. */
    private boolean isOwnSchema(byte[] value) {
        if (own.length > 0
                && value.length > HEADER_BYTES
                && Arrays.equals(value, 0, HEADER_BYTES, own, 0, HEADER_BYTES)) {
            return true;
        }
        boolean is = general instanceof AvroDeserializer<?> avro && avro.isOwnSchema(value);
        own = is ? Arrays.copyOf(value, HEADER_BYTES) : own;
        return is;
    }

    private void fields() {
        reporter = in.reporter(Limits.NAME);
        pool = in.text(Limits.NAME);
        from = in.number();
        to = in.number();
        requests = count();
        errors = count();
        completed = in.isPresent() ? count() : requests;
        concurrency = in.isPresent() ? amount() : Double.NaN;
        backlog = in.isPresent() ? count() : Double.NaN;
        units = in.isPresent() ? amount() : Double.NaN;
        latency = in.isPresent() ? histogram() : LatencyHistogram.empty();
        tokens = in.isAllAbsent(TOKEN_FIELDS) ? Optional.empty() : Optional.of(tokens());
        if (in.isPresent()) {
            throw new IllegalArgumentException("the lag of a consumer group, which is rare");
        }
    }

    private TokenReport tokens() {
        double prompt = in.isPresent() ? count() : Double.NaN;
        double cached = in.isPresent() ? count() : Double.NaN;
        double output = in.isPresent() ? count() : Double.NaN;
        LatencyHistogram firstToken = in.isPresent() ? histogram() : LatencyHistogram.empty();
        LatencyHistogram interToken = in.isPresent() ? histogram() : LatencyHistogram.empty();
        double running = in.isPresent() ? amount() : Double.NaN;
        double kvCacheUsage = in.isPresent() ? share() : Double.NaN;
        if (!EventChecks.isCached(prompt, cached)) {
            throw new IllegalArgumentException(NumberText.exactly(cached) + " cached of " + NumberText.exactly(prompt));
        }
        return new TokenReport(prompt, cached, output, running, kvCacheUsage, firstToken, interToken);
    }

    private double share() {
        double share = in.real();
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share is " + NumberText.exactly(share));
        }
        return share;
    }

    private long count() {
        long count = in.number();
        if (count < 0) {
            throw new IllegalArgumentException("a count is " + count);
        }
        return count;
    }

    private double amount() {
        double amount = in.real();
        if (!(amount >= 0 && amount <= Limits.AMOUNT)) {
            throw new IllegalArgumentException("an amount is " + NumberText.exactly(amount));
        }
        return amount;
    }

    private LatencyHistogram histogram() {
        int scale = Math.toIntExact(in.number());
        long zeroCount = in.number();
        int offset = Math.toIntExact(in.number());
        return new LatencyHistogram(scale, zeroCount, offset, counts());
    }

    private long[] counts() {
        long[] counts = {};
        for (int more = in.block(); more > 0; more = in.block()) {
            int known = counts.length;
            counts = Arrays.copyOf(counts, known + more);
            for (int i = known; i < counts.length; i++) {
                counts[i] = in.number();
            }
        }
        return counts;
    }

    /** The report that was read last. */
    RateReport report() {
        return new RateReport(
                pool,
                reporter,
                from,
                to,
                requests,
                errors,
                completed,
                concurrency,
                backlog,
                units,
                latency,
                tokens,
                Optional.empty());
    }
}
