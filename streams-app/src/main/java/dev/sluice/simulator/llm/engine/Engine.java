package dev.sluice.simulator.llm.engine;

import dev.sluice.simulator.llm.replica.EngineRole;
import dev.sluice.simulator.llm.replica.ReplicaGroup;
import dev.sluice.simulator.llm.replica.ReplicaSpec;
import dev.sluice.simulator.llm.replica.ReplicaTiming;
import dev.sluice.simulator.llm.request.RequestTrace;

/**
 * The engine of one replica: continuous batching with chunked prefill, or one of the two alone.
 *
 * <p>A step generates a token for each sequence. What is left of the chunk goes to prompts in order of arrival. A prompt is
 * begun only if the batch has room and the KV cache holds its prompt and whole answer, which is reserved then: nothing is
 * preempted. Steps without prompts are simulated in one go until the next sequence ends.
 */
public final class Engine {
    private final int replica;
    private final EngineRole role;
    private final ReplicaSpec spec;
    private final EngineSettings settings;
    private final RequestLog log;
    private final RequestTrace requests;
    private final RequestQueue waiting = new RequestQueue();
    private final RequestQueue handedOn = new RequestQueue();
    private final PromptBatch prompts = new PromptBatch();
    private final DecodingBatch decoding = new DecodingBatch();
    private Run run = Run.IDLE;
    private long reservedKv;
    private long pendingPrompt;
    private long outstanding;
    private double decodeSeconds;
    private long decodeSteps;

    /** The engine of the replica with this number. */
    public Engine(int replica, ReplicaGroup group, EngineSettings settings, RequestLog log) {
        this.replica = replica;
        this.role = group.role();
        this.spec = group.spec();
        this.settings = settings;
        this.log = log;
        this.requests = log.requests();
    }

    /** When the steps under way end, s. */
    public double runEnd() {
        return run.end();
    }

    public int waiting() {
        return waiting.size();
    }

    /** Requests in the batch. */
    public int running() {
        return prompts.size() + decoding.size();
    }

    public boolean isIdle() {
        return waiting.isEmpty() && running() == 0;
    }

    /** Whether another request may wait here. */
    public boolean hasRoom() {
        return waiting.size() < settings.queueDepth();
    }

    /** Share of the KV cache that is reserved; above 1 where a single request is larger than the cache. */
    public double kvUsage() {
        return reservedKv / spec.kvTokens();
    }

    /** Tokens of prompts that wait or are not computed yet. */
    public long pendingPrompt() {
        return pendingPrompt;
    }

    /** Tokens to compute and to generate for all that was given, at {@code now}. */
    public long outstanding(double now) {
        return outstanding - (long) decoding.size() * generated(now);
    }

    /** Time spent until {@code now} in steps that generated tokens, s. */
    public double decodeSeconds(double now) {
        return decodeSeconds + run.seconds(generated(now));
    }

    /** Steps until {@code now} that generated tokens. */
    public long decodeSteps(double now) {
        return decodeSteps + generated(now);
    }

    private int generated(double now) {
        return run.withPrompts() ? 0 : run.completed(now);
    }

    /** Requests whose prompts were computed here since the last call, and whose answers others generate. */
    public RequestQueue handedOn() {
        return handedOn;
    }

    /** Gives a request. Steps without prompts end with the one under way, so that its prompt is begun then. */
    public void give(int request, double now, RequestQueue gateway) {
        take(request);
        if (run.isIdle()) {
            plan(now, gateway);
        } else {
            run = run.endingSoon(now);
        }
    }

    /** Composes the next steps, and takes from the gateway what fits. */
    public void plan(double now, RequestQueue gateway) {
        double promptSeconds = role == EngineRole.DECODE ? beginAnswers(now, gateway) : sharePrompts(now, gateway);
        takeFrom(gateway, settings.queueDepth());
        run = next(now, promptSeconds);
    }

    /** Ends the steps under way and begins the next ones. */
    public void endRun(RequestQueue gateway) {
        double now = run.end();
        endDecoding(now);
        endPrompts(now);
        plan(now, gateway);
    }

