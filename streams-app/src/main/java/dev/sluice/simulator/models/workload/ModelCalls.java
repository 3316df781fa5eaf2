package dev.sluice.simulator.models.workload;

import dev.sluice.text.NumberText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls of models, in order of their time. Models are numbered in order of their first call. */
public final class ModelCalls {
    private final List<String> names;
    private final double[] at;
    private final int[] model;
    private final double[] lasting;

    private ModelCalls(List<String> names, List<Call> calls) {
        this.names = List.copyOf(names);
        at = calls.stream().mapToDouble(Call::at).toArray();
        model = calls.stream().mapToInt(Call::model).toArray();
        lasting = calls.stream().mapToDouble(Call::lasting).toArray();
    }

    private record Call(double at, int model, double lasting) {}

    /** Collects calls in order of their time. */
    public static final class Builder {
        private final Map<String, Integer> numbers = new LinkedHashMap<>();
        private final List<Call> calls = new ArrayList<>();

        /**
         * Adds a call that comes no earlier than those before.
         *
         * @param at seconds since the epoch, or since an origin of the trace's own
         * @param lasting seconds that the model is in use
         */
        public Builder add(double at, String name, double lasting) {
            if (!calls.isEmpty() && at < calls.get(calls.size() - 1).at()) {
                throw new IllegalArgumentException("a call at " + NumberText.exactly(at) + " s comes after one at "
                        + NumberText.exactly(calls.get(calls.size() - 1).at()) + " s");
            }
            if (!(lasting >= 0) || Double.isInfinite(lasting)) {
                throw new IllegalArgumentException("a call lasts 0 s or longer, not " + NumberText.exactly(lasting));
            }
            Integer number = numbers.computeIfAbsent(name, n -> numbers.size());
            calls.add(new Call(at, number, lasting));
            return this;
        }

        public int size() {
            return calls.size();
        }

        public ModelCalls build() {
            if (calls.isEmpty()) {
                throw new IllegalArgumentException("a trace needs a call");
            }
            return new ModelCalls(new ArrayList<>(numbers.keySet()), calls);
        }
    }

    /** Names of the models. */
    public List<String> names() {
        return names;
    }

    /** Number of calls. */
    public int length() {
        return at.length;
    }

    /** When call {@code i} comes, s. */
    public double at(int i) {
        return at[i];
    }

    /** Which model call {@code i} is for. */
    public int model(int i) {
        return model[i];
    }

    /** How long call {@code i} uses the model, s. */
    public double lasting(int i) {
        return lasting[i];
    }

    /** From the first call to the last, s. */
    public double seconds() {
        return at[at.length - 1] - at[0];
    }
}
