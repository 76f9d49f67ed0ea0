/**
 * Active checks: whether an instance answers now, tried by the catalog itself. Start reading at
 * {@link stoa.catalog.check.Checker}; what one try does is in {@code Probe}. Knows nothing of the registry.
 */
@NullMarked
package stoa.catalog.check;

import org.jspecify.annotations.NullMarked;
