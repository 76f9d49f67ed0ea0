@NullMarked
package stoa.catalog.calls;

import org.jspecify.annotations.NullMarked;
