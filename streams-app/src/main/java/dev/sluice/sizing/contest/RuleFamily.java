package dev.sluice.sizing.contest;

/** What a sizing rule looks at. */
public enum RuleFamily {
    /** The demand expected when a replica ordered now becomes ready, plus a multiple of the forecast's error. */
    FORECAST,
    /** The demand of the last half minute at a target utilization. */
    REACTIVE,
    /** The highest demand of the last minutes to days, times a factor. */
    BURST_MEMORY,
    /** Too little was observed for any rule to have proved itself. */
    COLD_START
}
