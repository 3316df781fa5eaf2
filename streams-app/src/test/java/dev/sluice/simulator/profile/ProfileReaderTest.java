package dev.sluice.simulator.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.simulator.UnusableFileException;
import dev.sluice.simulator.llm.engine.EngineSettings;
import dev.sluice.simulator.llm.replica.ReplicaSpec;
import dev.sluice.sizing.tokens.ReplicaProfile;
import dev.sluice.sizing.tokens.ReplicaProfile.Point;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A profile is read")
final class ProfileReaderTest {
    private static final String WVA = """
            kind: VariantAutoscaling
            spec:
              modelProfile:
                accelerators:
                  - acc: A100
                    accCount: 1
                    perfParms:
                      decodeParms: {alpha: "20.58", beta: "0.41"}
                      prefillParms: {gamma: "200", delta: "0.05"}
                    maxBatchSize: 64
                  - acc: H100
                    perfParms:
                      decodeParms: {alpha: "6.973", beta: "0.027"}
                      prefillParms: {gamma: "14.825", delta: "0.1"}
            """;

    @TempDir
    Path directory;

    @Test
    @DisplayName("from the arrays that NVIDIA Dynamo's profiler leaves in its folder")
    void dynamo() throws IOException {
        archive(
                "selected_prefill_interpolation",
                array("prefill_isl", "<i8", 100, 3100, 6100),
                array("prefill_ttft", "<f8", 20, 155, 366),
                array("prefill_thpt_per_gpu", "<f8", 1250, 5000, 4166));
        archive(
                "selected_decode_interpolation",
                array("x_kv_usage", "<f8", .01, .5, .9),
                array("y_context_length", "<i8", 1000, 1000, 1000),
                array("z_itl", "<f4", 10, 20, 30),
                array("max_kv_tokens", ">i4", 100_000));

        ReplicaProfile profile = read(directory).profile();
        assertThat(profile.prompts())
                .containsExactly(new Point(100, .02), new Point(3100, .155), new Point(6100, .366));
        assertThat(profile.steps()).containsExactly(new Point(1, .01), new Point(50, .02), new Point(90, .03));
        assertThat(profile.source()).contains("Dynamo");
    }

