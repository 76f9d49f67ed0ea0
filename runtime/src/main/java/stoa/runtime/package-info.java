/**
 * What a program of many roles is made of: its settings, its roles, the order in which they start and stop, and the
 * data folder. No HTTP, no store. Start reading at {@link stoa.runtime.Supervisor}, then {@link stoa.runtime.Settings}.
 */
@NullMarked
package stoa.runtime;

import org.jspecify.annotations.NullMarked;
