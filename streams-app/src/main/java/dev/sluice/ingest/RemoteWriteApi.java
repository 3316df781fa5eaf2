package dev.sluice.ingest;

import dev.sluice.http.limits.RequestMemory;
import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.HttpResponse;
import dev.sluice.http.message.Problem;
import dev.sluice.http.message.ProblemException;
import dev.sluice.ingest.remotewrite.WriteMapper;
import dev.sluice.ingest.remotewrite.WriteMapper.Mapped;
import dev.sluice.ingest.remotewrite.WriteRequest;
import dev.sluice.ingest.remotewrite.WriteRequest.Version;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xerial.snappy.Snappy;

/**
 * {@code POST /api/v1/write}: Prometheus' remote write. Status 204 says that Kafka has what could be used; 400 that something could never
 * be, the rest of which was written, so that Prometheus does not send it again for ever.
 */
final class RemoteWriteApi {
    private static final String PREFIX = "X-Prometheus-Remote-Write-";
    private static final String PROTOBUF = "application/x-protobuf";
    private static final Pattern PROTO =
            Pattern.compile(";\\s*proto\\s*=\\s*\"?([^\"\\s;]*)", Pattern.CASE_INSENSITIVE);

    private final WriteMapper mapper;
    private final ExportWriter exports;
    private final Answers answers;
    private final RequestMemory memory;
    private final InstantSource clock;

    RemoteWriteApi(
            WriteMapper mapper, ExportWriter exports, Answers answers, RequestMemory memory, InstantSource clock) {
        this.mapper = mapper;
        this.exports = exports;
        this.answers = answers;
        this.memory = memory;
        this.clock = clock;
    }

    HttpResponse handle(HttpRequest request) throws InterruptedException {
        Version version = version(request);
        Mapped mapped = stored(request, version);
        if (mapped.refusals().points() == 0) {
            return counted(HttpResponse.empty(204), mapped.samples(), mapped.histograms());
        }
        String why = mapped.refusals().points() + " samples cannot be used: "
                + mapped.refusals().reasons() + ". The others were written.";
        return counted(Problem.of(400, why).response(), mapped.samples(), mapped.histograms());
    }

    /** Prometheus does not try again after 429 unless it is told to: 503 says the same, and it does. */
    private Mapped stored(HttpRequest request, Version version) throws InterruptedException {
        try (RequestMemory.Share share = memory.open()) {
            Mapped mapped = mapper.map(read(request, version, share::take), clock.millis());
            answers.requireStored(exports.records(mapped.exports()));
            return mapped;
        } catch (ProblemException e) {
            throw e.problem().status() == 429 ? Answers.away("more is sent than can be taken in now") : e;
        }
    }

    private static HttpResponse.Full counted(HttpResponse.Full answer, long samples, long histograms) {
        return answer.with(PREFIX + "Samples-Written", Long.toString(samples))
                .with(PREFIX + "Histograms-Written", Long.toString(histograms))
                .with(PREFIX + "Exemplars-Written", "0");
    }

    private static Version version(HttpRequest request) {
        BodyReader.requireType(request, PROTOBUF);
        String encoding = request.header("Content-Encoding").orElse("").strip().toLowerCase(Locale.ROOT);
        if (!encoding.equals("snappy")) {
            throw new ProblemException(
                    415, "Content-Encoding is " + (encoding.isEmpty() ? "missing" : encoding) + "; this takes snappy");
        }
        String proto = proto(request.header("Content-Type").orElse(""));
        return switch (proto) {
            case "", "prometheus.WriteRequest" -> Version.V1;
            case "io.prometheus.write.v2.Request" -> Version.V2;
            default ->
                throw new ProblemException(
                        415,
                        "proto=" + proto + "; this takes prometheus.WriteRequest or io.prometheus.write.v2.Request");
        };
    }

    /** The parameter that names the message; parameters are named in any case (RFC 9110, 5.6.6). */
    private static String proto(String type) {
        Matcher proto = PROTO.matcher(type);
        return proto.find() ? proto.group(1) : "";
    }

    private static WriteRequest read(HttpRequest request, Version version, LongConsumer memory) {
        try {
            int length = Snappy.uncompressedLength(request.body());
            // lengths of 2 GiB and more come out negative
            if (length < 0 || length > BodyReader.MOST_UNPACKED) {
                throw BodyReader.tooLong();
            }
            memory.accept(length);
            return WriteRequest.read(Snappy.uncompress(request.body()), version, memory);
        } catch (IOException e) {
            throw new ProblemException(
                    400, "the body is no message of remote write, packed with Snappy: " + e.getMessage());
        }
    }
}
