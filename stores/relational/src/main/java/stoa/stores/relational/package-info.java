/**
 * Relational data of one owner, on SQLite in the data folder or on PostgreSQL by URL, behind one small interface. Start
 * reading at {@link stoa.stores.relational.Relational}; {@link stoa.stores.relational.RelationalStores} opens them.
 */
@NullMarked
package stoa.stores.relational;

import org.jspecify.annotations.NullMarked;
