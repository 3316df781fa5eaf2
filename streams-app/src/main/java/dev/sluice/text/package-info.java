/** Numbers and lengths of time in texts for people, and the checks whose messages tell people what is wrong. */
@NullMarked
package dev.sluice.text;

import org.jspecify.annotations.NullMarked;
