package dev.sluice.ingest.export;

/**
 * Who reports what.
 *
 * @param pool empty if the service has one
 * @param instance empty if nothing tells instances apart
 */
public record ReporterKey(String service, String pool, String instance, Role.Kind kind) {}
