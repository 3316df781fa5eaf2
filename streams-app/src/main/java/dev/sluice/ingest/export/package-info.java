/** What one instance sent at once, as values, and the form in which it travels on to who owns its service. */
@NullMarked
package dev.sluice.ingest.export;

import org.jspecify.annotations.NullMarked;
