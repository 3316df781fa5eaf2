/** Numbers and lengths of time in texts for people. */
@NullMarked
package dev.sluice.text;

import org.jspecify.annotations.NullMarked;
