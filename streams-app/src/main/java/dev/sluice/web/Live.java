package dev.sluice.web;

import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingDecision;
import dev.sluice.http.message.EventStream;
import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.HttpResponse;
import dev.sluice.http.message.JsonText;
import dev.sluice.web.model.ReadModel;
import dev.sluice.web.model.Records;
import dev.sluice.web.model.ServiceView;
import dev.sluice.web.model.series.Point;
import dev.sluice.web.service.OneService;
import dev.sluice.web.service.Services;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells readers of event streams what changed, once a second: of each service at most one summary, however often it
 * changed. A summary is written once for all readers.
 */
final class Live implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Live.class);
    private static final long EVERY_MS = 1_000;
    private static final int STATUS_EVERY = 5;
    /** Summaries per second; with more services that change, each is told of less often. */
    private static final int MOST = 2_000;

    private static final int MOST_DECISIONS = 50;

    private final ReadModel model;
    private final Records records;
    private final Status status;
    private final Services services;
    private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
    private boolean catchingUp;
    private final Thread thread = new Thread(this::run, "web-live");

    Live(ReadModel model, Records records, Status status, Services services) {
        this.model = model;
        this.records = records;
        this.status = status;
        this.services = services;
        thread.setDaemon(true);
    }

    Live start() {
        thread.start();
        return this;
    }

    /** One reader: of all services, or of one from a time on. */
    private static final class Reader {
        private final EventStream stream;
        private final Optional<ServiceView> service;
        private long decisions;
        private long points;

        Reader(EventStream stream, Optional<ServiceView> service) {
            this.stream = stream;
            this.service = service;
            this.decisions = service.flatMap(ServiceView::decidedAt).orElse(Long.MIN_VALUE);
            this.points = decisions;
        }
    }

    HttpResponse stream(HttpRequest request) {
        Optional<ServiceView> one = request.query("service").map(services::named);
        return new HttpResponse.Events(stream -> {
            // before anything is sent: whoever hears of the stream hears of each change from then on
            Reader reader = new Reader(stream, one);
            readers.add(reader);
            stream.onClose(() -> readers.remove(reader));
            stream.send("status", JsonText.line(status.json()));
            one.ifPresent(view -> stream.send("summary", JsonText.line(view.summary(model.now()))));
        });
    }

    private void run() {
        for (long round = 0; ; round++) {
            try {
                TimeUnit.MILLISECONDS.sleep(EVERY_MS);
                tell(round % STATUS_EVERY == 0);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                LOG.error("Readers of events were not told", e);
            }
        }
    }

    private void tell(boolean withStatus) {
        boolean nowCatchingUp = status.isCatchingUp();
        if (catchingUp && !nowCatchingUp) {
            model.caughtUp();
        }
        catchingUp = nowCatchingUp;
        Set<String> changed = model.takeChanged(MOST);
        if (readers.isEmpty()) {
            return;
        }
        long now = model.now();
        for (String name : changed) {
            model.service(name).ifPresent(view -> summary(view, JsonText.line(view.summary(now))));
        }
        for (Reader reader : readers) {
            reader.service.ifPresent(view -> story(reader, view));
        }
        if (withStatus) {
            String line = JsonText.line(status.json());
            readers.forEach(reader -> reader.stream.send("status", line));
        }
    }

    private void summary(ServiceView view, String line) {
        for (Reader reader : readers) {
            if (reader.service.isEmpty() || reader.service.get() == view) {
                reader.stream.send("summary", line);
            }
        }
    }

    /** What is new in the story of the service that a reader follows. */
    private void story(Reader reader, ServiceView view) {
        for (Point point : view.points(reader.points + 1, Long.MAX_VALUE)) {
            reader.points = point.at();
            reader.stream.send("point", JsonText.line(OneService.point(point)));
        }
        if (view.decidedAt().orElse(Long.MIN_VALUE) <= reader.decisions) {
            return;
        }
        List<ScalingDecision> found =
                records.decisions(view, false, reader.decisions + 1, Long.MAX_VALUE, MOST_DECISIONS);
        Collections.reverse(found);
        List<ScalingAck> answers = records.answers(view);
        for (ScalingDecision decision : found) {
            reader.decisions = decision.getAt().toEpochMilli();
            reader.stream.send("decision", JsonText.line(OneService.decision(decision, answers)));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
