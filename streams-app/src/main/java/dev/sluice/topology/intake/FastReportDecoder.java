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
    private byte[] own = {};

    /** Reads what this deserializer would read. */
    FastReportDecoder(Deserializer<? extends SpecificRecord> general) {
        this.general = general;
    }

    /**
     * Returns the report that {@code value} says; empty if it could not be read or may not stand under {@code key}. The latest
     * time that it may carry is in ms.
     */
    Optional<RateReport> read(byte[] key, byte[] value, long latest) {
        if (!isPlainName(key) || !isOwnSchema(value)) {
            return Optional.empty();
        }
        try {
            AvroInput in = new AvroInput(value, HEADER_BYTES);
            if (!in.isText(key)) {
                return Optional.empty();
            }
            RateReport report = report(in);
            return in.isEnd() && EventChecks.isInterval(report.from(), report.to(), latest)
                    ? Optional.of(report)
                    : Optional.empty();
        } catch (IndexOutOfBoundsException | ArithmeticException | IllegalArgumentException brokenOrImpossible) {
            return Optional.empty();
        }
    }

    /** Short, of ASCII, where bytes and text are the same, and not blank: it does not begin with white space. */
    private static boolean isPlainName(byte[] key) {
        if (key.length == 0 || key.length > Limits.NAME || key[0] <= ' ') {
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

    private static RateReport report(AvroInput in) {
        int reporter = in.reporter(Limits.NAME);
        String pool = in.text(Limits.NAME);
        long from = in.number();
        long to = in.number();
        long requests = count(in);
        long errors = count(in);
        double completed = in.isPresent() ? count(in) : requests;
        double concurrency = in.isPresent() ? amount(in) : Double.NaN;
        double backlog = in.isPresent() ? count(in) : Double.NaN;
        double units = in.isPresent() ? amount(in) : Double.NaN;
        LatencyHistogram latency = in.isPresent() ? histogram(in) : LatencyHistogram.empty();
        Optional<TokenReport> tokens = in.isAllAbsent(TOKEN_FIELDS) ? Optional.empty() : Optional.of(tokens(in));
        if (in.isPresent()) {
            throw new IllegalArgumentException("the lag of a consumer group, which is rare");
        }
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

    private static TokenReport tokens(AvroInput in) {
        double prompt = in.isPresent() ? count(in) : Double.NaN;
        double cached = in.isPresent() ? count(in) : Double.NaN;
        double output = in.isPresent() ? count(in) : Double.NaN;
        LatencyHistogram firstToken = in.isPresent() ? histogram(in) : LatencyHistogram.empty();
        LatencyHistogram interToken = in.isPresent() ? histogram(in) : LatencyHistogram.empty();
        double running = in.isPresent() ? amount(in) : Double.NaN;
        double kvCacheUsage = in.isPresent() ? share(in) : Double.NaN;
        if (!EventChecks.isCached(prompt, cached)) {
            throw new IllegalArgumentException(NumberText.exactly(cached) + " cached of " + NumberText.exactly(prompt));
        }
        return new TokenReport(prompt, cached, output, running, kvCacheUsage, firstToken, interToken);
    }

    private static double share(AvroInput in) {
        double share = in.real();
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share is " + NumberText.exactly(share));
        }
        return share;
    }

    private static long count(AvroInput in) {
        long count = in.number();
        if (count < 0) {
            throw new IllegalArgumentException("a count is " + count);
        }
        return count;
    }

    private static double amount(AvroInput in) {
        double amount = in.real();
        if (!(amount >= 0 && amount <= Limits.AMOUNT)) {
            throw new IllegalArgumentException("an amount is " + NumberText.exactly(amount));
        }
        return amount;
    }

    private static LatencyHistogram histogram(AvroInput in) {
        int scale = Math.toIntExact(in.number());
        long zeroCount = in.number();
        int offset = Math.toIntExact(in.number());
        return new LatencyHistogram(scale, zeroCount, offset, counts(in));
    }

    /** Usually there is one block. Where there are many, what came before is not copied for each. */
    private static long[] counts(AvroInput in) {
        long[] counts = {};
        int known = 0;
        for (int more = in.block(); more > 0; more = in.block()) {
            int all = known + more;
            if (all > LatencyHistogram.MAX_GIVEN_BUCKETS) {
                throw new IllegalArgumentException("a histogram of " + all + " buckets");
            }
            if (all > counts.length) {
                counts = Arrays.copyOf(counts, known == 0 ? all : 2 * all);
            }
            for (; known < all; known++) {
                counts[known] = in.number();
            }
        }
        return known == counts.length ? counts : Arrays.copyOf(counts, known);
    }
}
