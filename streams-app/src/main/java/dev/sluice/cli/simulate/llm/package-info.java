/** {@code simulate --llm} and {@code --stdio}: fleets that serve a large model. */
@NullMarked
package dev.sluice.cli.simulate.llm;

import org.jspecify.annotations.NullMarked;
