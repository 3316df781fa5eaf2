package dev.sluice.simulator.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;

/** Published figures of the peers, from a folder of JSON files that the system property {@code sluice.vectors} names. */
public final class PeerFigures {
    private PeerFigures() {}

    /** Checks each case of a group; a case that is not {@code verified} has figures that were only transcribed. */
    public static int check(String file, String group, Predicate<JsonNode> holds) throws IOException {
        int checked = 0;
        for (JsonNode c : file(file).get(group)) {
            assertThat(holds.test(c)).as(file + "." + group + ": " + c).isTrue();
            checked++;
        }
        return checked;
    }

    public static JsonNode file(String name) throws IOException {
        String folder = System.getProperty("sluice.vectors", "");
        assumeTrue(!folder.isEmpty(), "skipped: -Dsluice.vectors=DIR names no folder of published figures");
        return new ObjectMapper().readTree(Path.of(folder, name + ".json").toFile());
    }

    public static int[] ints(JsonNode array) {
        int[] out = new int[array.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = array.get(i).asInt();
        }
        return out;
    }

    public static double[] doubles(JsonNode array) {
        double[] out = new double[array.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = array.get(i).asDouble();
        }
        return out;
    }
}
