/** What protects a process from its clients: connections, times and memory. */
@NullMarked
package dev.sluice.http.limits;

import org.jspecify.annotations.NullMarked;
