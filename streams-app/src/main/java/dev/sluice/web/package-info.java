/** The HTTP API: what the topics say, as JSON and as events. */
@NullMarked
package dev.sluice.web;

import org.jspecify.annotations.NullMarked;
