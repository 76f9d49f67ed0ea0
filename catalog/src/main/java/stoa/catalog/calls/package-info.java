/**
 * The calls that gateways report: one by one in the log, and all of them as statistics. Start reading at
 * {@link stoa.catalog.calls.Calls}; what is kept, and where, is in {@link stoa.catalog.calls.store}.
 */
@NullMarked
package stoa.catalog.calls;

import org.jspecify.annotations.NullMarked;
