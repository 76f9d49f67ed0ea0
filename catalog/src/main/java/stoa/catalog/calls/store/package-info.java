/**
 * Where calls are kept: the log and the statistics, an interface each with a contract kit, in the catalog's tables or in
 * Redis. Start reading at {@link stoa.catalog.calls.store.CallStores}, which chooses.
 */
@NullMarked
package stoa.catalog.calls.store;

import org.jspecify.annotations.NullMarked;
