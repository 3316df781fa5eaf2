/** Services of a task in memory: what each has to do, how many there may be, and those without a policy. */
@NullMarked
package dev.sluice.topology.service;

import org.jspecify.annotations.NullMarked;
