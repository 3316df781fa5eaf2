package dev.sluice.ingest.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** What an open processor works with: its context, and a store of what it knows of each instance. */
record KeptState(ProcessorContext<String, SpecificRecord> context, KeyValueStore<Bytes, byte[]> store) {
    /** An instance that is silent for so long is forgotten: the longest interval that an event may have. */
    private static final Duration FORGET = Duration.ofDays(1);

    private static final Duration FORGET_EVERY = Duration.ofMinutes(10);

    /** Opens a store, and forgets instances that have fallen silent; {@code heard} tells when one was heard of, ms. */
    static KeptState open(ProcessorContext<String, SpecificRecord> context, String name, ToLongFunction<byte[]> heard) {
        KeptState kept = new KeptState(context, context.getStateStore(name));
        context.schedule(FORGET_EVERY, PunctuationType.WALL_CLOCK_TIME, wall -> kept.forget(heard, wall));
        return kept;
    }

    /** The wall clock, ms. */
    long wall() {
        return context.currentSystemTimeMs();
    }

    void forward(String service, SpecificRecord event, long time, String sink) {
        context.forward(new Record<>(service, event, time), sink);
    }

    private void forget(ToLongFunction<byte[]> heard, long wall) {
        List<Bytes> silent = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> {
                if (heard.applyAsLong(entry.value) < wall - FORGET.toMillis()) {
                    silent.add(entry.key);
                }
            });
        }
        silent.forEach(store::delete);
    }
}
