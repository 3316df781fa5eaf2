package dev.sluice.cli.migration;

import dev.sluice.config.foreign.Imported;
import dev.sluice.config.foreign.object.Remark;
import dev.sluice.config.manifest.Manifest;
import dev.sluice.config.manifest.ManifestText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code import} writes of a policy: a file with comments, and its fields for JSON. */
final class ImportedText {
    private ImportedText() {}

    /** The policy as a document that {@code policy apply} takes, below what is not in it. */
    static String yaml(Imported.Policy imported) {
        StringBuilder text = new StringBuilder();
        comment(text, "From " + String.join(" and ", imported.from()) + ".");
        comment(text, "metadata.name is the name that the service reports its demand under.");
        if (!imported.remarks().isEmpty()) {
            comment(text, "Not as there:");
            imported.remarks().forEach(remark -> comment(text, "  " + remark));
        }
        if (!imported.commands().isEmpty()) {
            comment(text, "To run beside it:");
            imported.commands().forEach(command -> comment(text, "  " + command));
        }
        return text + ManifestText.yaml(new Manifest.OfService(imported.policy()));
    }

    private static void comment(StringBuilder text, String line) {
        // a name from a file must not end the comment
        text.append("# ")
                .append(line.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]", "?"))
                .append('\n');
    }

    static Map<String, Object> json(Imported.Policy imported) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("service", imported.policy().service());
        fields.put("from", imported.from());
        fields.put("spec", new Manifest.OfService(imported.policy()).spec());
        fields.put(
                "remarks", imported.remarks().stream().map(ImportedText::json).toList());
        fields.put("commands", imported.commands());
        return fields;
    }

    private static Map<String, Object> json(Remark remark) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("path", remark.path());
        fields.put("value", remark.value());
        fields.put("why", remark.why());
        return fields;
    }

    static Map<String, Object> json(Imported imported) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(
                "policies", imported.policies().stream().map(ImportedText::json).toList());
        fields.put("passedOver", List.copyOf(imported.passedOver()));
        fields.put("problems", List.copyOf(imported.problems()));
        return fields;
    }
}
