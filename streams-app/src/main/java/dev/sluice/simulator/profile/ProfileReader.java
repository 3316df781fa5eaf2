package dev.sluice.simulator.profile;

import dev.sluice.simulator.UnusableFileException;
import dev.sluice.simulator.input.spec.ReplicaSpecReader;
import dev.sluice.simulator.llm.UnloadedTimes;
import dev.sluice.simulator.llm.engine.EngineSettings;
import dev.sluice.simulator.llm.replica.ReplicaSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Reads the measurements of one model on one kind of replica from any number of files, whatever their formats. */
public final class ProfileReader {
    private static final long LONGEST = 1L << 28;
    private static final int[] PROMPTS = {64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536, 131_072};
    private static final int[] BATCHES = {1, 2, 4, 8, 16, 32, 64, 128, 256};

    private final Measured measured;

    private ProfileReader(ProfileTerms terms) {
        this.measured = new Measured(terms);
    }

    /**
     * The profile of files.
     *
     * @param files files, or the folders that Dynamo's profiler leaves
     * @throws IllegalArgumentException naming the file and the place in it that is wrong
     * @throws UnusableFileException where one cannot be read
     */
    public static ReadProfile read(List<Path> files, ProfileTerms terms) {
        ProfileReader reader = new ProfileReader(terms);
        for (Path file : files) {
            if (Files.isDirectory(file)) {
                reader.folder(file);
            } else {
                reader.file(file);
            }
        }
        return reader.measured.done();
    }

    /** The profile of a replica whose step times are known. */
    public static ReadProfile of(ReplicaSpec spec, ProfileTerms terms) {
        ProfileReader reader = new ProfileReader(terms);
        reader.steps(spec);
        return reader.measured.done();
    }

    private void folder(Path folder) {
        try (Stream<Path> inside = Files.walk(folder)) {
            List<Path> found = inside.filter(file -> String.valueOf(file.getFileName())
                            .matches("raw_data\\.npz|(prefill|decode)_raw_data\\.json"))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalArgumentException(
                        folder + " is a folder without a raw_data.npz of NVIDIA Dynamo's profiler: name the files");
            }
            found.forEach(this::file);
        } catch (IOException e) {
            throw UnusableFileException.reading(folder, e);
        }
    }

    private void file(Path file) {
        int before = measured.size();
        Place.at(file.toString(), () -> {
            byte[] bytes = bytes(file);
            add(file, bytes);
            if (measured.size() == before) {
                throw new IllegalArgumentException("it holds no measurements that are known: neither NVIDIA Dynamo's"
                        + " profile, nor a result of vllm bench serve, nor perfParms of llm-d, nor step times"
                        + " (quantity,at,value)");
            }
        });
    }

    private void add(Path file, byte[] bytes) {
        String start = new String(bytes, 0, Math.min(bytes.length, 100), StandardCharsets.ISO_8859_1).stripLeading();
        if (start.startsWith("PK")) {
            DynamoProfile.add(NumpyArchive.read(bytes), measured);
        } else if (start.startsWith("quantity,at,value")) {
            steps(ReplicaSpecReader.read(file));
        } else {
            JsonMeasurements.add(bytes, start.startsWith("{") || start.startsWith("["), measured);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > LONGEST) {
                throw new IllegalArgumentException("it has more than " + (LONGEST >> 20) + " MiB");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw UnusableFileException.reading(file, e);
        }
    }

    private void steps(ReplicaSpec spec) {
        measured.kind("step times of " + spec.name());
        int chunk = measured.terms().chunk();
        UnloadedTimes alone = new UnloadedTimes(spec, new EngineSettings(chunk, 1, 1));
        for (int tokens : PROMPTS) {
            measured.prompt(tokens, alone.firstToken(tokens, 0));
        }
        for (int answers : BATCHES) {
            measured.step(answers, spec.timing().decode(answers));
        }
    }
}
