/** Building blocks of stored state: the parts that a service is stored in, and numbers written in few bytes. */
@NullMarked
package dev.sluice.state;

import org.jspecify.annotations.NullMarked;
