package dev.sluice.simulator.baseline.hpa;

/**
 * Pods of one group together.
 *
 * @param count pods
 * @param usage what they use, milli-units
 * @param request what they asked for, milli-units
 */
public record HpaPods(int count, long usage, long request) {
    public static final HpaPods NONE = new HpaPods(0, 0, 0);

    public HpaPods plus(HpaPods other) {
        return new HpaPods(count + other.count, usage + other.usage, request + other.request);
    }

    HpaPods using(long other) {
        return new HpaPods(count, other, request);
    }

    /** How a pod counts. */
    public enum Group {
        IGNORED,
        UNREADY,
        MISSING,
        READY
    }

    /** When a pod counts as started, seconds. */
    public record Readiness(double initialization, double delay, double metricWindow) {}

    /**
     * A pod as the controller sees it; ages are seconds before now.
     *
     * @param gone deleted, failed or succeeded
     * @param pending not running yet
     * @param hasMetric whether usage is known
     * @param hasReadyCondition whether it says anything about being ready
     * @param ready what it says
     * @param startAge since it started
     * @param transitionAge since its readiness changed
     * @param metricAge of its usage
     */
    public record Pod(
            boolean gone,
            boolean pending,
            boolean hasMetric,
            boolean hasReadyCondition,
            boolean ready,
            double startAge,
            double transitionAge,
            double metricAge) {

        /** The group by the rule for CPU; other metrics do not ask for readiness. */
        public Group group(boolean cpu, Readiness rule) {
            if (gone) {
                return Group.IGNORED;
            }
            if (pending) {
                return Group.UNREADY;
            }
            if (!hasMetric) {
                return Group.MISSING;
            }
            return cpu && unreadyForCpu(rule) ? Group.UNREADY : Group.READY;
        }

        private boolean unreadyForCpu(Readiness rule) {
            if (!hasReadyCondition) {
                return true;
            }
            if (startAge < rule.initialization()) {
                // its sample reaches back before it was ready
                return !ready || metricAge + rule.metricWindow() > transitionAge;
            }
            return !ready && startAge - rule.delay() < transitionAge;
        }
    }
}
