package dev.sluice.controller.topic;

import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * The newest record under a key.
 *
 * @param by the object that it was written for; empty if it was written by hand
 * @param value what it says; empty if it cannot be read
 * @param offset where it is in its partition
 */
public record DeclaredRecord(Optional<Declarer> by, Optional<SpecificRecord> value, long offset) {}
