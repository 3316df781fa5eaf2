package dev.sluice.executor.commands.watch;

import dev.sluice.executor.Target;
import dev.sluice.executor.calls.PlatformCall;
import dev.sluice.executor.calls.PlatformCalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks the platform about a partition's orders: about all in one call, and after a call that failed or hangs about each
 * target by itself, so that one target's trouble hides no other's.
 *
 * @param <Q> what is asked about one target
 * @param <A> an answer
 */
final class PlatformQuestion<Q, A> {
    private final PlatformCalls calls;
    private final Function<Q, Target> target;
    private final Function<List<Q>, List<A>> platform;
    private final Map<Object, PlatformCall<List<A>>> asked = new LinkedHashMap<>();
    private boolean oneByOne;

    /** Key of the calls of one question that ask about one target. */
    private record Only(Object question, Target target) {}

    PlatformQuestion(PlatformCalls calls, Function<Q, Target> target, Function<List<Q>, List<A>> platform) {
        this.calls = calls;
        this.target = target;
        this.platform = platform;
    }

    /** True if an answer about all targets is awaited. */
    boolean isOpen() {
        return asked.containsKey(this);
    }

    /** Asks; returns the calls that were made. */
    List<PlatformCall<List<A>>> ask(List<Q> all) {
        List<PlatformCall<List<A>>> made = new ArrayList<>();
        if (oneByOne || calls.isBusy(this)) {
            all.forEach(
                    one -> ask(new Only(this, target.apply(one)), List.of(one)).ifPresent(made::add));
        } else {
            ask(this, all).ifPresent(made::add);
        }
        return made;
    }

    private Optional<PlatformCall<List<A>>> ask(Object key, List<Q> about) {
        if (asked.containsKey(key) || calls.isBusy(key)) {
            return Optional.empty();
        }
        PlatformCall<List<A>> call = calls.start(key, () -> List.copyOf(platform.apply(about)));
        asked.put(key, call);
        return Optional.of(call);
    }

    /** What the calls that have ended told. */
    List<A> answers() {
        List<A> told = new ArrayList<>();
        boolean failed = false;
        int before = asked.size();
        for (Map.Entry<Object, PlatformCall<List<A>>> call : List.copyOf(asked.entrySet())) {
            Optional<PlatformCall.Result<List<A>>> result = call.getValue().result();
            if (result.isPresent()) {
                failed |= result.get().value().isEmpty();
                result.get().value().ifPresent(told::addAll);
                asked.remove(call.getKey());
            }
        }
        if (asked.size() < before) {
            oneByOne = failed || (oneByOne && !asked.isEmpty());
        }
        return told;
    }
}
