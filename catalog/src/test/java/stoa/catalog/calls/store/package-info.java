@NullMarked
package stoa.catalog.calls.store;

import org.jspecify.annotations.NullMarked;
