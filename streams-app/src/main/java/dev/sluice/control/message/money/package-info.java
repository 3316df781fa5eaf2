/** What budgets allow, and what was spent. */
@NullMarked
package dev.sluice.control.message.money;

import org.jspecify.annotations.NullMarked;
