package dev.sluice.executor.webhook;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A platform behind HTTP. Each order is one POST; the executor tries again what may succeed later. The number of ready
 * replicas is asked for by GET, if the receiver tells it.
 */
final class WebhookActuator implements Actuator {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookActuator.class);
    /** Questions for ready replicas that are on their way at the same time. */
    private static final int MOST_ASKED = 32;

    private final WebhookClient client;
    private final UrlTemplate orders;
    private final Optional<ReadyQuestion> question;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Map<Target, Long> askedNanos = new ConcurrentHashMap<>();
    private volatile boolean warned;

    /**
     * Where to ask for ready replicas.
     *
     * @param every how often for each target at most
     */
    record ReadyQuestion(UrlTemplate url, Duration every) {}

    WebhookActuator(
            WebhookClient client,
            UrlTemplate orders,
            Optional<ReadyQuestion> question,
            InstantSource clock,
            LongSupplier nanos) {
        this.client = client;
        this.orders = orders;
        this.question = question;
        this.clock = clock;
        this.nanos = nanos;
    }

    @Override
    public Outcome apply(Order order, Instant now) {
        try {
            return client.post(orders.of(order.target()), order.id(), OrderJson.of(order))
                    .answer()
                    .outcome(clock.instant());
        } catch (IllegalArgumentException e) {
            return new Outcome.Failed(String.valueOf(e.getMessage()), false);
        } catch (IOException e) {
            return new Outcome.Failed(String.valueOf(e.getMessage()), true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed("interrupted while the receiver worked", true);
        }
    }

    @Override
    public boolean tellsReadiness() {
        return question.isPresent();
    }

    @Override
    public List<Readiness> poll(List<Waiting> waiting) {
        return question.map(asked -> poll(asked, waiting)).orElse(List.of());
    }

    private List<Readiness> poll(ReadyQuestion asked, List<Waiting> waiting) {
        Map<Target, List<Waiting>> byTarget = waiting.stream()
                .collect(Collectors.groupingBy(w -> w.order().target(), LinkedHashMap::new, Collectors.toList()));
        Map<Target, WebhookClient.Sent> sent = new LinkedHashMap<>();
        for (Target target : due(byTarget.keySet(), asked.every())) {
            askedNanos.put(target, nanos.getAsLong());
            byTarget.getOrDefault(target, List.of()).stream()
                    .findFirst()
                    .map(waits ->
                            client.get(asked.url().of(target), waits.order().id()))
                    .ifPresent(question -> sent.put(target, question));
        }
        List<Readiness> ready = new ArrayList<>();
        sent.forEach((target, question) -> answer(question)
                .ifPresent(answer -> ready.addAll(reached(answer, byTarget.getOrDefault(target, List.of())))));
        return ready;
    }

    /** The targets that may be asked about again, the longest unasked first. */
    private List<Target> due(Collection<Target> targets, Duration every) {
        long now = nanos.getAsLong();
        // those that are asked about no more
        askedNanos.values().removeIf(asked -> now - asked > every.toNanos() * 100);
        return targets.stream()
                .filter(target -> now - askedNanos.getOrDefault(target, now - every.toNanos()) >= every.toNanos())
                .sorted((a, b) -> Long.compare(age(b, now), age(a, now)))
                .limit(MOST_ASKED)
                .toList();
    }

    private long age(Target target, long now) {
        Long asked = askedNanos.get(target);
        return asked == null ? Long.MAX_VALUE : now - asked;
    }

    private Optional<Answer> answer(WebhookClient.Sent sent) {
        try {
            Answer answer = sent.answer();
            if (answer.isSuccess() && answer.ready().isPresent()) {
                warned = false;
                return Optional.of(answer);
            }
            warn("status " + answer.status() + " without a count in the field ready");
        } catch (IOException e) {
            warn(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    /** The first of several failures in a row. */
    private void warn(String why) {
        if (!warned) {
            warned = true;
            LOG.warn("The receiver does not tell its ready replicas: {}", why);
        }
    }

    private static List<Readiness> reached(Answer answer, List<Waiting> waiting) {
        OptionalInt ready = answer.ready();
        OptionalLong carriedOut = answer.generation();
        return waiting.stream()
                .filter(w -> ready.orElse(0) >= w.order().replicas())
                // replicas of an order before this one, whose resources may differ
                .filter(w -> carriedOut.orElse(Long.MAX_VALUE) >= w.order().generation())
                .map(w -> new Readiness(w.order(), ready.orElse(0), w.now()))
                .toList();
    }
}
