package dev.sluice.schemas;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;

/** Rule for the next version of a subject, by the names and meanings of Confluent's registry. */
public enum Compatibility {
    NONE(false, false, false),
    BACKWARD(true, false, false),
    BACKWARD_TRANSITIVE(true, false, true),
    FORWARD(false, true, false),
    FORWARD_TRANSITIVE(false, true, true),
    FULL(true, true, false),
    FULL_TRANSITIVE(true, true, true);

    private final boolean newReadsOld;
    private final boolean oldReadsNew;
    private final boolean everyVersion;

    Compatibility(boolean newReadsOld, boolean oldReadsNew, boolean everyVersion) {
        this.newReadsOld = newReadsOld;
        this.oldReadsNew = oldReadsNew;
        this.everyVersion = everyVersion;
    }

    /** Why a schema may not follow these versions (oldest first); empty where it may. */
    List<String> violations(Schema next, List<Schema> versions) {
        List<String> found = new ArrayList<>();
        int first = everyVersion ? 0 : Math.max(0, versions.size() - 1);
        for (int i = first; i < versions.size(); i++) {
            if (newReadsOld) {
                found.addAll(
                        cannotRead(next, versions.get(i), "the new schema cannot read data of an earlier version"));
            }
            if (oldReadsNew) {
                found.addAll(cannotRead(versions.get(i), next, "an earlier version cannot read new data"));
            }
        }
        return found;
    }

    private static List<String> cannotRead(Schema reader, Schema writer, String what) {
        SchemaPairCompatibility pair = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        return pair.getResult().getIncompatibilities().stream()
                .map(i -> what + ": " + i.getType() + " at " + named(reader, i.getLocation()) + ": " + i.getMessage())
                .toList();
    }

    /** A place such as {@code /fields/1/type/items} by the names of the fields on its way. */
    private static String named(Schema reader, String location) {
        StringBuilder place = new StringBuilder();
        Schema at = reader;
        String[] steps = location.split("/", -1);
        for (int i = 1; i < steps.length; i++) {
            boolean into = steps[i].equals("fields") && at.getType() == Schema.Type.RECORD && i + 1 < steps.length;
            if (into) {
                Schema.Field field = at.getFields().get(Integer.parseInt(steps[++i]));
                place.append('/').append(field.name());
                at = field.schema();
            } else if (steps[i].equals("items") && at.getType() == Schema.Type.ARRAY) {
                at = at.getElementType();
            } else if (at.getType() == Schema.Type.UNION && steps[i].matches("\\d+")) {
                at = at.getTypes().get(Integer.parseInt(steps[i]));
            } else if (!steps[i].equals("type")) {
                place.append('/').append(steps[i]);
            }
        }
        return place.isEmpty() ? reader.getFullName() : place.toString();
    }
}
