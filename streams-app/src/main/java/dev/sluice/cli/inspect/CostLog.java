package dev.sluice.cli.inspect;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.kafka.ServiceLog;
import dev.sluice.cli.kafka.TopicLog;
import dev.sluice.cost.Account;
import dev.sluice.cost.HourCost;
import dev.sluice.events.ResourceCost;
import dev.sluice.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The hours on {@code resource-costs}: of several records of one service, pool and hour, the newest. */
final class CostLog {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final Map<Place, Booked> newest = new LinkedHashMap<>();

    /**
     * An hour and what it is booked to.
     *
     * @param closed whether it changes no more
     */
    record Booked(Account account, HourCost hour, boolean closed) {}

    private record Place(String service, String pool, Instant hour) {}

    private CostLog() {}

    /** What was written since a time, of one service or of all. */
    static CostLog read(Connection connection, Instant written, Optional<String> service) {
        CostLog log = new CostLog();
        if (service.isEmpty()) {
            new TopicLog<>(connection, Topic.RESOURCE_COSTS, ResourceCost.class)
                    .each(written, (key, cost) -> cost.ifPresent(log::add));
            return log;
        }
        try (ServiceLog<ResourceCost> own =
                new ServiceLog<>(connection, Topic.RESOURCE_COSTS, ResourceCost.class, service.get())) {
            own.each(written, Long.MAX_VALUE, log::add);
        }
        return log;
    }

    /** The hours that began then or later. */
    List<Booked> since(Instant from) {
        return newest.values().stream()
                .filter(booked -> booked.hour().hour() >= from.toEpochMilli())
                .toList();
    }

    private void add(ResourceCost cost) {
        newest.put(new Place(cost.getService(), cost.getPool(), cost.getHour()), booked(cost));
    }

    /** A record has the hour's mean price; the peak's cost tells for how much of the hour it is known. */
    static Booked booked(ResourceCost cost) {
        double peakPerHour = cost.getPeak() * cost.getPricePerHour();
        long known = peakPerHour > 0 ? Math.round(cost.getStaticPeakCost() / peakPerHour * HOUR) : HOUR;
        HourCost.Slice slice =
                new HourCost.Slice(cost.getPricePerHour(), Math.round(cost.getReplicaSeconds() * 1000), known);
        HourCost hour = new HourCost(
                cost.getHour().toEpochMilli(),
                List.of(slice),
                Math.round(cost.getReadySeconds() * 1000),
                cost.getPeak());
        return new Booked(new Account(cost.getService(), cost.getPool(), cost.getTenant()), hour, cost.getClosed());
    }
}
