/** Which handler answers a request, and who may call it. */
@NullMarked
package dev.sluice.http.routing;

import org.jspecify.annotations.NullMarked;
