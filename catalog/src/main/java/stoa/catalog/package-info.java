/**
 * The catalog: which services there are, which instances run them, how they are, and who may be sent requests. Start
 * reading at {@link stoa.catalog.Catalog}; the registry itself is in {@link stoa.catalog.registry}, checks in
 * {@link stoa.catalog.check}, the watch in {@link stoa.catalog.watch}, automatic discovery in
 * {@link stoa.catalog.provider}; this package is the HTTP edge.
 */
@NullMarked
package stoa.catalog;

import org.jspecify.annotations.NullMarked;
