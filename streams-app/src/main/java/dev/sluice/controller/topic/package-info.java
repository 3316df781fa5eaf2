/** What the topics of policies, pools and budgets say, and which object each record is for. */
@NullMarked
package dev.sluice.controller.topic;

import org.jspecify.annotations.NullMarked;
