/** Requests and answers as values: bodies, JSON, problems by RFC 9457, server-sent events. */
@NullMarked
package dev.sluice.http.message;

import org.jspecify.annotations.NullMarked;
