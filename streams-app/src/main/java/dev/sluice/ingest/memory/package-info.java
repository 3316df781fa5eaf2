/** What reading a message takes, counted while it is read: a few bytes may hold a million empty objects. */
@NullMarked
package dev.sluice.ingest.memory;

import org.jspecify.annotations.NullMarked;
