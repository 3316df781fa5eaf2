package dev.sluice.topology.service;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A service's name as it stands in the keys of records, so that no text is made of it for each record.
 *
 * @param bytes the name in UTF-8; not to be changed
 */
public record ServiceKey(byte[] bytes) {
    public static ServiceKey of(String service) {
        return new ServiceKey(service.getBytes(StandardCharsets.UTF_8));
    }

    String service() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServiceKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
