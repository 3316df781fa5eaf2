/** One serving engine: its queue, its batches and the time of their steps, and what became of each request. */
@NullMarked
package dev.sluice.simulator.llm.engine;

import org.jspecify.annotations.NullMarked;
