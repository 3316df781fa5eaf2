/** Reports of requests and of resources in use, as the loop takes them in. */
@NullMarked
package dev.sluice.control.message.report;

import org.jspecify.annotations.NullMarked;
