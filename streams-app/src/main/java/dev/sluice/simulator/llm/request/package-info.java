/** Requests to a language model: when they arrive and how many tokens they have, read or generated. */
@NullMarked
package dev.sluice.simulator.llm.request;

import org.jspecify.annotations.NullMarked;
