package dev.sluice.topology.consumer;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * The time for which the lag that a consumer knows is true. A consumer learns how far a broker's log reaches from fetches, and
 * it sends them while it is polled. So after a poll it may know the end as it was at the poll before, and a poll that only hands
 * over what had been fetched does not even look at the network. Therefore a lag counts for the time two polls ago.
 *
 * <p>Three kinds of polls tell nothing: one that brought as many records as it may, because more of what was fetched may wait
 * behind them; one before which no broker answered a fetch, because it is away or slow; and polls of a partition that is paused,
 * because nothing is fetched of it. Brokers answer every half second even if there is nothing.
 *
 * <p>Example: a busy thread polls at 12:00:00, 12:00:08 and 12:00:16, and the third poll brings nothing of a partition. That says
 * that the broker had nothing more at 12:00:00, and not that it had nothing at 12:00:16. Usually polls are 100 ms apart.
 */
final class LagTimes {
    private final int mostRecords;
    private double answers = Double.NaN;
    private boolean telling;
    private Map<TopicPartition, Long> last = new HashMap<>();
    private Map<TopicPartition, Long> oneBefore = new HashMap<>();
    private Map<TopicPartition, Long> twoBefore = new HashMap<>();

    /** For a consumer that gives so many records in a poll at most. */
    LagTimes(int mostRecords) {
        this.mostRecords = mostRecords;
    }

    /**
     * Notes the end of a poll.
     *
     * @param records how many it brought
     * @param answered how many fetches the brokers have answered so far
     * @param now wall clock, ms
     */
    void polled(
            int records, double answered, Collection<TopicPartition> assigned, Set<TopicPartition> paused, long now) {
        telling = records < mostRecords && answered != answers;
        if (records < mostRecords) {
            answers = answered;
            twoBefore = oneBefore;
            oneBefore = last;
            last = new HashMap<>();
            assigned.forEach(partition -> last.put(partition, now));
        }
        keep(assigned);
        paused.forEach(this::forget);
    }

    private void keep(Collection<TopicPartition> assigned) {
        last.keySet().retainAll(assigned);
        oneBefore.keySet().retainAll(assigned);
        twoBefore.keySet().retainAll(assigned);
    }

    private void forget(TopicPartition partition) {
        last.remove(partition);
        oneBefore.remove(partition);
        twoBefore.remove(partition);
    }

    /** For which time (ms) the lag is true that is known of a partition after the last poll. */
    OptionalLong trueAt(TopicPartition partition) {
        Long at = telling ? twoBefore.get(partition) : null;
        return at == null || !oneBefore.containsKey(partition) || !last.containsKey(partition)
                ? OptionalLong.empty()
                : OptionalLong.of(at);
    }
}
