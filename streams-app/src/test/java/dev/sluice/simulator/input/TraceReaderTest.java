package dev.sluice.simulator.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.simulator.Trace;
import dev.sluice.simulator.input.TraceFormat.Holes;
import dev.sluice.simulator.input.TraceFormat.Values;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of recorded demand as people bring them. */
final class TraceReaderTest {
    private static final long SEPTEMBER = 1_441_115_100;

    @TempDir
    Path folder;

    @Test
    void the_plain_form_is_read_without_a_word() throws IOException {
        ReadTrace read = read("timestamp_s,value\n0,1\n60,2.5\n120,0\n", TraceFormat.PLAIN);

        assertThat(read.trace().start()).isZero();
        assertThat(read.trace().step()).isEqualTo(60);
        assertThat(read.trace().values()).containsExactly(1, 2.5, 0);
        assertThat(read.account()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void a_byte_order_mark_is_no_part_of_the_first_name(String charset) throws IOException {
        byte[] text = "\uFEFFtimestamp_s,value\r\n0,1\r\n60,2\r\n".getBytes(Charset.forName(charset));

        assertThat(read(Files.write(file(), text), TraceFormat.PLAIN).values()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "'timestamp_s;value|0;1|60;2'#",
                "'timestamp_s\tvalue|0\t1|60\t2'#",
                "'\"timestamp_s\",\"value\"|\"0\",\"1\"|60,\"2\"'#",
                "'\"timestamp_s\" , \"value\"| 0 , 1 |60,2'#",
                "'sep=;|timestamp_s;value|0;1|60;2'#",
                "'|timestamp_s,value||0,1|60,2||'#",
                "'value,timestamp_s|1,0|2,60'#",
                "'timestamp_s,value|0,1|60,2|,'#",
                "'TIMESTAMP,value|0,1|60,2'#",
                "'ds,y|0,1|60,2'#",
                "'timestamp_ms,value|0,1|60000,2'#times are milliseconds",
                "'timestamp_s;value|0;1,0|60;2,0'#a comma in a number is its decimal point",
                "'timestamp_s,value|60,2|0,1'#rows were read from the last to the first",
                "'timestamp_s,requests/s|0,1|60,2'#'requests/s' is demand per second (--values counts: per step)",
            })
    void what_is_plainly_meant_is_taken_and_said(String lines, String said) throws IOException {
        ReadTrace read = read(lines.replace('|', '\n'), TraceFormat.PLAIN);

        double factor = lines.contains("/s") ? 60 : 1;
        assertThat(read.trace().step()).isEqualTo(60);
        assertThat(read.trace().values()).containsExactly(factor, 2 * factor);
        assertThat(read.notes())
                .containsExactlyElementsOf(Optional.ofNullable(said).map(s -> s.replace("''", "'")).stream()
                        .toList());
    }

    @Test
    void old_mac_line_ends_are_line_ends() throws IOException {
        assertThat(read("timestamp_s,value\r0,1\r60,2\r", TraceFormat.PLAIN)
                        .trace()
                        .values())
                .containsExactly(1, 2);
    }

    @Test
    void each_usual_way_to_write_a_time_is_the_same_time() throws IOException {
        List<LongFunction<String>> ways = List.of(
                t -> String.valueOf(t),
                t -> t + "000",
                t -> t + "000000",
                t -> t + "000000000",
                t -> t + ".000",
                t -> Instant.ofEpochSecond(t).toString(),
                t -> utc(t, "yyyy-MM-dd HH:mm:ss"),
                t -> utc(t, "yyyy-MM-dd'T'HH:mm"),
                t -> utc(t, "yyyy/MM/dd HH:mm:ss,SSS"),
                t -> utc(t, "yyyy-MM-dd HH:mm:ss.SSSSSSS"),
                t -> utc(t, "yyyy-MM-dd HH:mm:ss 'UTC'"),
                t -> utc(t, "yyyyMMddHHmmss"),
                t -> utc(t + 7_200, "yyyy-MM-dd'T'HH:mm:ss'+02:00'"),
                t -> utc(t + 7_200, "yyyy-MM-dd HH:mm:ss'+0200'"),
                t -> utc(t - 3_600, "yyyy-MM-dd HH:mm:ss'-01'"));
        for (LongFunction<String> way : ways) {
            StringBuilder csv = new StringBuilder("time|value\n");
            for (int i = 0; i < 5; i++) {
                csv.append(way.apply(SEPTEMBER + 300L * i))
                        .append('|')
                        .append(i)
                        .append('\n');
            }
            Trace trace = read(csv.toString(), TraceFormat.PLAIN).trace();
            assertThat(trace.start()).as(csv.toString()).isEqualTo(SEPTEMBER);
            assertThat(trace.step()).as(csv.toString()).isEqualTo(300);
        }
    }

    @Test
    void days_may_be_dates() throws IOException {
        for (String days : List.of("2007-12-31|2008-01-01|2008-01-02", "20071231|20080101|20080102")) {
            String[] each = days.split("\\|");
            Trace trace = read("ds,y\n" + each[0] + ",9\n" + each[1] + ",8\n" + each[2] + ",7\n", TraceFormat.PLAIN)
                    .trace();
            assertThat(trace.start()).isEqualTo(1_199_059_200);
            assertThat(trace.step()).isEqualTo(86_400);
        }
    }

    @Test
    void an_hour_that_the_clocks_repeat_is_two_hours() throws IOException {
        TraceFormat berlin = format(Optional.of(ZoneId.of("Europe/Berlin")), Optional.empty(), 0);
        Trace trace = read(
                        "time,value\n2026-10-25 01:00,1\n2026-10-25 02:00,2\n2026-10-25 02:00,3\n2026-10-25 03:00,4\n",
                        berlin)
                .trace();

        assertThat(trace.start())
                .isEqualTo((double) Instant.parse("2026-10-24T23:00:00Z").getEpochSecond());
        assertThat(trace.values()).containsExactly(1, 2, 3, 4);
        assertThatThrownBy(() -> read("time,value\n2026-03-29 01:00,1\n2026-03-29 02:00,2\n", berlin))
                .hasMessageContaining(":3: column time: '2026-03-29 02:00' is skipped by the clocks of Europe/Berlin");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "''#is empty",
                "'clock,value|0,1'#no column timestamp_s, time or the like, only [clock, value]; name the column of"
                        + " times with --time-column",
                "'0,1|60,2'#begins with no names of columns but with [0, 1]",
                "'time,value'#needs two rows or more, it has 0",
                "'time,value|0,1'#with different times, it has 1",
                "'time|0|60'#--events counts them",
                "'time,value|0,1|60,2,3'#:3 has 3 cells, its header 2",
                "'time,value|0,1|60,-3'#:3: '-3' in column value is no demand; wanted is a number of at least 0",
                "'time,value|0,1|60,NaN'#:3: 'NaN' in column value",
                "'time,value|0,1|60,Infinity'#:3: 'Infinity' in column value",
                "'time,value|0,1|60,1e999'#:3: '1e999' in column value",
                "'time,value|0,1|60,0x1p3'#:3: '0x1p3' in column value",
                "'time,value|0,1|60,5d'#:3: '5d' in column value",
                "'time,value|0,1|60,'#:3: '' in column value",
                "'time,value|0,1|60,\"1,234\"'#:3: '1,234' in column value",
                "'time,value|0,1|soon,2'#:3: column time: 'soon' is no time like the numbers before it",
                "'time,value|soon,1|60,2'#:2: column time: 'soon' is no time; wanted are seconds since 1970",
                "'time,value|09/01/2015 13:45,1'#:2: column time: '09/01/2015 13:45' is no time",
                "'time,value|2015-02-30,1'#:2: column time: '2015-02-30' is no time: ",
                "'time,value|2015-02-01 24:30,1'#:2: column time: '2015-02-01 24:30' is no time: ",
                "'time,value|0,\"1\"x|60,2'#no row of a CSV file",
                "'Date,Time,requests|2026-11-02,13:45,7'#join them in one column, such as 2026-11-30 13:45, or name the"
                        + " one that holds both with --time-column",
                "'ts,host,count|0,web-1,7|60,web-1,8'#:2: 'web-1' in column host is no demand",
                "'ts,host,count|0,web-1,7|60,web-1,8'#the first of [host, count] is taken for the demand, --column names"
                        + " another",
                "'epoch,datetime|0,2026-11-02|60,2026-11-02'#has no column of values",
            })
    void everything_else_is_refused_with_its_place_and_what_is_wanted(String lines, String message) throws IOException {
        Path file = Files.writeString(file(), lines.replace('|', '\n'));
        assertThatThrownBy(() -> TraceReader.read(file, Optional.empty(), TraceFormat.PLAIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void a_column_called_as_a_time_is_never_taken_for_the_demand() throws IOException {
        ReadTrace read = read("epoch_ms,time,load\n0,5,1\n60000,6,2\n120000,7,4\n", TraceFormat.PLAIN);
        assertThat(read.trace().values()).containsExactly(1, 2, 4);
        assertThat(read.notes()).noneMatch(note -> note.contains("--column"));
    }

    @Test
    void a_demand_that_is_taken_from_several_columns_is_said() throws IOException {
        ReadTrace read = read("ts,shard,load\n0,5,1\n60,6,2\n120,7,4\n", TraceFormat.PLAIN);
        assertThat(read.trace().values()).containsExactly(5, 6, 7);
        assertThat(read.notes()).contains("the first of [shard, load] is taken for the demand, --column names another");
    }

    @Test
    void utf_16_without_its_mark_is_no_riddle() throws IOException {
        Path file = Files.write(file(), "time,value\n0,1\n".getBytes(StandardCharsets.UTF_16LE));
        assertThatThrownBy(() -> TraceReader.read(file, Optional.empty(), TraceFormat.PLAIN))
                .hasMessageContaining("UTF-16 needs a byte-order mark");
    }

    @Test
    void columns_are_named_in_any_case_but_never_ambiguously() throws IOException {
        Path file = Files.writeString(file(), "When,a,A,Users\n0,1,2,3\n60,4,5,6\n");
        TraceFormat when = new TraceFormat(
                Optional.of("when"),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                OptionalDouble.empty(),
                "--step");

        assertThat(TraceReader.read(file, Optional.of("users"), when).trace().values())
                .containsExactly(3, 6);
        assertThat(TraceReader.read(file, Optional.of("A"), when).trace().values())
                .containsExactly(2, 5);
        assertThatThrownBy(() -> TraceReader.read(file, Optional.of("When"), when))
                .hasMessageContaining("holds the times");
        assertThatThrownBy(() -> TraceReader.read(file, Optional.of("tokens"), when))
                .hasMessageContaining("has no column tokens, only [When, a, A, Users]");
    }

    @Test
    void events_are_counted_and_none_is_lost() throws IOException {
        Random random = new Random(9);
        List<Double> times = new ArrayList<>();
        double now = 1_700_006_430;
        for (int i = 0; i < 5_000; i++) {
            now += -Math.log(1 - random.nextDouble()) * 3;
            times.add(now);
        }
        String csv = csv(times, i -> 1);

        assertThatThrownBy(() -> read(csv, TraceFormat.PLAIN))
                .hasMessageContaining("its rows are no steps of one length")
                .hasMessageContaining("--events counts them");
        ReadTrace counted = read(csv, events(60));
        assertThat(sum(counted.trace())).isEqualTo(5_000);
        assertThat(counted.notes())
                .singleElement()
                .asString()
                .startsWith("5000 events in ")
                .endsWith(" steps of 60 s");
        assertThat(sum(read(csv, PLAIN_60).trace())).isEqualTo(5_000);
    }

    @Test
    void events_in_whole_seconds_share_their_times() throws IOException {
        Random random = new Random(3);
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            times.add((double) random.nextInt(400));
        }
        Collections.sort(times);

        assertThatThrownBy(() -> read(csv(times, i -> 1), TraceFormat.PLAIN))
                .hasMessageContaining("rows have the time of another")
                .hasMessageContaining("--events");
        assertThat(sum(read(csv(times, i -> 1), events(10)).trace())).isEqualTo(1_000);
        assertThat(sum(read(csv(times, i -> 2), PLAIN_60).trace())).isEqualTo(2_000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_step_that_changes_is_summed_to_the_longer_one_and_never_filled(boolean shortFirst) throws IOException {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            times.add(shortFirst ? i : i * 60.);
        }
        double middle = shortFirst ? 900 : 54_000;
        for (int i = 0; i < 900; i++) {
            times.add(middle + (shortFirst ? i * 60. : i));
        }
        String csv = csv(times, i -> 5);

        assertThatThrownBy(() -> read(csv, TraceFormat.PLAIN)).hasMessageContaining("--step");
        assertThatThrownBy(() -> read(csv, format(Optional.empty(), Optional.of(Holes.missing), 0)))
                .isInstanceOf(IllegalArgumentException.class);
        ReadTrace summed = read(csv, PLAIN_60);
        assertThat(sum(summed.trace())).isEqualTo(9_000);
        assertThat(summed.notes()).singleElement().asString().startsWith("1800 rows summed into ");
    }

    @Test
    void quiet_minutes_that_have_no_row_are_what_was_said_of_them() throws IOException {
        Random random = new Random(4);
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            if (random.nextInt(3) == 0 || i == 0 || i == 9_999) {
                times.add(i * 60.);
            }
        }
        String csv = csv(times, i -> 2);

        assertThatThrownBy(() -> read(csv, TraceFormat.PLAIN))
                .hasMessageContaining((10_000 - times.size()) + " of 10000 steps of 60 s have no row")
                .hasMessageContaining("--holes zero")
                .hasMessageContaining("the longest hole is");
        ReadTrace zero = read(csv, format(Optional.empty(), Optional.of(Holes.zero), 0));
        assertThat(sum(zero.trace())).isEqualTo(2. * times.size());
        assertThat(zero.notes())
                .containsExactly((10_000 - times.size()) + " steps of 10000 without a row have no demand");
    }

    @Test
    void a_few_holes_are_filled_and_told_with_what_they_add() throws IOException {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            if (i % 200 != 150) {
                times.add(i * 60.);
            }
        }
        ReadTrace read = read(csv(times, i -> 3), TraceFormat.PLAIN);

        assertThat(sum(read.trace())).isEqualTo(3_000);
        assertThat(read.notes())
                .containsExactly("5 steps of 1000 without a row have the demand of the step before, 15 on top of 2985");
    }

    @Test
    void a_hole_after_a_burst_is_not_filled_with_it() {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            if (i <= 500 || i > 505) {
                times.add(i * 60.);
            }
        }
        assertThatThrownBy(() -> read(csv(times, i -> i == 500 ? 1e6 : 1), TraceFormat.PLAIN))
                .hasMessageContaining("5 of 1000 steps of 60 s have no row");
    }

    @Test
    void times_in_days_are_no_steps_that_could_be_played() throws IOException {
        StringBuilder minutes = new StringBuilder("date,value\n");
        for (int i = 0; i < 1440; i++) {
            minutes.append(String.format(Locale.ROOT, "%.8f,6000%n", 45_000 + i / 1440.0));
        }
        assertThatThrownBy(() -> read(minutes.toString(), TraceFormat.PLAIN))
                .hasMessageContaining("steps of less than 0.001 s")
                .hasMessageContaining("in days as spreadsheets count them");
    }

    @ParameterizedTest
    @CsvSource({"1800000000,1", "31536000,60"})
    void a_hole_of_a_year_and_a_first_time_of_zero_end_in_a_line_not_in_memory(double hole, double step) {
        List<Double> times = new ArrayList<>(List.of(0.));
        for (int i = 0; i < 600; i++) {
            times.add(hole + step * i);
        }
        for (TraceFormat format : List.of(TraceFormat.PLAIN, format(Optional.empty(), Optional.of(Holes.missing), 0))) {
            if (hole > 1e9 || format.equals(TraceFormat.PLAIN)) {
                assertThatThrownBy(() -> read(csv(times, i -> 1), format))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("line 2");
            }
        }
    }

    @Test
    void rates_times_the_step_are_demand() throws IOException {
        TraceFormat rate = new TraceFormat(
                Optional.empty(),
                Optional.empty(),
                Optional.of(Values.rate),
                false,
                Optional.empty(),
                OptionalDouble.empty(),
                "--step");
        assertThat(read("time,value\n0,100\n60,50\n120,0\n", rate).trace().values())
                .containsExactly(6_000, 3_000, 0);
        // two rows of one step are averaged, never added
        assertThat(read("time,value\n0,100\n7,50\n61,30\n", rate.withStep(60))
                        .trace()
                        .values())
                .containsExactly(4_500, 1_800);
        assertThat(read("time,requests_per_second\n0,100\n60,50\n", TraceFormat.PLAIN)
                        .trace()
                        .values())
                .containsExactly(6_000, 3_000);
        for (String counts : List.of("value", "requests", "users", "steps", "gaps", "bytes/step", "per_minute")) {
            assertThat(read("time," + counts + "\n0,100\n60,50\n", TraceFormat.PLAIN)
                            .trace()
                            .values())
                    .containsExactly(100, 50);
        }
    }

    @Test
    void whatever_the_order_the_jitter_and_the_repeats_demand_is_conserved_or_the_file_refused() throws IOException {
        int taken = 0;
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            double step = List.of(1., 10., 60., 300.).get(random.nextInt(4));
            List<Double> times = new ArrayList<>();
            double dropped = random.nextInt(3) * .1;
            double jitter = random.nextInt(3) * .3 * step;
            double repeated = random.nextInt(3) * .004;
            for (int i = 0; i < 500; i++) {
                double at = 1_700_000_000 + Math.rint(1000 * (i * step + jitter * random.nextDouble())) / 1000;
                if (random.nextDouble() >= dropped) {
                    times.add(at);
                }
                if (random.nextDouble() < repeated) {
                    times.add(at);
                }
            }
            if (random.nextBoolean()) {
                Collections.shuffle(times, random);
            }
            double[] values = random.doubles(times.size(), 0, 100).toArray();
            TraceFormat format = format(
                    Optional.empty(),
                    random.nextBoolean() ? Optional.of(Holes.zero) : Optional.empty(),
                    random.nextBoolean() ? 0 : 4 * step);
            try {
                ReadTrace read = read(csv(times, i -> values[i]), format);
                double filled = read.notes().stream()
                        .filter(n -> n.contains(" on top of "))
                        .mapToDouble(n -> Double.parseDouble(n.replaceAll(".*before, | on top.*", "")))
                        .sum();
                assertThat(sum(read.trace()) - filled)
                        .as("seed %d: %s", seed, read.notes())
                        .isCloseTo(Arrays.stream(values).sum(), org.assertj.core.data.Offset.offset(.01));
                taken++;
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage())
                        .as("seed %d", seed)
                        .contains("trace.csv")
                        .contains("--step");
            }
        }
        assertThat(taken).isBetween(30, 149);
    }

    @Test
    void mutated_files_are_read_or_refused_with_a_message_and_never_anything_else() throws IOException {
        String plain = "time,value\n2015-09-01 13:45:00,1\n2015-09-01 13:46:00,2.5\n2015-09-01 13:47:00,3\n";
        String alphabet = "0123456789-:,;\"\n\r\t TZ.+eE\uFEFFé\u0000";
        for (int seed = 0; seed < 1_500; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(plain);
            for (int m = 1 + random.nextInt(6); m > 0; m--) {
                int at = random.nextInt(text.length());
                char mutant = alphabet.charAt(random.nextInt(alphabet.length()));
                text.replace(at, at + random.nextInt(2), String.valueOf(mutant));
            }
            Path file = Files.writeString(file(), text);
            try {
                Trace trace = TraceReader.read(file, Optional.empty(), TraceFormat.PLAIN)
                        .trace();
                assertThat(sum(trace)).isNotNegative().isFinite();
            } catch (IllegalArgumentException | dev.sluice.simulator.UnusableFileException e) {
                assertThat(e.getMessage()).as("seed %d: %s", seed, text).contains(file.toString());
            }
        }
    }

    private static final TraceFormat PLAIN_60 = TraceFormat.PLAIN.withStep(60);

    private static TraceFormat format(Optional<ZoneId> zone, Optional<Holes> holes, double step) {
        return new TraceFormat(Optional.empty(), zone, Optional.empty(), false, holes, OptionalDouble.empty(), "--step")
                .withStep(step);
    }

    private static TraceFormat events(double step) {
        return new TraceFormat(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        Optional.empty(),
                        OptionalDouble.empty(),
                        "--step")
                .withStep(step);
    }

    private interface Value {
        double of(int i);
    }

    private static String csv(List<Double> times, Value value) {
        StringBuilder csv = new StringBuilder("time,value\n");
        for (int i = 0; i < times.size(); i++) {
            csv.append(java.math.BigDecimal.valueOf(times.get(i)).toPlainString())
                    .append(',')
                    .append(value.of(i))
                    .append('\n');
        }
        return csv.toString();
    }

    private static String utc(long seconds, String pattern) {
        return LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC).format(DateTimeFormatter.ofPattern(pattern));
    }

    private static double sum(Trace trace) {
        return Arrays.stream(trace.values()).sum();
    }

    private ReadTrace read(String text, TraceFormat format) throws IOException {
        return TraceReader.read(Files.writeString(file(), text), Optional.empty(), format);
    }

    private static Trace read(Path file, TraceFormat format) {
        return TraceReader.read(file, Optional.empty(), format).trace();
    }

    private Path file() {
        return folder.resolve("trace.csv");
    }
}
