/** Requests to the API server: its clients, their pace and their answers. */
@NullMarked
package dev.sluice.executor.kubernetes.api;

import org.jspecify.annotations.NullMarked;
