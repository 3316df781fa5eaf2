package dev.sluice.topology.timing;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/** Which service wants the clock's attention next: only what is due is touched, never all. */
public final class DueQueue {
    private final PriorityQueue<Due> queue = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
    private final Map<String, Long> earliest = new HashMap<>();

    /** Wants {@code service} looked at by {@code at} (ms); an entry for an earlier time stays and is enough. */
    public void want(String service, long at) {
        Long known = earliest.get(service);
        if (at != Long.MAX_VALUE && (known == null || at < known)) {
            earliest.put(service, at);
            queue.add(new Due(service, at));
        }
    }

    /** Takes out a service that is due by {@code now} (ms), if there is one. */
    public Optional<String> poll(long now) {
        while (!queue.isEmpty() && queue.peek().at <= now) {
            Due due = queue.remove();
            if (earliest.remove(due.service, due.at)) {
                return Optional.of(due.service);
            }
        }
        return Optional.empty();
    }

    private record Due(String service, long at) {}
}
