package dev.sluice.ingest;

import dev.sluice.http.message.ProblemException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What senders are told of the records that were made of their requests. */
final class Answers {
    private final Store store;

    Answers(Store store) {
        this.store = store;
    }

    /** Returns once Kafka has all of them; else the problem says when to try again. */
    void requireStored(List<ProducerRecord<byte[], byte[]>> records) throws InterruptedException {
        Store.Outcome outcome = store.store(records);
        if (outcome instanceof Store.Outcome.Full) {
            throw new ProblemException(429, "Kafka takes less than is sent: try again in a second")
                    .with("Retry-After", "1");
        }
        if (outcome instanceof Store.Outcome.TooLarge large) {
            throw new ProblemException(413, "a part of it is larger than Kafka takes: " + large.why());
        }
        if (outcome instanceof Store.Outcome.Away away) {
            throw away("Kafka does not take it now: " + away.why());
        }
    }

    /** Something that is needed does not answer. */
    static ProblemException away(String why) {
        return refused(503, why + "; send the same again in a few seconds, it counts once");
    }

    private static ProblemException refused(int status, String detail) {
        return new ProblemException(status, detail)
                .with("Retry-After", retryAfter(status).orElse(""));
    }

    /** Seconds to wait before the same is sent again; empty where that is of no use. */
    static Optional<String> retryAfter(int status) {
        return status == 429 ? Optional.of("1") : status == 503 ? Optional.of("5") : Optional.empty();
    }
}
