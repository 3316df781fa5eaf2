/** What a record may say: its limits, and what is wrong with one beyond them. */
@NullMarked
package dev.sluice.config.record.check;

import org.jspecify.annotations.NullMarked;
