package dev.sluice.config.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/** Writes what is declared as a file that reads back to the same. */
public final class ManifestText {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .stringQuotingChecker(new Quoting())
            .build());

    private ManifestText() {}

    /** Quotes a text that YAML takes for something else: a date, a number of base 60, a word such as {@code yes}. */
    private static final class Quoting extends StringQuotingChecker.Default {
        private static final long serialVersionUID = 1L;
        private static final Resolver RESOLVER = new Resolver();

        @Override
        public boolean needToQuoteValue(String value) {
            return super.needToQuoteValue(value) || !Tag.STR.equals(RESOLVER.resolve(NodeId.scalar, value, true));
        }
    }

    public static String yaml(Manifest manifest) {
        return written(YAML, manifest);
    }

    public static String json(Manifest manifest) {
        return written(JSON, manifest);
    }

    private static String written(ObjectMapper mapper, Manifest manifest) {
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document(manifest));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values can be written", e);
        }
    }

    private static Map<String, Object> document(Manifest manifest) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("apiVersion", ManifestReader.API_VERSION);
        document.put("kind", manifest.kind().written());
        document.put("metadata", Map.of("name", manifest.name()));
        document.put("spec", manifest.spec());
        return document;
    }
}
