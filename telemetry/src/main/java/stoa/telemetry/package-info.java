/**
 * What the program tells about itself while it runs: trace context, logs, the access log, and the process's own metrics.
 */
@NullMarked
package stoa.telemetry;

import org.jspecify.annotations.NullMarked;
