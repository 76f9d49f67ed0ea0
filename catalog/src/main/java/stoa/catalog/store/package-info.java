/**
 * The registry's tables, which several catalogs may share. Start reading at {@link stoa.catalog.store.RegistryStore}: a
 * change is a {@link stoa.catalog.store.Draft}, planned on one revision and committed only on that one.
 */
@NullMarked
package stoa.catalog.store;

import org.jspecify.annotations.NullMarked;
