package dev.sluice.cli.policy;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.manifest.ManifestTopic;
import dev.sluice.cli.option.SettingsOption;
import dev.sluice.cli.terminal.Json;
import dev.sluice.cli.terminal.Table;
import dev.sluice.config.manifest.Manifest;
import dev.sluice.config.manifest.ManifestText;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The commands on what is declared of one kind: {@code get}, {@code delete} and {@code list}. Public as its subclasses are:
 * otherwise they would have bridges of these methods, which picocli takes for further commands.
 */
public abstract class DeclaredCommand {
    private final Manifest.Kind kind;

    @Spec
    private @Nullable CommandSpec spec;

    DeclaredCommand(Manifest.Kind kind) {
        this.kind = kind;
    }

    /** Columns of the list. */
    abstract Table table();

    /** One of the list's rows. */
    abstract void row(Manifest manifest, Table table);

    @Command(
            name = "get",
            mixinStandardHelpOptions = true,
            description = "Prints what is in force under a name, as a file that policy apply takes.")
    public int get(
            @Parameters(paramLabel = "NAME", description = "Name of the service, pool or tenant.") String name,
            @Mixin SettingsOption config,
            @Option(names = "--json", description = "Print JSON instead of YAML.") boolean json) {
        try (Connection connection = Connection.open(config.read())) {
            Manifest found = ManifestTopic.of(connection, kind).get(name);
            print(json ? ManifestText.json(found) : ManifestText.yaml(found).stripTrailing());
        }
        return 0;
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Ends what is in force under a name. A service without a policy is watched, and nothing is"
                    + " commanded for it; one without its pool or budget goes on without.")
    public int delete(
            @Parameters(paramLabel = "NAME", description = "Name of the service, pool or tenant.") String name,
            @Mixin SettingsOption config) {
        try (Connection connection = Connection.open(config.read())) {
            ManifestTopic.of(connection, kind).delete(name);
        }
        print(name + ": deleted");
        return 0;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists everything in force.")
    public int list(
            @Mixin SettingsOption config,
            @Option(names = "--json", description = "Print JSON instead of a table.") boolean json) {
        try (Connection connection = Connection.open(config.read())) {
            List<Manifest> all = ManifestTopic.of(connection, kind).all();
            Table table = table();
            all.forEach(manifest -> row(manifest, table));
            print(
                    json
                            ? Json.text(
                                    all.stream().map(DeclaredCommand::fields).toList())
                            : table.toString().stripTrailing());
        }
        return 0;
    }

    private static Map<String, Object> fields(Manifest manifest) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", manifest.name());
        fields.putAll(manifest.spec());
        return fields;
    }

    private void print(String text) {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
