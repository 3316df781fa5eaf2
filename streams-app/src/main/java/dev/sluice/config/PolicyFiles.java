package dev.sluice.config;

import dev.sluice.policy.ScalingPolicy;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;

/** Policies as YAML files, several documents a file. */
public final class PolicyFiles {
    private final List<PolicyProblem> problems = new ArrayList<>();
    private final List<ScalingPolicy> policies = new ArrayList<>();
    private final Map<String, Path> seen = new HashMap<>();

    private PolicyFiles() {}

    /**
     * The policies of these files.
     *
     * @throws InvalidPolicyException with everything that is wrong in any of them
     */
    public static List<ScalingPolicy> read(List<Path> files) {
        PolicyFiles reading = new PolicyFiles();
        files.forEach(reading::read);
        if (!reading.problems.isEmpty()) {
            throw new InvalidPolicyException(reading.problems);
        }
        return reading.policies;
    }

    private void read(Path file) {
        int number = 0;
        try (Reader in = Files.newBufferedReader(file)) {
            for (Node node : new Yaml(options()).composeAll(in)) {
                number++;
                if (!Tag.NULL.equals(node.getTag())) {
                    document(new YamlValue(new YamlValue.Document(file, number, problems), "", node), file);
                }
            }
            if (number == 0) {
                problems.add(new PolicyProblem(file, 0, 1, "", "", "holds no policy"));
            }
        } catch (IOException e) {
            String why = Files.exists(file) ? "cannot be read: " + e.getMessage() : "there is no such file";
            problems.add(new PolicyProblem(file, 0, 1, "", "", why));
        } catch (YAMLException e) {
            problems.add(malformed(file, number + 1, e));
        }
    }

    private void document(YamlValue root, Path file) {
        int before = problems.size();
        Optional<ScalingPolicy> policy = PolicyReader.read(root);
        if (policy.isEmpty() || problems.size() > before) {
            return;
        }
        String service = policy.get().service();
        Path other = seen.putIfAbsent(service, file);
        if (other != null) {
            root.wrong("a policy for " + service + " stands already in " + other);
        }
        policies.add(policy.get());
    }

    private static PolicyProblem malformed(Path file, int document, YAMLException e) {
        boolean marked = e instanceof MarkedYAMLException m && m.getProblemMark() != null;
        int line = marked ? ((MarkedYAMLException) e).getProblemMark().getLine() + 1 : 0;
        String said = e instanceof MarkedYAMLException m ? m.getProblem() : e.getMessage();
        return new PolicyProblem(file, line, document, "", "", "is no YAML: " + said);
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setMergeOnCompose(true);
        options.setNestingDepthLimit(20);
        return options;
    }
}
