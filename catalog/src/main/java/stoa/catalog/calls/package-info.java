/**
 * The calls that gateways report: one by one in the log, and all of them as statistics. Start reading at
 * {@link stoa.catalog.calls.Calls}; the log and the statistics are an interface each, with a contract kit that every store
 * passes.
 */
@NullMarked
package stoa.catalog.calls;

import org.jspecify.annotations.NullMarked;
