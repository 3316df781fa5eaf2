/** {@code import}: policies from the files of other autoscalers. */
@NullMarked
package dev.sluice.cli.migration;

import org.jspecify.annotations.NullMarked;
