package dev.sluice.cli.replay;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.kafka.TopicWriter;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.schemas.Topic;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A recording on its way to the topic, at its pace, with a line now and then of how far it has come. */
final class Playback {
    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Recording recording;
    private final ReplaySpeed pace;
    private final PrintWriter out;
    private final long start = System.nanoTime();
    private long told = start;
    private long published;

    Playback(Recording recording, ReplaySpeed pace, PrintWriter out) {
        this.recording = recording;
        this.pace = pace;
        this.out = out;
    }

    /** Publishes all of it and then, unless {@code silence} is zero, reports of nothing for that long. */
    void publish(Connection connection, Duration silence) {
        try (TopicWriter<RequestRateEvent> publication =
                new TopicWriter<>(connection, Topic.REQUEST_RATE_EVENTS, RequestRateEvent.class)) {
            for (int i = 0; i < recording.length(); i++) {
                pace.await(recording.end(-1), recording.end(i), start);
                send(publication, recording.step(i));
                progress(i);
            }
            if (!silence.isZero()) {
                send(publication, recording.silence(silence));
            }
        }
        say(String.format(
                Locale.ROOT,
                "published %d reports of %s to %s in %.1f s",
                published,
                recording.end(-1),
                recording.end(recording.length() - 1),
                (System.nanoTime() - start) / 1e9));
    }

    private void send(TopicWriter<RequestRateEvent> publication, List<RequestRateEvent> reports) {
        for (RequestRateEvent report : reports) {
            publication.send(recording.service(), report, report.getTo());
            published++;
        }
    }

    private void progress(int step) {
        if (System.nanoTime() - told > PROGRESS_NANOS) {
            told = System.nanoTime();
            say(step + 1 + " of " + recording.length() + " steps, at " + recording.end(step));
        }
    }

    private void say(String line) {
        out.println(recording.service() + ": " + line);
        out.flush();
    }
}
