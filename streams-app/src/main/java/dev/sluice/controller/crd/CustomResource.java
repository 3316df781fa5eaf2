package dev.sluice.controller.crd;

import dev.sluice.config.manifest.Manifest;
import java.util.List;
import java.util.Locale;

/** A kind of manifest as Kubernetes names it, with what {@code kubectl get} shows. */
public enum CustomResource {
    POLICY(
            Manifest.Kind.POLICY,
            "scalingpolicies",
            "scalepol",
            List.of(
                    Column.text("Mode", ".status.mode"),
                    Column.count("Desired", ".status.replicas.desired"),
                    Column.count("Ready", ".status.replicas.ready"),
                    Column.text("Why", ".status.why.reason"),
                    Column.condition(StatusSchema.HEALTHY),
                    Column.condition(StatusSchema.ACCEPTED),
                    Column.AGE,
                    Column.count("Min", ".spec.replicas.min").wide(),
                    Column.count("Max", ".spec.replicas.max").wide(),
                    Column.date("Since", ".status.since").wide(),
                    Column.text("In words", ".status.why.message").wide())),
    POOL(
            Manifest.Kind.POOL,
            "pools",
            "slpool",
            List.of(
                    new Column("Price", "number", ".spec.price", 0),
                    Column.count("Limit", ".spec.limit"),
                    Column.condition(StatusSchema.ACCEPTED),
                    Column.AGE)),
    BUDGET(
            Manifest.Kind.BUDGET,
            "budgets",
            "slbudget",
            List.of(
                    new Column("Per month", "number", ".spec.perMonth", 0),
                    Column.text("Kind", ".spec.kind"),
                    Column.condition(StatusSchema.ACCEPTED),
                    Column.AGE));

    /** API group of all kinds. */
    public static final String GROUP = "sluice.dev";

    /** Version of all kinds. */
    public static final String VERSION = "v1";

    private final Manifest.Kind kind;
    private final String plural;
    private final String shortName;

    @SuppressWarnings("ImmutableEnumChecker") // its lists are
    private final List<Column> columns;

    CustomResource(Manifest.Kind kind, String plural, String shortName, List<Column> columns) {
        this.kind = kind;
        this.plural = plural;
        this.shortName = shortName;
        this.columns = columns;
    }

    /**
     * A column of {@code kubectl get}.
     *
     * @param type of OpenAPI, or {@code date}
     * @param priority 0: always shown; 1: with {@code -o wide}
     */
    record Column(String name, String type, String path, int priority) {
        static final Column AGE = date("Age", ".metadata.creationTimestamp");

        static Column text(String name, String path) {
            return new Column(name, "string", path, 0);
        }

        static Column count(String name, String path) {
            return new Column(name, "integer", path, 0);
        }

        static Column date(String name, String path) {
            return new Column(name, "date", path, 0);
        }

        static Column condition(String type) {
            return text(type, ".status.conditions[?(@.type==\"" + type + "\")].status");
        }

        Column wide() {
            return new Column(name, type, path, 1);
        }
    }

    /** What it declares. */
    public Manifest.Kind kind() {
        return kind;
    }

    /** The last part of its path at the API server. */
    public String plural() {
        return plural;
    }

    String singular() {
        return kind.written().toLowerCase(Locale.ROOT);
    }

    String shortName() {
        return shortName;
    }

    List<Column> columns() {
        return columns;
    }
}
