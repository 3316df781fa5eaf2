/** The contract: topic names, serdes in Confluent's wire format, the schema-registry client, and the reporter that services embed. */
@NullMarked
package dev.sluice.schemas;

import org.jspecify.annotations.NullMarked;
