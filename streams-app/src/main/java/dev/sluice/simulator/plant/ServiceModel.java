package dev.sluice.simulator.plant;

/**
 * How a simulated service serves.
 *
 * @param perReplica units per second that one replica serves
 * @param leadMillis from the order of a replica to the moment it serves
 * @param slots units that one replica works on at once; its service time is slots over perReplica
 * @param queueSeconds seconds of work that may wait; what exceeds it fails
 * @param slowStart how new replicas warm up
 */
public record ServiceModel(double perReplica, long leadMillis, int slots, double queueSeconds, SlowStart slowStart) {
    /** Service time of services whose replicas serve more than one unit per second. */
    private static final double USUAL_SERVICE_SECONDS = 1;

    /** Waiting units for each in work, as many as Knative's queue proxy holds. */
    private static final double USUAL_QUEUE = 10;

    public ServiceModel {
        if (!(perReplica > 0) || Double.isInfinite(perReplica)) {
            throw new IllegalArgumentException("one replica must serve more than 0 per second, not " + perReplica);
        }
        if (leadMillis < 0) {
            throw new IllegalArgumentException("the lead time must not be below 0, it is " + leadMillis + " ms");
        }
        if (slots < 1 || !(queueSeconds >= 0)) {
            throw new IllegalArgumentException("slots must be at least 1 and queueSeconds at least 0");
        }
    }

    /**
     * A service of which only capacity and lead time are known: it works per second on each unit, or longer where a
     * replica serves less than one per second, and lets ten units wait for each in work.
     */
    public static ServiceModel of(double perReplica, long leadMillis) {
        int slots = (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.round(perReplica * USUAL_SERVICE_SECONDS)));
        return new ServiceModel(perReplica, leadMillis, slots, USUAL_QUEUE * slots / perReplica, SlowStart.NONE);
    }

    /** Mean service time, seconds. */
    public double serviceSeconds() {
        return slots / perReplica;
    }

    public ServiceModel withLead(long millis) {
        return new ServiceModel(perReplica, millis, slots, queueSeconds, slowStart);
    }

    public ServiceModel withQueueSeconds(double seconds) {
        return new ServiceModel(perReplica, leadMillis, slots, seconds, slowStart);
    }

    public ServiceModel withSlowStart(SlowStart slow) {
        return new ServiceModel(perReplica, leadMillis, slots, queueSeconds, slow);
    }

    /**
     * A replica serves only a share of its capacity for a while after it became ready.
     *
     * @param millis how long
     * @param share of its capacity, above 0 and at most 1
     */
    public record SlowStart(long millis, double share) {
        public static final SlowStart NONE = new SlowStart(0, 1);

        public SlowStart {
            if (millis < 0 || !(share > 0 && share <= 1)) {
                throw new IllegalArgumentException("a slow start lasts at least 0 ms and serves a share of 0 to 1");
            }
        }
    }
}
