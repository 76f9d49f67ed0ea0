/**
 * Accounts, and entries that make their balances. Start at {@link stoa.services.points.ledger.Ledger}.
 */
@NullMarked
package stoa.services.points.ledger;

import org.jspecify.annotations.NullMarked;
