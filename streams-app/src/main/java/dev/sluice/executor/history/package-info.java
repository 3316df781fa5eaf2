/** What an executor reads at its start: the acknowledgements and commands of before. */
@NullMarked
package dev.sluice.executor.history;

import org.jspecify.annotations.NullMarked;
