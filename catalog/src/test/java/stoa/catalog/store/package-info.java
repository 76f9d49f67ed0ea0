@NullMarked
package stoa.catalog.store;

import org.jspecify.annotations.NullMarked;
