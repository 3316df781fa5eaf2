package dev.sluice.executor.processes.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What this machine tells and has: processes, connections and ports. */
final class MachineTablesTest {
    @TempDir
    private Path directory = Path.of("");

    /** A folder that looks like /proc, with what Linux 6.1 writes there. */
    private LinuxProcessTable proc(String boot) throws IOException {
        file("sys/kernel/random/boot_id", boot + "\n");
        return new LinuxProcessTable(directory);
    }

    private void file(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content, StandardCharsets.ISO_8859_1);
    }

    private static String stat(long pid, String program, String state, long start) {
        return pid + " (" + program + ") " + state + " 1 10 10 0 -1 4194304 100 0 0 0 5 6 0 0 20 0 1 0 " + start
                + " 10000000 200 18446744073709551615\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"sleep", "my worker", "a) S 1 (b", "((", ")", "", "web:20001 S 5"})
    void a_process_is_known_by_its_start_whatever_its_program_is_called(String program) throws IOException {
        file("77/stat", stat(77, program, "S", 123_456));

        assertThat(proc("boot-1").find(77)).contains(new ProcessId(77, "123456@boot-1"));
    }

    @Test
    void one_that_waits_to_be_noticed_has_ended_and_one_after_a_restart_of_the_machine_is_another() throws IOException {
        file("1/stat", stat(1, "worker", "Z", 5));
        file("2/stat", stat(2, "worker", "X", 5));
        file("3/stat", stat(3, "worker", "D", 5));
        file("4/stat", "4 (worker) R 1\n");
        file("5/stat", "");
        LinuxProcessTable table = proc("boot-1");

        assertThat(List.of(1L, 2L, 4L, 5L, 6L))
                .allSatisfy(pid -> assertThat(table.find(pid)).isEmpty());
        ProcessId before = table.find(3).orElseThrow();
        assertThat(table.runs(before)).isTrue();
        assertThat(proc("boot-2").runs(before)).isFalse();
        assertThat(table.runs(new ProcessId(3, "6@boot-1")))
                .as("the number is another's by now")
                .isFalse();
    }

    @Test
    void processes_are_found_by_the_mark_in_their_environment_and_by_no_part_of_another_variable() throws IOException {
        file("10/environ", "PATH=/bin\0MARK=/state#web-1\0HOME=/\0");
        file("11/environ", "MARK=/state#web-1\0");
        file("12/environ", "MARK=/state#web-2");
        file("13/environ", "MARK=/state-2#web-3\0");
        file("14/environ", "XMARK=/state#web-4\0OTHER=MARK=/state#web-5\0");
        file("15/environ", "");
        file("self/environ", "MARK=/state#web-6\0");
        Files.createDirectories(directory.resolve("16"));

        assertThat(proc("b").marked("MARK", "/state#"))
                .isEqualTo(Map.of("web-1", Set.of(10L, 11L), "web-2", Set.of(12L)));
        assertThat(new LinuxProcessTable(directory.resolve("nowhere")).marked("MARK", ""))
                .isEmpty();
    }

    @Test
    void open_connections_are_counted_by_local_port_over_both_kinds_of_addresses() throws IOException {
        String head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n";
        file(
                "net/tcp",
                head + "   0: 0100007F:4E20 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000\n"
                        + "   1: 0100007F:4E20 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000\n"
                        + "   2: 0100007F:4E20 0100007F:D432 01 00000000:00000000 00:00000000 00000000  1000\n"
                        + "   3: 0100007F:4E21 0100007F:D433 06 00000000:00000000 00:00000000 00000000  1000\n"
                        + "   4: 0100\n");
        file(
                "net/tcp6",
                head + "   0: 0000000000000000FFFF00000100007F:4E20 0000000000000000FFFF00000100007F:D434 01 0:0\n"
                        + "   1: 00000000000000000000000001000000:FFFF 00000000000000000000000001000000:1F90 01 0:0\n");

        assertThat(proc("b").connections()).isEqualTo(Map.of(20_000, 3, 65_535, 1));
        assertThat(new LinuxProcessTable(directory.resolve("nowhere")).connections())
                .isEmpty();
    }

    @Test
    void without_proc_java_tells_whether_a_process_is_the_same() throws IOException, InterruptedException {
        ProcessTable portable = new PortableProcessTable();
        Process child = new ProcessBuilder("sleep", "60").start();
        ProcessId id = portable.find(child.pid()).orElseThrow();

        assertThat(portable.runs(id)).isTrue();
        assertThat(portable.runs(new ProcessId(child.pid(), "1"))).isFalse();
        portable.end(new ProcessId(child.pid(), "1"), true);
        assertThat(child.isAlive()).as("another that has the number").isTrue();
        portable.end(id, true);
        child.waitFor();
        assertThat(portable.runs(id)).isFalse();
        assertThat(portable.tellsMarks()).isFalse();
    }

    @Test
    void ports_are_handed_out_in_turn_so_that_one_given_back_rests_longest() throws IOException {
        PortPool pool = new PortPool(new PortRange(24_100, 24_104), "127.0.0.1");
        Set<Integer> used = new TreeSet<>();
        List<Integer> taken = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int port = pool.take(used).orElseThrow();
            used.add(port);
            taken.add(port);
        }
        used.remove(24_100);

        assertThat(taken).containsExactly(24_100, 24_101, 24_102);
        assertThat(pool.take(used)).hasValue(24_103);
        assertThat(pool.take(used)).hasValue(24_104);
        assertThat(pool.take(used)).as("the one that was given back, at last").hasValue(24_100);
        assertThat(pool.take(Set.of(24_100, 24_101, 24_102, 24_103, 24_104))).isEqualTo(OptionalInt.empty());
        try (ServerSocket somebody = new ServerSocket()) {
            somebody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 24_103));
            pool.startBehind(Set.of(24_102, 9));
            assertThat(pool.take(Set.of())).as("somebody else listens on 24103").hasValue(24_104);
        }
    }

    @ParameterizedTest
    @CsvSource({"'24100,24101', 24102", "24104, 24100", "'', 24100", "'5,60000', 24100"})
    void after_a_restart_ports_go_on_behind_those_in_use(String used, int next) {
        PortPool pool = new PortPool(new PortRange(24_100, 24_104), "127.0.0.1");
        Set<Integer> ports = new TreeSet<>();
        for (String port : used.isEmpty() ? new String[0] : used.split(",")) {
            ports.add(Integer.valueOf(port));
        }

        pool.startBehind(ports);

        assertThat(pool.take(ports)).hasValue(next);
    }

    @ParameterizedTest
    @CsvSource({"20000-20999, 1000", "' 80 ', 1", "1-65535, 65535"})
    void a_range_has_both_of_its_ends(String text, int count) {
        PortRange range = PortRange.parse(text);
        assertThat(range.count()).isEqualTo(count);
        assertThat(PortRange.parse(range.toString())).isEqualTo(range);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0-5", "65536", "5-4", "a-b", "1-2-3", "-5", "1 - 2", "123456"})
    void what_is_no_range_of_ports_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortRange.parse(text))
                .withMessageContaining("is no range of ports");
    }

    @Test
    void a_process_that_was_never_recorded_is_nobody() {
        assertThat(ProcessTable.ofThisSystem().find(Long.MAX_VALUE)).isEqualTo(Optional.empty());
    }
}
