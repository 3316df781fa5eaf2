/** What files declare, what is in force on the topics of declarations, and how they differ. */
@NullMarked
package dev.sluice.cli.manifest;

import org.jspecify.annotations.NullMarked;
