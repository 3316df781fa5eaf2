package dev.sluice.config.text;

import dev.sluice.policy.Resources;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes amounts of resources as files and people have them. */
public final class ResourcesText {
    private ResourcesText() {}

    /** In one line, without what is zero: {@code cpu 0.5, memory 512Mi}; {@code -} where all is. */
    public static String describe(Resources resources) {
        String said = keys(resources).entrySet().stream()
                .filter(amount -> !(amount.getValue() instanceof Number number) || number.doubleValue() != 0)
                .map(amount -> amount.getKey() + " " + plain(amount.getValue()))
                .collect(Collectors.joining(", "));
        return said.isEmpty() ? "-" : said;
    }

    private static String plain(Object amount) {
        return amount instanceof Double number
                ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
                : amount.toString();
    }

    /** The keys of a file. */
    public static Map<String, Object> keys(Resources resources) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("cpu", resources.cpuCores());
        keys.put("memory", ByteSizes.text(resources.memoryBytes()));
        keys.put("gpu", resources.gpus());
        keys.put("gpuMemory", ByteSizes.text(resources.gpuMemoryBytes()));
        keys.put("storage", ByteSizes.text(resources.storageBytes()));
        return keys;
    }
}
