package dev.sluice.sizing.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.sizing.capacity.GrowthTrial.Finding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A capacity model")
final class CapacityModelTest {
    /** A window of many requests. Those in flight follow from Little's law. */
    private static ServedWindow manyServed(
            double throughput,
            double replicas,
            OptionalDouble latencyMillis,
            boolean overloaded,
            Finding growth,
            boolean warmUp) {
        double inFlight = throughput * latencyMillis.orElse(0) / 1000;
        return new ServedWindow(
                throughput, replicas, latencyMillis, inFlight, ServedWindow.ENOUGH, overloaded, growth, warmUp);
    }

    /** Four replicas that share their work fairly: a request takes 50 ms alone and 50 / (1 - load) ms under load. */
    private static ServedWindow fleet(double demand, double capacity, boolean warmUp) {
        double load = Math.min(.98, demand / (4 * capacity));
        double served = Math.min(demand, 4 * capacity);
        return manyServed(served, 4, OptionalDouble.of(50 / (1 - load)), demand > 4 * capacity, Finding.QUIET, warmUp);
    }

    @Test
    @DisplayName("knows nothing before it has seen ten windows with work")
    void nothing_yet() {
        CapacityModel model = new CapacityModel();
        for (int i = 0; i < 9; i++) {
            model.observe(fleet(10, 20, false));
            model.observe(manyServed(0, 4, OptionalDouble.empty(), false, Finding.QUIET, false));
        }
        assertThat(model.perReplica()).isEmpty();
        model.observe(fleet(10, 20, false));
        assertThat(model.perReplica()).isPresent();
    }

    @Test
    @DisplayName(
            "of replicas that are never loaded believes a quarter more than they served well, and says it is a guess")
    void never_loaded() {
        CapacityModel model = new CapacityModel();
        for (int i = 0; i < 500; i++) {
            model.observe(showing(2, 4, 500, Finding.QUIET));
        }
        assertThat(model.seenUnderLoad()).isFalse();
        assertThat(model.perReplica().orElseThrow()).isCloseTo(1.25 * 2, within(.2));
    }

    @Test
    @DisplayName(
            "of requests that take 50 ms believes that a replica serves at least ten per second, one after another")
    void one_by_one() throws IOException {
        CapacityModel model = new CapacityModel();
        for (int i = 0; i < 500; i++) {
            model.observe(showing(2, 4, 50, Finding.QUIET));
            model = again(model);
        }
        assertThat(model.perReplica()).hasValue(10);
    }

    @Test
    @DisplayName("is not under load while replicas are idle for half of the time, however long a request took")
    void idle() {
        CapacityModel model = new CapacityModel();
        for (int i = 0; i < 500; i++) {
            model.observe(showing(1, 4, i % 3 == 0 ? 400 : 100, Finding.QUIET));
        }
        assertThat(model.seenUnderLoad()).isFalse();
    }

    @Test
    @DisplayName("puts windows of few requests together: what finishes in one is not what is in flight")
    void few_requests() throws IOException {
        // 30 s each, of which one arrives every 20 s: 1.5 are in flight
        CapacityModel model = new CapacityModel();
        for (int i = 0; i < 2_000; i++) {
            OptionalDouble millis =
                    i % 2 == 0 ? OptionalDouble.of(i % 4 == 0 ? 2_000 : 28_000) : OptionalDouble.empty();
            double finished = i % 2 == 0 ? 1 : 0;
            model.observe(new ServedWindow(
                    finished / 10, 4, millis, i % 4 == 0 ? .2 : 2.8 - finished, finished, false, Finding.QUIET, false));
            model = again(model);
        }
        assertThat(model.quietMillis().orElseThrow()).isBetween(14_000., 31_000.);
    }

