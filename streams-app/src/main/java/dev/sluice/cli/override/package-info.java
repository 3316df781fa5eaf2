/** {@code override}: what people set by hand or by the calendar for a time. */
@NullMarked
package dev.sluice.cli.override;

import org.jspecify.annotations.NullMarked;
