package dev.sluice.cli.migration;

import dev.sluice.cli.manifest.YamlFiles;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.cli.terminal.Json;
import dev.sluice.config.foreign.ForeignImport;
import dev.sluice.config.foreign.Imported;
import dev.sluice.schemas.IoFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code import}: policies from the files of other autoscalers. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description =
                "Writes a ScalingPolicy with mode: advise for each HorizontalPodAutoscaler, ScaledObject of KEDA and"
                        + " VerticalPodAutoscaler in files, and reports each field that has no counterpart. Needs no Kafka.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0: all were written",
            "1: a file or object could not be read or translated, or there was none; the others were written",
            "3: all were written, and with --strict some fields have no counterpart"
        },
        footer = {"", "Example: kubectl get hpa,vpa -n shop -o yaml | sluice import -f - --out policies/"})
public final class ImportCommand implements Callable<Integer> {
    private static final String STDIN = "-";
    private static final int WITH_REMARKS = 3;

    @Option(
            names = {"-f", "--file"},
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "YAML or JSON, several documents and lists too; -: standard input. A folder stands for all its .yaml"
                            + " and .yml files.")
    private List<String> files = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Write a file for each service there, instead of all to standard output. Existing files stay.")
    private @Nullable Path out;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name of the services: {name} and {namespace} of what is scaled are replaced. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String name = "{name}";

    @Option(names = "--strict", description = "Exit with 3 if some field has no counterpart.")
    private boolean strict;

    @Option(
            names = "--json",
            description = "Print JSON: the policies with their remarks, what was passed over, and problems.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        List<String> unread = new ArrayList<>();
        Imported imported = ForeignImport.of(texts(unread), name);
        List<String> problems = new ArrayList<>(unread);
        problems.addAll(imported.problems());
        if (imported.policies().isEmpty() && problems.isEmpty()) {
            problems.add("there is no HorizontalPodAutoscaler, ScaledObject or VerticalPodAutoscaler in "
                    + String.join(", ", files));
        }
        Imported all = new Imported(imported.policies(), imported.passedOver(), problems);
        write(all);
        tell(all);
        boolean remarks = all.policies().stream().anyMatch(one -> !one.remarks().isEmpty());
        return problems.isEmpty() ? (strict && remarks ? WITH_REMARKS : 0) : 1;
    }

    private Map<String, String> texts(List<String> problems) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String file : files) {
            if (file.equals(STDIN)) {
                text("standard input", System.in, problems, texts);
            } else {
                for (Path path : YamlFiles.in(Path.of(file))) {
                    try (InputStream in = Files.newInputStream(path)) {
                        text(path.toString(), in, problems, texts);
                    } catch (IOException e) {
                        problems.add(path + ": "
                                + (Files.exists(path)
                                        ? "cannot be read: " + IoFault.describe(e)
                                        : "there is no such file"));
                    }
                }
            }
        }
        return texts;
    }

    private static void text(String file, InputStream in, List<String> problems, Map<String, String> texts) {
        try {
            texts.put(
                    file,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(in.readAllBytes()))
                            .toString());
        } catch (CharacterCodingException e) {
            problems.add(file + ": is not UTF-8 text");
        } catch (IOException e) {
            problems.add(file + ": cannot be read: " + IoFault.describe(e));
        }
    }

    private void write(Imported imported) {
        PrintWriter stdout = Objects.requireNonNull(spec).commandLine().getOut();
        if (out != null) {
            writeFiles(imported, out);
        }
        if (json) {
            stdout.println(Json.text(ImportedText.json(imported)));
        } else if (out == null) {
            stdout.print(imported.policies().stream().map(ImportedText::yaml).collect(Collectors.joining("---\n")));
        }
        stdout.flush();
    }

    private static void writeFiles(Imported imported, Path folder) {
        Map<Path, Imported.Policy> targets = new LinkedHashMap<>();
        for (Imported.Policy one : imported.policies()) {
            Path target = folder.resolve(fileName(one.policy().service()));
            if (Files.exists(target) || targets.put(target, one) != null) {
                throw new CommandFailedException(target + " exists already, so nothing was written");
            }
        }
        try {
            Files.createDirectories(folder);
            for (Map.Entry<Path, Imported.Policy> target : targets.entrySet()) {
                Files.writeString(target.getKey(), ImportedText.yaml(target.getValue()));
            }
        } catch (IOException e) {
            throw new CommandFailedException(folder + " cannot be written: " + IoFault.describe(e), e);
        }
    }

    private static String fileName(String service) {
        String safe = service.replaceAll("[^A-Za-z0-9._-]", "-");
        return (safe.startsWith(".") ? "_" + safe : safe) + ".yaml";
    }

    private void tell(Imported imported) {
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        for (Imported.Policy one : imported.policies()) {
            String service = one.policy().service().replaceAll("\\p{Cntrl}", "?");
            one.remarks().forEach(remark -> err.println(service + ": " + remark));
            one.commands().forEach(command -> err.println(service + ": run: " + command));
        }
        imported.passedOver().forEach(err::println);
        imported.problems().forEach(problem -> err.println("sluice import: " + problem));
        err.flush();
    }
}
