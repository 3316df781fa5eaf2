/** What one replica of a model server is: the times of its prompts and steps, its role, and how long it takes to start. */
@NullMarked
package dev.sluice.simulator.llm.replica;

import org.jspecify.annotations.NullMarked;
