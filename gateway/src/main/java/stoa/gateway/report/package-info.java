/**
 * How the catalog learns of calls: counted on the event loops, told in batches by a thread of their own. Start reading at
 * {@link stoa.gateway.report.Reporter}.
 */
@NullMarked
package stoa.gateway.report;

import org.jspecify.annotations.NullMarked;
