package dev.sluice.allocation.rightsizing.recommender;

/** How a histogram divides the values from zero; the last bucket has no end. */
public sealed interface Buckets {
    /** CPU, cores: 176 buckets from 0.01 to 1000, each 5 % wider than the one before, as the Kubernetes VPA has it. */
    Buckets CPU = new Exponential(1000, .01, 1.05);
    /** Memory, bytes: 176 buckets from 10 MB to 1 TB, each 5 % wider than the one before, as the Kubernetes VPA has it. */
    Buckets MEMORY = new Exponential(1e12, 1e7, 1.05);

    int count();

    /** Where bucket {@code index} starts. */
    double start(int index);

    /** The bucket that holds {@code value}. */
    int find(double value);

    /** Buckets of equal width. */
    record Linear(double max, double size) implements Buckets {
        @Override
        public int count() {
            return (int) Math.ceil(max / size) + 1;
        }

        @Override
        public double start(int index) {
            return index * size;
        }

        @Override
        public int find(double value) {
            return (int) Math.max(0, Math.min(count() - 1, Math.floor(value / size)));
        }
    }

    /** Buckets each {@code ratio} times as wide as the one before: start(b) = first · (ratio^b − 1) / (ratio − 1). */
    record Exponential(double max, double first, double ratio) implements Buckets {
        public Exponential {
            if (!(max > 0 && first > 0 && ratio > 1)) {
                throw new IllegalArgumentException("max and first must be above 0 and ratio above 1");
            }
        }

        @Override
        public int count() {
            return (int) Math.ceil(index(max)) + 1;
        }

        @Override
        public double start(int index) {
            return index == 0 ? 0 : first * (Math.pow(ratio, index) - 1) / (ratio - 1);
        }

        @Override
        public int find(double value) {
            return value < first ? 0 : Math.min((int) index(value), count() - 1);
        }

        // log_ratio(v · (ratio − 1) / first + 1), the inverse of start
        private double index(double value) {
            return Math.log(value * (ratio - 1) / first + 1) / Math.log(ratio);
        }
    }
}
