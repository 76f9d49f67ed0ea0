/**
 * Passive findings: what gateways have met with at instances, and how the catalog finds out whether it still holds. Start
 * reading at {@link stoa.catalog.passive.Doubts}. Knows nothing of the registry but {@link stoa.catalog.passive.Shown}.
 */
@NullMarked
package stoa.catalog.passive;

import org.jspecify.annotations.NullMarked;
