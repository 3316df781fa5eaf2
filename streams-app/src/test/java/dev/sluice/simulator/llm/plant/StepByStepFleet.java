package dev.sluice.simulator.llm.plant;

import dev.sluice.simulator.llm.engine.EngineSettings;
import dev.sluice.simulator.llm.replica.ReplicaSpec;
import dev.sluice.simulator.llm.request.RequestTrace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The rules of the plant once more, one step at a time and without shortcuts, for small cases. */
final class StepByStepFleet {
    final double[] firstToken;
    final double[] finished;
    final int[] replica;

    private final RequestTrace requests;
    private final ReplicaSpec spec;
    private final EngineSettings settings;
    private final double startup;
    private final Deque<Integer> gateway = new ArrayDeque<>();
    private final List<Worker> workers = new ArrayList<>();
    private int ordered;

    StepByStepFleet(RequestTrace requests, ReplicaSpec spec, EngineSettings settings, double startup) {
        this.requests = requests;
        this.spec = spec;
        this.settings = settings;
        this.startup = startup;
        this.firstToken = new double[requests.length()];
        this.finished = new double[requests.length()];
        this.replica = new int[requests.length()];
    }

    /** @param sizes how many replicas are wanted from which time on; the first are ready at once */
    void play(List<Order> sizes) {
        List<Order> orders = new ArrayList<>(sizes);
        int next = 0;
        size(orders.get(0).replicas(), 0, 0);
        orders.remove(0);
        while (true) {
            Optional<Worker> worker = workers.stream().min(Comparator.comparingDouble(w -> w.event));
            double event = worker.map(w -> w.event).orElse(Double.POSITIVE_INFINITY);
            double arrival = next < requests.length() ? requests.arrival(next) : Double.POSITIVE_INFINITY;
            double order =
                    orders.isEmpty() ? Double.POSITIVE_INFINITY : orders.get(0).at();
            if (Math.min(order, Math.min(event, arrival)) == Double.POSITIVE_INFINITY) {
                return;
            }
            if (event <= arrival && event <= order) {
                worker.orElseThrow().happen();
            } else if (arrival <= order) {
                arrive(next++);
            } else {
                size(orders.remove(0).replicas(), order, startup);
            }
        }
    }

    record Order(double at, int replicas) {}

    private void arrive(int request) {
        Optional<Worker> least = workers.stream()
                .filter(w -> w.ready && !w.draining && w.waiting.size() < settings.queueDepth())
                .min(Comparator.comparingLong(Worker::outstanding));
        if (least.isEmpty()) {
            gateway.add(request);
            return;
        }
        least.get().take(request);
        if (least.get().event == Double.POSITIVE_INFINITY) {
            least.get().plan(requests.arrival(request));
        }
    }

    private void size(int wanted, double now, double lead) {
        for (long have = staying(); have < wanted; have++) {
            Worker worker = new Worker(ordered++, now + lead);
            workers.add(worker);
            if (lead == 0) {
                worker.happen();
            }
        }
        for (long have = staying(); have > wanted; have--) {
            Optional<Worker> youngest =
                    workers.stream().filter(w -> !w.ready).reduce((a, b) -> b.event >= a.event ? b : a);
            Worker goes = youngest.orElseGet(() -> workers.stream()
                    .filter(w -> w.ready && !w.draining)
                    .min(Comparator.comparingLong(Worker::outstanding))
                    .orElseThrow());
            goes.draining = true;
            if (!goes.ready || goes.isIdle()) {
                workers.remove(goes);
            }
        }
    }

    private long staying() {
        return workers.stream().filter(w -> !w.draining).count();
    }

    /** A prompt that is being computed. */
    private final class Prompt {
        final int request;
        int done;
        int share;

        Prompt(int request) {
            this.request = request;
            this.done = requests.hit(request);
        }
    }

    /** A sequence that decodes, with the tokens that it has. */
    private static final class Sequence {
        final int request;
        int tokens = 1;

        Sequence(int request) {
            this.request = request;
        }
    }

    private final class Worker {
        final int id;
        final Deque<Integer> waiting = new ArrayDeque<>();
        final List<Prompt> prompts = new ArrayList<>();
        final List<Sequence> sequences = new ArrayList<>();
        boolean ready;
        boolean draining;
        double event;

        Worker(int id, double readyAt) {
            this.id = id;
            this.event = readyAt;
        }

        boolean isIdle() {
            return waiting.isEmpty() && prompts.isEmpty() && sequences.isEmpty();
        }

        void take(int request) {
            waiting.add(request);
            replica[request] = id;
        }

        long outstanding() {
            long tokens = 0;
            for (int request : waiting) {
                tokens += requests.computed(request) + requests.output(request);
            }
            for (Prompt prompt : prompts) {
                tokens += requests.prompt(prompt.request) - prompt.done + requests.output(prompt.request);
            }
            for (Sequence sequence : sequences) {
                tokens += requests.output(sequence.request) - sequence.tokens;
            }
            return tokens;
        }

        long reserved() {
            return prompts.stream().mapToLong(p -> requests.kvTokens(p.request)).sum()
                    + sequences.stream()
                            .mapToLong(s -> requests.kvTokens(s.request))
                            .sum();
        }

        void happen() {
            double now = event;
            if (ready) {
                endStep(now);
            }
            ready = true;
            plan(now);
            if (draining && isIdle()) {
                workers.remove(this);
            }
        }

        void endStep(double now) {
            sequences.forEach(sequence -> sequence.tokens++);
            for (Sequence sequence : List.copyOf(sequences)) {
                if (sequence.tokens == requests.output(sequence.request)) {
                    finished[sequence.request] = now;
                    sequences.remove(sequence);
                }
            }
            for (Prompt prompt : List.copyOf(prompts)) {
                prompt.done += prompt.share;
                if (prompt.done == requests.prompt(prompt.request)) {
                    firstToken[prompt.request] = now;
                    prompts.remove(prompt);
                    if (requests.output(prompt.request) == 1) {
                        finished[prompt.request] = now;
                    } else {
                        sequences.add(new Sequence(prompt.request));
                    }
                }
            }
        }

        void plan(double now) {
            int left = settings.chunkTokens() - sequences.size();
            double seconds = spec.timing().decode(sequences.size());
            for (Sequence sequence : sequences) {
                seconds += spec.timing().kvSecondsPerToken() * (requests.prompt(sequence.request) + sequence.tokens);
            }
            prompts.forEach(prompt -> prompt.share = 0);
            for (int i = 0; left > 0 && (i < prompts.size() || begins()); i++) {
                Prompt prompt = prompts.get(i);
                prompt.share = Math.min(left, requests.prompt(prompt.request) - prompt.done);
                seconds += spec.timing().prefill(prompt.done, prompt.done + prompt.share);
                left -= prompt.share;
            }
            pull(settings.queueDepth());
            event = prompts.isEmpty() && sequences.isEmpty() ? Double.POSITIVE_INFINITY : now + seconds;
        }

        private boolean begins() {
            pull(1);
            boolean full = waiting.isEmpty() || prompts.size() + sequences.size() == settings.maxSequences();
            if (full || (reserved() > 0 && reserved() + requests.kvTokens(waiting.peek()) > spec.kvTokens())) {
                return false;
            }
            prompts.add(new Prompt(waiting.remove()));
            return true;
        }

        private void pull(int upTo) {
            while (!draining && !gateway.isEmpty() && waiting.size() < upTo) {
                take(gateway.remove());
            }
        }
    }
}
