package dev.sluice.ingest;

import dev.sluice.http.limits.RequestMemory;
import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.HttpResponse;
import dev.sluice.http.message.ProblemException;
import dev.sluice.ingest.otlp.OtlpAnswers;
import dev.sluice.ingest.otlp.OtlpMapper;
import dev.sluice.ingest.otlp.OtlpMapper.Mapped;
import dev.sluice.ingest.otlp.OtlpMessage;
import dev.sluice.ingest.otlp.OtlpMessage.Encoding;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;

/** {@code POST /v1/metrics}: OpenTelemetry's protocol over HTTP. Status 200 says that Kafka has what could be used. */
final class OtlpApi {
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";
    private static final int INVALID_ARGUMENT = 3;
    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int UNAVAILABLE = 14;

    private final OtlpMapper mapper;
    private final ExportWriter exports;
    private final Answers answers;
    private final RequestMemory memory;
    private final InstantSource clock;

    OtlpApi(OtlpMapper mapper, ExportWriter exports, Answers answers, RequestMemory memory, InstantSource clock) {
        this.mapper = mapper;
        this.exports = exports;
        this.answers = answers;
        this.memory = memory;
        this.clock = clock;
    }

    HttpResponse handle(HttpRequest request) throws InterruptedException {
        Encoding encoding = request.contentType().equals(JSON) ? Encoding.JSON : Encoding.PROTOBUF;
        try (RequestMemory.Share share = memory.open()) {
            byte[] body = BodyReader.read(request, share::take, PROTOBUF, JSON);
            Mapped mapped = mapper.map(OtlpMessage.read(body, encoding, share::take), clock.millis());
            answers.requireStored(exports.records(mapped.exports()));
            byte[] success = OtlpAnswers.success(
                    encoding, mapped.refusals().points(), mapped.refusals().reasons());
            return answer(200, encoding, success);
        } catch (IOException e) {
            String why = "the body is no message of metrics: " + e.getMessage();
            return answer(400, encoding, OtlpAnswers.failure(encoding, INVALID_ARGUMENT, why));
        } catch (ProblemException e) {
            return failure(encoding, e);
        }
    }

    private static HttpResponse failure(Encoding encoding, ProblemException e) {
        int status = e.problem().status();
        int code = status == 503 ? UNAVAILABLE : status == 429 ? RESOURCE_EXHAUSTED : INVALID_ARGUMENT;
        HttpResponse.Full answer = answer(
                status,
                encoding,
                OtlpAnswers.failure(encoding, code, e.problem().detail()));
        return Answers.retryAfter(status)
                .map(wait -> answer.with("Retry-After", wait))
                .orElse(answer);
    }

    private static HttpResponse.Full answer(int status, Encoding encoding, byte[] body) {
        return new HttpResponse.Full(status, encoding == Encoding.JSON ? JSON : PROTOBUF, body, Map.of());
    }
}
