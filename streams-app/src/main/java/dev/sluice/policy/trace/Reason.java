package dev.sluice.policy.trace;

/**
 * Why a decision, or one stage of it, came out as it did. The first paragraph says what it means, the second what an
 * engineer on call does about it; {@code docs/reasons.md} is made of them.
 */
public enum Reason {
    /**
     * The size follows from the forecast of demand at the lead time.
     *
     * <p>Nothing. If it was too small or too large, see the rule and the experts in {@code explain}.
     */
    FORECAST,
    /**
     * The size follows from present demand: the forecast is not trusted here, or a further signal asks for more.
     *
     * <p>Nothing.
     */
    REACTIVE,
    /**
     * The forecast is not followed for now: on this service's own demand, rules that follow present demand or past peaks do
     * clearly better, so one of them decides. The forecast is followed again as soon as it does better.
     *
     * <p>Nothing. If it lasts, demand cannot be foreseen at this lead time: a shorter one, or {@code headroom}, helps more than
     * a forecast.
     */
    FORECAST_NOT_FOLLOWED,
    /**
     * Demand peaked recently, and the size provides for such a peak.
     *
     * <p>Nothing. Raise {@code objective.unserved} if keeping the replicas costs too much.
     */
    BURST_MEMORY,
    /**
     * The size finishes what waits within the objective ({@code drain} or {@code deadline}).
     *
     * <p>Nothing.
     */
    BACKLOG,
    /**
     * The window that is still open already exceeds what the ordered replicas serve, so it was not waited for its end.
     *
     * <p>Nothing, if it is rare. If it is frequent, demand jumps faster than windows close: shorten {@code
     * demand.window} or set {@code headroom}.
     */
    RUNNING_WINDOW_OVER_CAPACITY,
    /**
     * A service without replicas was asked for something.
     *
     * <p>Nothing. Set {@code replicas.min: 1} if the first request must not wait.
     */
    WAKE_FROM_ZERO,
    /**
     * No demand is expected soon, so the service goes to zero.
     *
     * <p>Nothing. Set {@code replicas.min: 1} or {@code idleWindow} if it must stay longer.
     */
    IDLE,
    /**
     * Nothing is asked of the service now, but one replica stays because a request is likely soon.
     *
     * <p>Nothing.
     */
    KEEP_ALIVE,
    /**
     * A replica is started before a request that is expected.
     *
     * <p>Nothing.
     */
    PREWARM,
    /**
     * The size that runs is the size that is wanted.
     *
     * <p>Nothing.
     */
    NO_CHANGE,
    /**
     * No report has come for some time, so the size is held.
     *
     * <p>Check whether the service and its {@code DemandReporter} run, and whether they reach Kafka.
     */
    NO_REPORT,
    /**
     * Only some of the instances that were expected have reported, so the size does not fall.
     *
     * <p>Look at the instances that are silent: a decision says how many there are.
     */
    PARTIAL_REPORTS,
    /**
     * The window was read long after its end, after a stop: it is learned from, and the size is held.
     *
     * <p>Nothing to do; decisions follow again when all that the broker held has been read.
     */
    CATCHING_UP,
    /**
     * The service has never reported, so it runs what its bounds, schedules and overrides ask for.
     *
     * <p>Check whether the service and its {@code DemandReporter} run, and whether they reach Kafka.
     */
    NEVER_REPORTED,
    /**
     * No policy is known for a service that reports, so nothing is commanded.
     *
     * <p>Apply a policy: {@code sluice policy apply}.
     */
    NO_POLICY,
    /**
     * Too little has been seen yet. If what one replica serves is known, a cautious rule decides until the contest of rules
     * has seen enough. If not, the size is held, or grows by a quarter while it is strained.
     *
     * <p>Nothing: it ends by itself. If {@code explain} says that what one replica serves is not known, state {@code
     * demand.perReplica}, or wait until a window under load has been seen.
     */
    COLD_START,
    /**
     * The change would have been smaller than {@code behavior.*.tolerance}.
     *
     * <p>Nothing.
     */
    WITHIN_TOLERANCE,
    /**
     * Fewer replicas were proposed, but would not serve the last window or what is expected.
     *
     * <p>Nothing.
     */
    SMALLER_SIZE_WOULD_NOT_HOLD,
    /**
     * The signal of the policy was not reported, so the size is held.
     *
     * <p>Check that the service reports the signal that its policy names under {@code demand}.
     */
    SIGNAL_WITHOUT_DATA,
    /**
     * A rise was proposed, but a smaller size was proposed within {@code scaleUp.stabilization}.
     *
     * <p>Nothing. Shorten the stabilization if it costs requests.
     */
    UP_STABILIZED,
    /**
     * A fall was proposed, but a larger size was proposed within {@code scaleDown.stabilization}.
     *
     * <p>Nothing.
     */
    DOWN_STABILIZED,
    /**
     * {@code scaleUp.limits} allows no faster rise.
     *
     * <p>Raise the limit if demand goes unserved.
     */
    UP_RATE_LIMITED,
    /**
     * {@code scaleDown.limits} allows no faster fall.
     *
     * <p>Nothing.
     */
    DOWN_RATE_LIMITED,
    /**
     * {@code headroom} keeps part of the capacity free.
     *
     * <p>Nothing.
     */
    HEADROOM,
    /**
     * {@code replicas.min} is larger than what is wanted.
     *
     * <p>Nothing.
     */
    BELOW_MINIMUM,
    /**
     * {@code replicas.max} is smaller than what is wanted: demand may go unserved.
     *
     * <p>Raise {@code replicas.max}, or for a time {@code sluice override}.
     */
    ABOVE_MAXIMUM,
    /**
     * A budget of the service or its tenant pays for less than what is wanted, or makes it prefer cheaper pools.
     *
     * <p>See {@code sluice costs}. Raise the budget if demand goes unserved.
     */
    BUDGET,
    /**
     * A pool has, or grants, fewer replicas than are wanted, or no pool of the policy is declared.
     *
     * <p>See the stage "pool limit" or "claim" in {@code explain}. Raise the limit of the pool or name another one.
     */
    POOL_LIMIT,
    /**
     * Somebody set the size or its bounds by hand.
     *
     * <p>{@code sluice override list} shows who and until when.
     */
    OVERRIDE,
    /**
     * A schedule sets the bounds now.
     *
     * <p>{@code sluice override list} shows it.
     */
    SCHEDULE,
    /**
     * The policy has {@code mode: advise}: the size is decided and explained, not commanded.
     *
     * <p>Set {@code mode: act} to have it commanded.
     */
    ADVISORY,
    /**
     * The size runs in other pools, or in other proportions, because that is cheapest.
     *
     * <p>Nothing.
     */
    CHEAPEST_MIX,
    /**
     * Replicas stay, or start in the quickest pool, until others are ready.
     *
     * <p>Nothing. It ends when the others report ready.
     */
    HANDOVER,
    /**
     * Replicas of other resources carry the load for less money: all are started again with them.
     *
     * <p>Nothing. Set {@code size.mode: advise} if the resources must not change.
     */
    REPLICA_SIZE,
    /**
     * No size keeps the bound of latency: demand alone sizes the service, and it is tried again now and then.
     *
     * <p>Look at what all replicas wait for, a database for example, or state a bound that can be kept.
     */
    LATENCY_DOES_NOT_FOLLOW_SIZE,
    /**
     * Requests wait, and more replicas have not finished more of them: no more run than before, and more are tried again now
     * and then.
     *
     * <p>Look at what all replicas wait for: a database, a lock, another service, or a limit of their host.
     */
    GROWTH_DOES_NOT_HELP,
    /**
     * Demand is far beyond what the service has brought before: it counts as the most that was seen, and teaches nothing
     * until it lasts.
     *
     * <p>Look for a reporter that counts wrongly. Nothing, if demand has really grown.
     */
    IMPLAUSIBLE_DEMAND,
    /**
     * No executor has answered a command while it was valid. It is given again, with growing pauses.
     *
     * <p>Check that an executor runs whose {@code executor.services} and {@code executor.pools} include it.
     */
    NO_EXECUTOR,
    /**
     * The platform refused the newest command, or no executor took it up in time. It is given again, with growing pauses.
     *
     * <p>See the message of the acknowledgement (topic {@code scaling-acks}) or the log of the executor.
     */
    COMMAND_FAILED,
    /**
     * Two executors have carried out the same command.
     *
     * <p>Set {@code executor.services} and {@code executor.pools} so that one executor carries out each pool, or give both the
     * same {@code executor.group}.
     */
    EXECUTORS_OVERLAP,
    /**
     * A command was carried out, but its replicas have not become ready for a long time.
     *
     * <p>Look at the platform: a quota, a missing image, a failing health check.
     */
    NOT_READY,
    /**
     * Somebody else changed the replica count on the platform.
     *
     * <p>Find who: a person, an HPA, a deployment tool. With {@code drift: correct} the command is given again, with
     * growing pauses; with {@code drift: respect} the other count is held for an hour.
     */
    DRIFT,
    /**
     * The platform cannot run more replicas of the service in a pool for now. More are not ordered there for some time,
     * and another pool of the policy takes what is missing.
     *
     * <p>See the message of the acknowledgement: raise the quota, add machines, or name another pool in the policy.
     */
    NO_CAPACITY,
    /**
     * A consumer group has as many replicas as partitions: more of them would read nothing.
     *
     * <p>Add partitions to the topic if more must be read at once. {@code demand.allowIdleConsumers: true} allows more
     * replicas, as standby.
     */
    PARTITIONS,
    /**
     * One partition of a consumer group has far more than the others, and its one reader cannot finish it in time. Its
     * surplus is not sized for, since more replicas do not help.
     *
     * <p>Look at the keys of the topic: one key has most of the records. Spread it, or make one replica faster.
     */
    SKEWED_PARTITION,
    /**
     * The lag of a partition grows and its committed offset has not moved for five minutes, while those of others have.
     * What waits in it is not sized for, since more replicas do not help.
     *
     * <p>Look at the logs of the consumer that has the partition: a record that it cannot handle, or a call that hangs.
     */
    STUCK_PARTITION,
    /**
     * Records wait, and no committed offset of the consumer group has moved for five minutes: nobody reads.
     *
     * <p>Look whether the replicas run and join the group that the policy names, and whether they commit.
     */
    GROUP_NOT_READING,
    /**
     * What waits is not fully known: the group has committed no offset, or brokers did not answer for some partitions.
     * Arrivals size the service, and no replica is taken away.
     *
     * <p>Check the name of the group ({@code sluice doctor}), that its consumers commit, and the brokers.
     */
    OFFSETS_UNKNOWN,
    /**
     * The change would stop the consumer group ({@code demand.rebalance}) for longer than it is worth.
     *
     * <p>Nothing. State a shorter {@code demand.rebalance} if the group goes on reading while its members change.
     */
    REBALANCE
}