    @Test
    @DisplayName("from Dynamo's lists in JSON, and in the ConfigMap that its planner reads")
    void lists() throws IOException {
        String prefill = "{\"prefill_isl\": [100, 3100], \"prefill_ttft\": [20.0, 155.0]}";
        String map = "kind: ConfigMap\ndata:\n  prefill_raw_data.json: '" + prefill + "'\n";
        for (ReadProfile read : List.of(read(file("p.json", prefill)), read(file("map.yaml", map)))) {
            assertThat(read.profile().prompts()).containsExactly(new Point(100, .02), new Point(3100, .155));
            assertThat(read.unknown()).anyMatch(what -> what.contains("how long a step takes"));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("from load tests of one model at several loads, and tells what the engine does without load")
    void tests(long seed) throws IOException {
        Random random = new Random(seed);
        double prompt = 500 + random.nextInt(3000);
        double promptSeconds = prompt / (4000 + random.nextInt(8000));
        int chunk = 512;
        Path[] files = new Path[6];
        for (int i = 0; i < files.length; i++) {
            double share = .1 + .1 * i;
            double perSecond = share / promptSeconds;
            // 20 ms and 0.2 ms for each answer; answers of 200 tokens
            double between = .03;
            for (int round = 0; round < 200; round++) {
                double step = .02 + .0002 * perSecond * 199 * between;
                double chunkSeconds = promptSeconds / Math.ceil(prompt / chunk);
                between = 1 / ((1 - share) / step + share / Math.max(step, chunkSeconds));
            }
            double waited = promptSeconds * (1 + share * i);
            files[i] = file("bench-" + i + ".json", bench(600, perSecond, prompt, 200, waited, between));
        }
        ReplicaProfile profile = ProfileReader.read(List.of(files), new ProfileTerms(chunk, 1, Optional.empty()))
                .profile();
        assertThat(profile.prompts()).hasSize(1);
        assertThat(profile.promptTokensPerSecond(prompt)).isCloseTo(prompt / promptSeconds, within(1.0));
        for (Point step : profile.steps()) {
            double truth = .02 + .0002 * step.at();
            assertThat(step.seconds()).isCloseTo(truth, within(.1 * truth));
        }
    }

    @Test
    @DisplayName("from results that were appended to one file, of several replicas behind one address")
    void appended() throws IOException {
        String lines = bench(600, 8, 1000, 100, .2, .03) + "\n" + bench(600, 16, 1000, 100, .25, .04) + "\n";
        ProfileTerms four = new ProfileTerms(2048, 4, Optional.empty());
        ReplicaProfile profile =
                ProfileReader.read(List.of(file("all.jsonl", lines)), four).profile();
        assertThat(profile.promptTokensPerSecond(1000)).isCloseTo(5000, within(1.0));
        assertThat(profile.steps()).hasSize(2);
        assertThat(profile.steps().get(0).at()).isCloseTo(2 * 99 * .03, within(.1));
    }

    @Test
    @DisplayName("from the straight lines of llm-d's accelerators, of which one is named")
    void accelerators() throws IOException {
        Path file = file("va.yaml", WVA);
        ReplicaProfile profile = ProfileReader.read(List.of(file), new ProfileTerms(2048, 1, Optional.of("a100")))
                .profile();
        assertThat(profile.steps().get(0)).isEqualTo(new Point(1, (20.58 + .41) / 1000));
        assertThat(profile.promptTokensPerSecond(2000)).isCloseTo(2000 / .3, within(1.0));
        assertThatThrownBy(() -> read(file)).hasMessageContaining("A100, H100").hasMessageContaining("--accelerator");
    }

    @Test
    @DisplayName("from step times, and says how fast an engine with a chunk computes")
    void steps() throws IOException {
        String rows = """
                quantity,at,value
                prefill_ms,0,30
                prefill_ms,1024,130
                prefill_ms,8192,1030
                decode_ms,1,30
                decode_ms,64,50
                kv_tokens,,100000
                """;
        ReplicaProfile profile = ProfileReader.read(List.of(file("gpu.csv", rows)), ProfileTerms.USUAL.withChunk(512))
                .profile();
        // two steps of 30 ms, and 100 ms of work
        assertThat(profile.promptTokensPerSecond(1024)).isCloseTo(1024 / .160, within(1.0));
        assertThat(profile.step(64)).isCloseTo(.05, within(1e-9));
        ReplicaSpec h100 = ReplicaSpec.builtIn("h100").orElseThrow();
        assertThat(ProfileReader.of(h100, ProfileTerms.USUAL.withChunk(EngineSettings.DEFAULT.chunkTokens()))
                        .profile()
                        .step(1))
                .isCloseTo(.0303, within(1e-9));
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "{\"prefill_isl\": [1, 2], \"prefill_ttft\": [3]} | profile: prefill_ttft has 1 numbers, not 2",
                "{\"prefill_isl\": [1, 2], \"prefill_ttft\": [3, -4]} | prefill_ttft[1]: a measured time is more than 0 s",
                "{\"prefill_isl\": [1, \"x\"], \"prefill_ttft\": [3, 4]} | prefill_isl[1] is no number",
                "{\"z_itl\": [1]} | x_kv_usage is missing",
                "{\"total_input_tokens\": 10} | result: completed is missing",
                "{\"total_input_tokens\": 10, \"completed\": 0, \"duration\": 1} | completed must be above 0, not 0",
                "{\"alpha\": \"fast\", \"beta\": 1} | alpha must be a number from 0, not \"fast\"",
                "{\"a\": 1 | line 1, column",
                "hello | no measurements that are known",
                "[] | no measurements that are known",
                "quantity,at,value | no row prefill_ms,0",
                "'' | no measurements that are known"
            })
    @DisplayName("and what is wrong with a file is said with its name and the place")
    void wrong(String text, String why) throws IOException {
        Path file = file("bad.json", text.equals("''") ? "" : text);
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(why);
    }

    @Test
    @DisplayName("and a file that is not there is named")
    void missing() {
        assertThatThrownBy(() -> read(directory.resolve("none.json")))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining("there is no such file");
        assertThatThrownBy(() -> read(directory)).hasMessageContaining("without a raw_data.npz");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @DisplayName("or refused in words, whatever bytes a damaged file has")
    void damaged(long seed) throws IOException {
        Random random = new Random(seed);
        byte[] npz = archive("x", array("prefill_isl", "<i8", 100, 3100), array("prefill_ttft", "<f8", 20, 155));
        List<byte[]> good = List.of(
                npz,
                WVA.getBytes(StandardCharsets.UTF_8),
                bench(60, 2, 900, 80, .1, .02).getBytes(StandardCharsets.UTF_8));
        Path file = directory.resolve("damaged");
        for (int i = 0; i < 400; i++) {
            byte[] bytes = good.get(i % good.size()).clone();
            if (random.nextInt(4) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            for (int flips = 1 + random.nextInt(3); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Files.write(file, bytes);
            try {
                assertThat(read(file).profile().source()).isNotEmpty();
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageContaining(file.toString());
            }
        }
    }

    private ReadProfile read(Path file) {
        return ProfileReader.read(List.of(file), ProfileTerms.USUAL);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    /** What vllm bench serve --save-result writes, shortened. */
    private static String bench(
            double seconds, double perSecond, double prompt, double output, double first, double between) {
        return String.format(
                Locale.ROOT,
                "{\"date\": \"20260301-120000\", \"backend\": \"openai\", \"model_id\": \"m\", \"request_rate\": \"inf\","
                        + " \"max_concurrency\": null, \"duration\": %s, \"completed\": %s, \"failed\": 0,"
                        + " \"total_input_tokens\": %s, \"total_output_tokens\": %s, \"mean_ttft_ms\": %s,"
                        + " \"mean_tpot_ms\": %s, \"p99_ttft_ms\": 1.0}",
                seconds,
                seconds * perSecond,
                seconds * perSecond * prompt,
                seconds * perSecond * output,
                1000 * first,
                1000 * between);
    }

    private record Array(String name, byte[] content) {}

    private byte[] archive(String folder, Array... arrays) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Array array : arrays) {
                zip.putNextEntry(new ZipEntry(array.name() + ".npy"));
                zip.write(array.content());
            }
        }
        Path parent = Files.createDirectories(directory.resolve(folder));
        Files.write(parent.resolve("raw_data.npz"), bytes.toByteArray());
        return bytes.toByteArray();
    }

    /** As numpy.save writes it. */
    private static Array array(String name, String type, double... numbers) {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + numbers.length + ",), }\n";
        ByteBuffer out =
                ByteBuffer.allocate(10 + header.length() + 8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) header.length());
        out.put(header.getBytes(StandardCharsets.ISO_8859_1));
        out.order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (double number : numbers) {
            switch (type.substring(1)) {
                case "f8" -> out.putDouble(number);
                case "f4" -> out.putFloat((float) number);
                case "i8" -> out.putLong((long) number);
                default -> out.putInt((int) number);
            }
        }
        return new Array(name, Arrays.copyOf(out.array(), out.position()));
    }
}
