/** What leaves a task: output records, dead letters, and what becomes of a failed step. */
@NullMarked
package dev.sluice.topology.output;

import org.jspecify.annotations.NullMarked;
