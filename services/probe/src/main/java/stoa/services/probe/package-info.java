/** Asks services and URLs again and again, and keeps what came. Start at {@link Probe}. */
@NullMarked
package stoa.services.probe;

import org.jspecify.annotations.NullMarked;