    private void take(int request) {
        waiting.add(request);
        log.given(request, replica);
        pendingPrompt += role.computed(requests, request);
        outstanding += role.computed(requests, request) + role.generated(requests, request);
    }

    private void takeFrom(RequestQueue gateway, int upTo) {
        while (!gateway.isEmpty() && waiting.size() < upTo) {
            take(gateway.remove());
        }
    }

    private double sharePrompts(double now, RequestQueue gateway) {
        double seconds = 0;
        int left = settings.chunkTokens() - decoding.size();
        for (int i = 0; left > 0 && (i < prompts.size() || begin(now, gateway)); i++) {
            int done = prompts.done(i);
            int share = Math.min(left, requests.prompt(prompts.request(i)) - done);
            seconds += spec.timing().prefill(done, done + share);
            prompts.give(i, share);
            left -= share;
        }
        return seconds;
    }

    /** Begins with the answers that fit, and computes no prompt. */
    private double beginAnswers(double now, RequestQueue gateway) {
        boolean more = true;
        while (more) {
            more = begin(now, gateway);
        }
        return 0;
    }

    /** Puts the next request into the batch, if it fits. */
    private boolean begin(double now, RequestQueue gateway) {
        takeFrom(gateway, 1);
        if (waiting.isEmpty() || running() >= settings.maxSequences() || !fitsKv(waiting.peek())) {
            return false;
        }
        int request = waiting.remove();
        reservedKv += role.kvTokens(requests, request);
        if (role == EngineRole.DECODE) {
            decoding.add(request, requests.prompt(request) + 1, requests.output(request) - 1);
        } else {
            prompts.add(request, requests.hit(request));
            log.begun(request, now);
        }
        return true;
    }

    /** A request that is larger than the whole cache runs alone. */
    private boolean fitsKv(int request) {
        return reservedKv == 0 || reservedKv + role.kvTokens(requests, request) <= spec.kvTokens();
    }

    private Run next(double now, double promptSeconds) {
        int sequences = decoding.size();
        if (sequences == 0 && prompts.shared() == 0) {
            return Run.IDLE;
        }
        ReplicaTiming timing = spec.timing();
        double first = timing.decode(sequences) + timing.kvSecondsPerToken() * decoding.kvTokens() + promptSeconds;
        return prompts.shared() > 0
                ? Run.withPrompts(now, first)
                : Run.decoding(now, decoding.stepsToNextEnd(), first, timing.kvSecondsPerToken() * sequences);
    }

    private void endDecoding(double now) {
        if (decoding.size() == 0) {
            return;
        }
        long tokens = (long) decoding.size() * run.steps();
        decoding.advance(run.steps());
        outstanding -= tokens;
        decodeSeconds += now - run.start();
        decodeSteps += run.steps();
        log.generated(tokens);
        while (decoding.hasEnded()) {
            finish(decoding.removeEnded(requests), now);
        }
    }

    private void endPrompts(double now) {
        if (prompts.shared() == 0) {
            return;
        }
        outstanding -= prompts.shared();
        pendingPrompt -= prompts.shared();
        log.computed(prompts.shared());
        prompts.advance();
        for (int i = 0; i < prompts.size(); i++) {
            if (prompts.done(i) == requests.prompt(prompts.request(i))) {
                firstToken(prompts.request(i), now);
            }
        }
        prompts.removeComputed(requests);
    }

    /** The step that ends a prompt yields the first token. */
    private void firstToken(int request, double now) {
        outstanding--;
        log.firstToken(request, now);
        int left = requests.output(request) - 1;
        if (left == 0) {
            finish(request, now);
        } else if (role == EngineRole.PREFILL) {
            reservedKv -= role.kvTokens(requests, request);
            handedOn.add(request);
        } else {
            decoding.add(request, requests.prompt(request) + 1, left);
        }
    }

    private void finish(int request, double now) {
        reservedKv -= role.kvTokens(requests, request);
        log.finished(request, now);
    }
}
