/** {@code doctor}: what is wrong between Sluice and what it runs on, and how to mend it. */
@NullMarked
package dev.sluice.cli.doctor;

import org.jspecify.annotations.NullMarked;
