package dev.sluice.ingest.events;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.UsageEvent;
import dev.sluice.schemas.Topic;
import org.apache.avro.specific.SpecificRecord;

/** One event of a reporter. */
public sealed interface Event {
    /** The record as it goes to its topic. */
    SpecificRecord record();

    /** Name of the service: the key. */
    String service();

    /** The topic that it belongs to. */
    Topic topic();

    /** What an instance was asked to do. */
    record Rate(RequestRateEvent record) implements Event {
        @Override
        public String service() {
            return record.getService();
        }

        @Override
        public Topic topic() {
            return Topic.REQUEST_RATE_EVENTS;
        }
    }

    /** What an instance used. */
    record Usage(UsageEvent record) implements Event {
        @Override
        public String service() {
            return record.getService();
        }

        @Override
        public Topic topic() {
            return Topic.USAGE_EVENTS;
        }
    }
}