    @ParameterizedTest
    @CsvSource({".005", ".014", ".03"})
    @DisplayName("of busy replicas stays where it is, however work varies from window to window by a few percent")
    void varying_work(double deviation) {
        CapacityModel model = new CapacityModel();
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            double served = 24 * 20 * (1 + deviation * random.nextGaussian());
            double before = model.perReplica().orElse(20);
            model.observe(
                    manyServed(served, 24, OptionalDouble.of(i % 2 == 0 ? 200 : 800), false, Finding.QUIET, false));
            if (i > 200) {
                assertThat(model.perReplica().orElseThrow())
                        .isCloseTo(20, within(20 * 2.5 * deviation))
                        .isCloseTo(before, within(20 * deviation));
            }
        }
    }

    @Test
    @DisplayName("finds the capacity of replicas that are at times overloaded, within a tenth")
    void overloaded_at_times() {
        CapacityModel model = new CapacityModel();
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            model.observe(fleet(10 + 90 * random.nextDouble(), 20, false));
        }
        assertThat(model.seenUnderLoad()).isTrue();
        assertThat(model.perReplica().orElseThrow()).isCloseTo(20, within(2.0));
    }

    @Test
    @DisplayName("follows a new version that serves half as much")
    void new_version() {
        CapacityModel model = new CapacityModel();
        Random random = new Random(2);
        for (int i = 0; i < 3_000; i++) {
            model.observe(fleet(10 + 90 * random.nextDouble(), i < 1_500 ? 20 : 10, false));
        }
        assertThat(model.perReplica().orElseThrow()).isCloseTo(10, within(1.5));
    }

    @Test
    @DisplayName("learns nothing from replicas that warm up")
    void warm_up() {
        CapacityModel model = new CapacityModel();
        for (int i = 0; i < 100; i++) {
            model.observe(fleet(60, 20, false));
        }
        double before = model.perReplica().orElseThrow();
        for (int i = 0; i < 100; i++) {
            model.observe(fleet(60, 2, true));
        }
        assertThat(model.perReplica()).hasValue(before);
    }

    @Test
    @DisplayName("takes the time of a request from Little's law where requests in flight are reported")
    void little() {
        Instant start = Instant.EPOCH;
        OptionalDouble none = OptionalDouble.empty();
        DemandWindow window = new DemandWindow(
                start,
                start.plusSeconds(10),
                300,
                0,
                300,
                OptionalDouble.of(6),
                none,
                none,
                none,
                none,
                LatencyHistogram.empty(),
                4);
        ServedWindow served = ServedWindow.of(window, 4, Finding.QUIET, false);
        assertThat(served.throughput()).isEqualTo(30);
        assertThat(served.latencyMillis()).hasValue(200);
        assertThat(served.overloaded()).isFalse();
    }

    @ParameterizedTest(name = "{0} times in window {1}")
    @CsvSource({"1e3,0", "1e12,0", "1e30,0", "1e12,1", "1e12,8", "1e12,200", "1e30,1500"})
    @DisplayName("is not moved by two wrong reports in a row, whenever they come")
    void outlier(double times, int at) {
        CapacityModel model = new CapacityModel();
        CapacityModel spared = new CapacityModel();
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            ServedWindow right = fleet(10 + 90 * random.nextDouble(), 20, false);
            boolean wrong = i == at || i == at + 1;
            model.observe(wrong ? fleet(times * 50, times * 500, false) : right);
            spared.observe(right);
            if (i > at + 10 && i >= 40) {
                double ratio =
                        model.perReplica().orElseThrow() / spared.perReplica().orElseThrow();
                assertThat(ratio).as("window " + i).isBetween(.8, 1.25);
            }
        }
        assertThat(model.perReplica().orElseThrow())
                .isCloseTo(spared.perReplica().orElseThrow(), within(1.0));
    }

    @Test
    @DisplayName("read back from a snapshot goes on as the one that wrote it")
    void snapshot() throws IOException {
        CapacityModel model = new CapacityModel();
        Random random = new Random(4);
        for (int i = 0; i < 200; i++) {
            model.observe(fleet(90 * random.nextDouble(), 20, false));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.write(new DataOutputStream(bytes));
        CapacityModel read = CapacityModel.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        for (int i = 0; i < 200; i++) {
            ServedWindow window = fleet(90 * random.nextDouble(), 20, false);
            model.observe(window);
            read.observe(window);
            assertThat(read.perReplica()).isEqualTo(model.perReplica());
        }
    }

    private static ServedWindow showing(double each, int replicas, double millis, Finding growth) {
        return manyServed(each * replicas, replicas, OptionalDouble.of(millis), false, growth, false);
    }

    /** Replicas were seen under load, and serve 20. */
    private static CapacityModel known() {
        CapacityModel model = new CapacityModel();
        for (int i = 0; i < 40; i++) {
            model.observe(showing(18, 10, 200, Finding.QUIET));
            model.observe(showing(20, 9, 400, Finding.QUIET));
        }
        return model;
    }

    @Test
    @DisplayName("takes what overloaded replicas finish for what they can, at once")
    void slower_replicas() {
        CapacityModel model = known();
        model.observe(showing(12.5, 9, 9000, Finding.BEGINS));
        assertThat(model.perReplica().orElseThrow()).isCloseTo(12.5, within(.2));
    }

    @Test
    @DisplayName("takes back what it has learned while growth was tried that did not help")
    void growth_that_did_not_help() throws IOException {
        CapacityModel model = known();
        double before = model.perReplica().orElseThrow();
        model.observe(showing(8, 9, 9000, Finding.BEGINS));
        model.observe(showing(6, 9, 9000, Finding.TRIED));
        model = again(model);
        model.observe(showing(4, 18, 9000, Finding.NO_HELP));
        assertThat(model.perReplica().orElseThrow()).isCloseTo(before, within(.05 * before));
    }

    @Test
    @DisplayName("keeps a tenth at least, however little overloaded replicas finish")
    void nothing_finished() {
        CapacityModel model = known();
        model.observe(showing(0, 9, 9000, Finding.BEGINS));
        model.observe(showing(.001, 9, 9000, Finding.TRIED));
        // a tenth is 2; one request after another, of 235 ms, for half of the time is 2.1
        assertThat(model.perReplica().orElseThrow()).isBetween(1.9, 2.2);
    }

    @Test
    @DisplayName("probes replicas again after two hours without load, and believes what they then serve well")
    void faster_replicas() throws IOException {
        CapacityModel model = known();
        int replicas = 10;
        for (int i = 0; i < 719; i++) {
            model.observe(showing(18, replicas, 120, Finding.QUIET));
        }
        assertThat(model.perReplica().orElseThrow()).isCloseTo(20, within(.5));
        for (int i = 0; i < 720; i++) {
            model = again(model);
            replicas = (int)
                    Math.ceil(180 / (CapacityModel.AT_EASE * model.perReplica().orElseThrow()));
            model.observe(showing(180. / replicas, replicas, 180. / replicas < 35 ? 120 : 300, Finding.QUIET));
        }
        assertThat(replicas).as("replicas of which 5 serve all").isBetween(5, 7);
    }

    @Test
    @DisplayName("probes less and less often replicas that serve no more than is known")
    void as_before() {
        CapacityModel model = known();
        int probes = 0;
        boolean fewer = false;
        for (int i = 0; i < 8 * 360; i++) {
            int replicas = (int)
                    Math.ceil(180 / (CapacityModel.AT_EASE * model.perReplica().orElseThrow()));
            boolean probing = replicas < 10;
            probes += probing && !fewer ? 1 : 0;
            fewer = probing;
            model.observe(showing(Math.min(20, 180. / replicas), replicas, replicas < 10 ? 400 : 200, Finding.QUIET));
        }
        assertThat(probes).as("probes in eight hours").isBetween(1, 2);
    }

    @Test
    @DisplayName("counts the windows in which no job finishes while all workers work")
    void long_jobs() throws IOException {
        CapacityModel model = new CapacityModel();
        for (int window = 0; window < 720; window++) {
            // ten workers with jobs of 300 s finish one in 30 s, and 50 wait
            model = again(model);
            model.observe(ServedWindow.of(jobs(window % 3 == 0 ? 1 : 0, 50), 10, Finding.QUIET, false));
        }
        assertThat(model.perReplica().orElseThrow()).isCloseTo(1 / 300.0, within(.0005));
    }

    /** A window of ten seconds of a queue. */
    private static DemandWindow jobs(double finished, double waiting) {
        OptionalDouble none = OptionalDouble.empty();
        return new DemandWindow(
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(10),
                finished,
                0,
                finished,
                none,
                OptionalDouble.of(waiting),
                none,
                none,
                none,
                LatencyHistogram.empty(),
                10);
    }

    @Test
    @DisplayName("is read back where requests took no time that could be measured")
    void no_time() throws IOException {
        CapacityModel model = new CapacityModel();
        OptionalDouble none = OptionalDouble.empty();
        DemandWindow window = new DemandWindow(
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(10),
                100,
                0,
                100,
                OptionalDouble.of(0),
                none,
                none,
                none,
                none,
                new LatencyHistogram(3, 100, 0, new long[0]),
                4);
        for (int i = 0; i < 50; i++) {
            model.observe(ServedWindow.of(window, 4, Finding.QUIET, false));
        }
        assertThat(again(model).perReplica()).isEqualTo(model.perReplica()).isPresent();
        assertThat(model.quietMillis()).isEmpty();
    }

    @Test
    @DisplayName("learns anew where all that it knew of load came while growth was tried that did not help")
    void nothing_before_growth() throws IOException {
        CapacityModel model = new CapacityModel();
        for (int i = 0; i < 20; i++) {
            model.observe(showing(5, 10, 200, Finding.QUIET));
        }
        model.observe(showing(5, 10, 9000, Finding.BEGINS));
        for (int i = 0; i < 12; i++) {
            model.observe(showing(5, 10, 9000, Finding.TRIED));
        }
        model.observe(showing(2.5, 20, 9000, Finding.NO_HELP));
        model = again(model);
        for (int i = 0; i < 30; i++) {
            model.observe(showing(40, 10, 9000, Finding.QUIET));
        }
        assertThat(model.perReplica().orElseThrow()).isCloseTo(40, within(1.0));
    }

    private static CapacityModel again(CapacityModel model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.write(new DataOutputStream(bytes));
        return CapacityModel.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }
}
