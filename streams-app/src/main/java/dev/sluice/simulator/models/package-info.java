/** Many models on shared GPUs whose memory does not hold all of them: which stay loaded, and what calls wait for. */
@org.jspecify.annotations.NullMarked
package dev.sluice.simulator.models;
