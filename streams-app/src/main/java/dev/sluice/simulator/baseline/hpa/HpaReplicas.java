package dev.sluice.simulator.baseline.hpa;

/**
 * Replicas that Kubernetes' HPA v2 proposes from a metric.
 *
 * <p>Source: kubernetes/kubernetes, pkg/controller/podautoscaler/replica_calculator.go. Kept on purpose: utilization
 * is cut to a whole percent before the ratio is taken, and a ratio of exactly 1 substitutes nothing for missing pods.
 *
 * @param up relative excess of the ratio that is not worth a change
 * @param down the same below 1
 */
public record HpaReplicas(double up, double down) {
    /** Kubernetes' default: 10 % both ways. */
    public static final HpaReplicas DEFAULT = new HpaReplicas(.1, .1);

    /** Usage over request, whole percent. */
    public static long utilization(HpaPods pods) {
        return 100 * pods.usage() / pods.request();
    }

    /**
     * By utilization of what the pods requested.
     *
     * @param target percent
     * @throws IllegalArgumentException where no ready pod has a sample
     */
    public int resource(int current, int target, HpaPods ready, HpaPods unready, HpaPods missing) {
        if (ready.request() == 0) {
            throw new IllegalArgumentException("no ready pod has a sample");
        }
        Reading seen = new Reading((double) utilization(ready) / target, ready.count());
        if (certain(seen, unready, missing)) {
            return plain(current, seen);
        }
        HpaPods assumed = missing.using(missing.request() * Math.max(100, target) / 100);
        HpaPods all = ready.plus(silent(seen, unready, assumed));
        return cautious(current, seen, new Reading((double) utilization(all) / target, all.count()));
    }

    /** By the mean of a metric that pods report, against {@code target} milli-units; missing pods report nothing. */
    public int pods(int current, long target, HpaPods reporting, int missing) {
        Reading seen = Reading.ofMean(reporting, target);
        HpaPods assumed = new HpaPods(missing, missing * target, 0);
        if (certain(seen, HpaPods.NONE, assumed)) {
            return plain(current, seen);
        }
        HpaPods all = reporting.plus(silent(seen, HpaPods.NONE, assumed));
        return cautious(current, seen, Reading.ofMean(all, target));
    }

    /** By one value outside the pods. */
    public int value(int current, int readyPods, long value, long target) {
        double ratio = (double) value / target;
        if (current == 0) {
            return clamp(Math.ceil(ratio));
        }
        return tolerated(ratio) ? current : clamp(Math.ceil(ratio * readyPods));
    }

    /** By a total outside the pods, of which each should have {@code target}. */
    public int averageValue(int current, long total, long target) {
        double ratio = total / ((double) target * current);
        return tolerated(ratio) ? current : clamp(Math.ceil((double) total / target));
    }

    /** What each pod has of a total, rounded up; zero without pods. */
    public static long perPod(long total, int replicas) {
        return replicas == 0 ? 0 : total / replicas + (total % replicas == 0 ? 0 : 1);
    }

    private boolean tolerated(double ratio) {
        return ratio >= 1 - down && ratio <= 1 + up;
    }

    private static int clamp(double replicas) {
        return (int) Math.min(Integer.MAX_VALUE, replicas);
    }

    private static boolean certain(Reading seen, HpaPods unready, HpaPods missing) {
        return missing.count() == 0 && (unready.count() == 0 || seen.ratio() <= 1);
    }

    private int plain(int current, Reading seen) {
        return tolerated(seen.ratio()) ? current : seen.replicas();
    }

    /** What the pods that say nothing are taken to use: much where that argues against shrinking, nothing against growth. */
    private static HpaPods silent(Reading seen, HpaPods unready, HpaPods assumed) {
        HpaPods starting = seen.ratio() > 1 ? unready.using(0) : HpaPods.NONE;
        if (seen.ratio() == 1) {
            return starting;
        }
        return starting.plus(seen.ratio() < 1 ? assumed : assumed.using(0));
    }

    private int cautious(int current, Reading seen, Reading all) {
        boolean turned = (seen.ratio() < 1 && all.ratio() > 1) || (seen.ratio() > 1 && all.ratio() < 1);
        if (tolerated(all.ratio()) || turned) {
            return current;
        }
        int replicas = all.replicas();
        boolean against = (all.ratio() < 1 && replicas > current) || (all.ratio() > 1 && replicas < current);
        return against ? current : replicas;
    }

    /** A metric over its target, and how many pods it is of. */
    private record Reading(double ratio, int pods) {
        static Reading ofMean(HpaPods pods, long target) {
            long whole = pods.usage() / pods.count();
            return new Reading((double) whole / target, pods.count());
        }

        int replicas() {
            return clamp(Math.ceil(ratio * pods));
        }
    }
}
