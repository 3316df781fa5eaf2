package dev.sluice.ingest.series;

/** What a metric tells of an instance. */
public enum Role {
    /** Requests; of a histogram the count, and the buckets as latencies. */
    REQUESTS("requests", Kind.DEMAND, false),
    /** Failed requests that another metric counts as requests already. */
    ERRORS("errors", Kind.DEMAND, false),
    /** Latencies alone. */
    LATENCY("latency", Kind.DEMAND, false),
    /** Weighted work; of a histogram the sum. */
    UNITS("units", Kind.DEMAND, false),
    /** Requests in flight. */
    CONCURRENCY("concurrency", Kind.DEMAND, true),
    /** Requests or messages that wait. */
    BACKLOG("backlog", Kind.DEMAND, true),
    /** Cores in use; of a counter its growth, in seconds of CPU. */
    CPU("cpu", Kind.USAGE, true),
    CPU_LIMIT("cpu-limit", Kind.USAGE, true),
    /** Bytes. */
    MEMORY("memory", Kind.USAGE, true),
    MEMORY_LIMIT("memory-limit", Kind.USAGE, true),
    /** GPUs in use. */
    GPU("gpu", Kind.USAGE, true),
    GPU_LIMIT("gpu-limit", Kind.USAGE, true),
    GPU_MEMORY("gpu-memory", Kind.USAGE, true),
    GPU_MEMORY_LIMIT("gpu-memory-limit", Kind.USAGE, true),
    STORAGE("storage", Kind.USAGE, true),
    STORAGE_LIMIT("storage-limit", Kind.USAGE, true);

    /** The event that a role belongs to. */
    public enum Kind {
        DEMAND,
        USAGE
    }

    private final String word;
    private final Kind kind;
    private final boolean level;

    Role(String word, Kind kind, boolean level) {
        this.word = word;
        this.kind = kind;
        this.level = level;
    }

    /** The word for it in a mapping file. */
    public String word() {
        return word;
    }

    public Kind kind() {
        return kind;
    }

    /** True if it is a level, of which the newest counts, and not an amount that adds up. */
    public boolean isLevel() {
        return level;
    }
}
