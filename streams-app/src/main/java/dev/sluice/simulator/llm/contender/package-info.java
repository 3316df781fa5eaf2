/** Autoscalers of LLM serving by their published rules, to compare with on the simulated fleet. */
@NullMarked
package dev.sluice.simulator.llm.contender;

import org.jspecify.annotations.NullMarked;
