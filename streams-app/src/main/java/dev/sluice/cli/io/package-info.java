/** What several commands share: connections, topic readers and writers, tables, JSON, option types. */
@NullMarked
package dev.sluice.cli.io;

import org.jspecify.annotations.NullMarked;
