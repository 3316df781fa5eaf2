/** The requests and answers of the API as JSON. */
@NullMarked
package dev.sluice.web.json;

import org.jspecify.annotations.NullMarked;
