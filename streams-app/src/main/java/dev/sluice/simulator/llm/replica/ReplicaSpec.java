package dev.sluice.simulator.llm.replica;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What one replica is.
 *
 * <p>Two are built in: Llama-2-70B in fp16 on 8 H100 or 8 A100. Source of their step times: medians of
 * {@code data/perf_model.csv} of github.com/kjain1810/SageServe at 635bcbd (measurements of Splitwise, Patel et al., ISCA
 * 2024), made monotone below 512 tokens. KV capacity follows from the model: 8 x 80 GB x 0.9, less 138 GB of weights,
 * less 5 %, over 327,680 bytes a token. Prices are round assumptions.
 *
 * @param name to show
 * @param kvTokens tokens that its KV cache holds
 * @param gpus that it occupies
 * @param dollarsPerGpuHour what one of them costs
 * @param interTokenSeconds a limit of the time between tokens that it can hold under load
 */
public record ReplicaSpec(
        String name,
        ReplicaTiming timing,
        double kvTokens,
        int gpus,
        double dollarsPerGpuHour,
        double interTokenSeconds) {
    private static final double[] PROMPTS = {0, 128, 256, 512, 1024, 2048, 4096, 8192};
    private static final double[] BATCHES = {1, 2, 4, 8, 16, 32, 64};
    private static final double LAYERS = 80;
    private static final double HIDDEN = 8192;
    private static final double PARAMETERS = 69e9;

    private static final Map<String, ReplicaSpec> BUILT_IN = Map.of(
            "h100",
            new ReplicaSpec(
                    "h100",
                    llama(
                            new double[] {30.6, 51.5, 52.0, 53.9, 77.9, 136.8, 390.3, 844.9},
                            new double[] {30.3, 30.4, 31.8, 32.5, 34.2, 38.6, 50.2},
                            .0175e-6),
                    1_250_000,
                    8,
                    4,
                    .1),
            "a100",
            new ReplicaSpec(
                    "a100",
                    llama(
                            new double[] {45.0, 65.3, 66.8, 93.0, 154.5, 274.2, 661.2, 1549.8},
                            new double[] {44.8, 45.0, 45.8, 46.5, 50.4, 53.0, 71.6},
                            .029e-6),
                    1_250_000,
                    8,
                    2,
                    .2));

    public ReplicaSpec {
        if (!(kvTokens >= 1) || !Double.isFinite(kvTokens)) {
            throw new IllegalArgumentException("the KV cache must hold a token or more, not " + kvTokens);
        }
        if (gpus < 1) {
            throw new IllegalArgumentException("a replica has a GPU or more, not " + gpus);
        }
        if (!(dollarsPerGpuHour >= 0) || !(interTokenSeconds > 0)) {
            throw new IllegalArgumentException("price and time between tokens must not be below 0, they are "
                    + dollarsPerGpuHour + " and " + interTokenSeconds);
        }
    }

    /** A replica that is built in: {@code h100} or {@code a100}. */
    public static Optional<ReplicaSpec> builtIn(String name) {
        return Optional.ofNullable(BUILT_IN.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The same {@code speed} times as fast, in prompts and answers. */
    public ReplicaSpec faster(double speed) {
        return speed == 1
                ? this
                : new ReplicaSpec(name, timing.faster(speed), kvTokens, gpus, dollarsPerGpuHour, interTokenSeconds);
    }

    /** Beyond 8192 tokens attention grows against the linear work of the architecture at the speed of the last point. */
    private static ReplicaTiming llama(double[] promptMillis, double[] decodeMillis, double kvSecondsPerToken) {
        double longest = PROMPTS[PROMPTS.length - 1];
        double seconds = promptMillis[promptMillis.length - 1] / 1000;
        double flops = 2 * PARAMETERS * longest / seconds;
        return new ReplicaTiming(
                new Curve(PROMPTS, seconds(promptMillis)),
                new Curve(BATCHES, seconds(decodeMillis)),
                kvSecondsPerToken,
                2 * HIDDEN * LAYERS / flops);
    }

    private static double[] seconds(double[] millis) {
        double[] seconds = new double[millis.length];
        for (int i = 0; i < millis.length; i++) {
            seconds[i] = millis[i] / 1000;
        }
        return seconds;
    }
}
