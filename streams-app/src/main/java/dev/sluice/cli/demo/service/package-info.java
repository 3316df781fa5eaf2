/** The services that the demo plays, and what they do with their requests. */
@NullMarked
package dev.sluice.cli.demo.service;

import org.jspecify.annotations.NullMarked;
