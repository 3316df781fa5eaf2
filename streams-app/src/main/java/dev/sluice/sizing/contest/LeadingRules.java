package dev.sluice.sizing.contest;

/** The few rules with the lowest scores, lowest first. */
final class LeadingRules {
    private final int[] rules;
    private final double[] scores;
    private int size;

    LeadingRules(int most) {
        rules = new int[most];
        scores = new double[most];
    }

    void clear() {
        size = 0;
    }

    /** Adds a rule if its score is among the lowest. */
    void offer(int rule, double score) {
        if (size == rules.length && score >= scores[size - 1]) {
            return;
        }
        int at = size < rules.length ? size++ : size - 1;
        while (at > 0 && scores[at - 1] > score) {
            scores[at] = scores[at - 1];
            rules[at] = rules[at - 1];
            at--;
        }
        scores[at] = score;
        rules[at] = rule;
    }

    /** The rule with the lowest score. */
    int leader() {
        return rules[0];
    }

    double best() {
        return scores[0];
    }

    /** The rule with the lowest score other than {@code rule}, or {@code rule} if there is no other. */
    int otherThan(int rule) {
        return size > 1 && rules[0] == rule ? rules[1] : rules[0];
    }

    /**
     * Among the rules up to a score, returns the rule with the median level (the upper one of two). Of equal levels,
     * the first rule counts.
     */
    int median(double limit, float[] levels) {
        int count = 1;
        while (count < size && scores[count] <= limit) {
            count++;
        }
        for (int i = 0; i < count; i++) {
            int below = 0;
            int equal = 0;
            for (int j = 0; j < count; j++) {
                below += levels[rules[j]] < levels[rules[i]] ? 1 : 0;
                equal += levels[rules[j]] == levels[rules[i]] ? 1 : 0;
            }
            if (below <= count / 2 && count / 2 < below + equal) {
                return rules[i];
            }
        }
        return rules[0];
    }
}
