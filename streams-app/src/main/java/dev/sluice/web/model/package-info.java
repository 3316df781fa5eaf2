/** What the output topics say lately of every service, in bounded memory. */
@NullMarked
package dev.sluice.web.model;

import org.jspecify.annotations.NullMarked;
