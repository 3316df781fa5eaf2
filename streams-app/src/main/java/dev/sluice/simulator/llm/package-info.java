/** A fleet of replicas that serve a large language model, request by request: steps of the engine, queues, starts and drains. */
@NullMarked
package dev.sluice.simulator.llm;

import org.jspecify.annotations.NullMarked;
