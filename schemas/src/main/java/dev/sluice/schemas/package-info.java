/** The contract: topic names, serdes in Confluent's wire format and the schema-registry client. */
@NullMarked
package dev.sluice.schemas;

import org.jspecify.annotations.NullMarked;
